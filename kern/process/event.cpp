// Events: a number from one process to another, as a rendezvous.
//
// Layer: process. uCore counterpart: kern/process/event.c of its full version.
// Whoever comes first, the sender or the receiver, leaves a record of what it waits for, on its own
// stack, in one of two lists.

#include "kern/process/event.h"

namespace process {
namespace {

struct Meeting {
    Process& receiver;
    Event event;
    sync::Waiter waiter;
    ListNode link;
    using List = IntrusiveList<Meeting, &Meeting::link>;
};

constinit Meeting::List senders GUARDED_BY(arch::interrupts_off);    // who wait to be received
constinit Meeting::List receivers GUARDED_BY(arch::interrupts_off);  // who wait for a sender

// The first in `list` for `receiver`, taken out of it; nullptr: there is none.
Meeting* take(Meeting::List& list, const Process& receiver) {
    for (Meeting& meeting : list)
        if (&meeting.receiver == &receiver) {
            list.remove(meeting);
            return &meeting;
        }
    return nullptr;
}

[[gnu::noinline]] void leave_record(Meeting::List& list, Meeting& own) { list.push_back(own); }

// Leaves `own` in `list` until the other one comes.
Result<void> wait_in(Meeting::List& list, Meeting& own, sync::Patience patience)
    REQUIRES(arch::interrupts_off) {
    leave_record(list, own);
    const Result<void> result = sync::sleep(own.waiter, patience);
    if (own.link.is_linked())
        list.remove(own);
    return result;
}

}  // namespace

Result<void> event_send(u32 pid, int number, sync::Patience patience) {
    arch::IrqGuard irq;
    Process* receiver = find_process(pid);
    if (!receiver || receiver->killed || receiver->state == sched::TaskState::Zombie)
        return Error::BadProcess;
    if (receiver == &current() || !receiver->space)
        return Error::Invalid;
    const Event event{current().pid, number};
    if (Meeting* other = take(receivers, *receiver)) {
        other->event = event;
        sync::wake(other->waiter);
        return {};
    }
    Meeting own{*receiver, event, sync::Waiter(), {}};
    return wait_in(senders, own, patience);
}

Result<Event> event_receive(sync::Patience patience) {
    arch::IrqGuard irq;
    if (Meeting* other = take(senders, current())) {
        sync::wake(other->waiter);
        return other->event;
    }
    Meeting own{current(), {}, sync::Waiter(), {}};
    TRY(wait_in(receivers, own, patience));
    return own.event;
}

void cancel_events_for(const Process& process) {
    while (Meeting* other = take(senders, process)) {
        other->waiter.refusal = Error::BadProcess;
        sync::wake(other->waiter);
    }
}

}  // namespace process
