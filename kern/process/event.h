// Events: a number from one process to another, as a rendezvous.
//
// Layer: process. uCore counterpart: kern/process/event.c of its full version.
#pragma once

#include "kern/process/process.h"
#include "kern/sync/wait_queue.h"

namespace process {

struct Event {
    u32 sender;  // number of a process
    int number;  // whatever the sender wants to say
};

// Waits until process `pid` receives `number`. BadProcess: there is no such process, or it ends.
// Invalid: it is the caller, or a part of the kernel. Timeout, Killed as `patience` says; then it
// will not be received. Context: thread.
Result<void> event_send(u32 pid, int number, sync::Patience patience);

// Waits until somebody sends something; who has waited longest comes first. Timeout, Killed.
// Context: thread.
Result<Event> event_receive(sync::Patience patience);

// Who sends something to `process` is told that it ends. Context: interrupts off.
void cancel_events_for(const Process& process) REQUIRES(arch::interrupts_off);

}  // namespace process
