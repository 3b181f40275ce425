// Semaphores of programs.
//
// Layer: process. uCore counterpart: ipc_sem_* in kern/sync/sem.c of its full version.
#pragma once

#include "kern/process/ipc_object.h"
#include "kern/sync/semaphore.h"

namespace process {

class UserSemaphore final : public IpcObject {
  public:
    static constexpr Kind kKind = Kind::Semaphore;
    static constexpr u32 kMaxValue = 0x7fffffff;

    explicit UserSemaphore(u32 value) : IpcObject(kKind), semaphore(value) {}

    sync::Semaphore semaphore;
};

// Makes a semaphore with `value`; returns its number. Invalid: above kMaxValue. NoMemory, TooBig as
// enter_ipc_object. Context: thread.
Result<u32> sem_init(u32 value);

// Adds one. Invalid: no such semaphore. TooBig: it is kMaxValue already. Context: thread.
Result<void> sem_post(u32 id);

// Takes one away; waits until there is one. Invalid: no such semaphore, or it was freed meanwhile.
// Timeout, Killed as `patience` says. Context: thread.
Result<void> sem_wait(u32 id, sync::Patience patience);

// Its value. Invalid: no such semaphore. Context: any.
Result<u32> sem_get_value(u32 id);

}  // namespace process
