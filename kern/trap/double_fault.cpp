// Double faults: a trap that could not be delivered, as a rule since a kernel stack ran over.
//
// Layer: trap. No uCore counterpart. [IA32-3A 6.15, interrupt 8]

#include "kern/trap/double_fault.h"

#include "arch/double_fault.h"
#include "kern/debug/backtrace.h"
#include "kern/debug/log.h"
#include "kern/debug/panic.h"
#if LAB >= 4
#include "kern/process/process.h"
#endif

namespace trap {
namespace {

// Runs on a stack of its own, interrupts off.
void report(const arch::FailedContext& failed) {
    cprintf("double fault: eip 0x%08x esp 0x%08x, fault address 0x%08x\n", failed.eip, failed.esp,
            failed.fault_address);
    debug::print_debuginfo(failed.eip);
    debug::print_backtrace(failed.ebp);
#if LAB >= 4
    if (process::Process* owner = process::find_stack_overflow(mm::VirtAddr(failed.fault_address)))
        PANIC("the kernel stack of process %u, \"%s\", ran over: it reaches from 0x%08x to 0x%08x",
              owner->pid, owner->name, owner->kernel_stack.bottom().raw(),
              owner->stack_top().raw());
#endif
    PANIC("double fault");
}

}  // namespace

void double_fault_init() { arch::double_fault_init(report); }

}  // namespace trap
