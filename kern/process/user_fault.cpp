// Page faults of processes.
//
// Layer: process. uCore counterpart: pgfault_handler in kern/trap/trap.c.

#include "kern/process/user_fault.h"

#include "arch/interrupts.h"
#include "kern/process/kill.h"
#include "kern/process/process.h"
#include "kern/sched/trace.h"
#include "kern/vm/fault.h"
#include "kern/vm/uaccess.h"

namespace process {

namespace {

// Another thread changes the address space. Returns whether it was possible to wait for that: the
// kernel does not touch user memory where it was not.
bool wait_for_change(vm::AddressSpace& space) {
    if (!arch::interrupts_enabled())
        return false;
#if LAB >= 8
    // Whoever changes the address space may wait for a mutex that we hold while we copy: munmap
    // gives up a file. The copy is tried again without it.
    if (sched::current().held) {
        vm::tell_why_copy_fails(Error::Busy);
        return false;
    }
#endif
    sync::SleepLockGuard guard(space.change_lock);
    return true;
}

}  // namespace

bool resolve_page_fault(mm::VirtAddr address, arch::PageFaultCause cause) {
    if (!sched::this_cpu().current || !current().space)
        return vm::resolve_page_fault(address, cause);
    sched::trace(sched::TraceEvent::Fault, current().pid, address.raw());
    for (;;) {
        vm::AddressSpace& space = *current().space;
        if (space.change_lock.is_held() && !wait_for_change(space))
            return false;
        Result<void> result = vm::do_pgfault(space, cause, address);
        if (result.has_value())
            return true;
        // The kernel may hold something while it copies for the process: it gets an error instead.
        if (!cause.from_user())
            vm::tell_why_copy_fails(result.error());
        if (result.error() != Error::NoMemory || !cause.from_user())
            return false;
        end_largest_process();
    }
}

}  // namespace process

// A page fault of user mode, from the way in that it has for itself; interrupts are off there. They
// are on while it is resolved, for that may take a wait for a disk.
extern "C" [[gnu::flatten]] void user_page_fault(arch::TrapFrame& frame) {
    const mm::VirtAddr address(arch::page_fault_address());
    arch::enable_interrupts();
    const bool is_resolved =
        process::resolve_page_fault(address, arch::PageFaultCause(frame.error));
    arch::disable_interrupts();
    if (!is_resolved)
        process::kill_current(frame);
}
