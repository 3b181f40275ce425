// Page faults of processes.
//
// Layer: process. uCore counterpart: pgfault_handler in kern/trap/trap.c.

#include "kern/process/user_fault.h"

#include "kern/process/kill.h"
#include "kern/process/process.h"
#include "kern/sched/trace.h"
#include "kern/vm/fault.h"

namespace process {

bool resolve_page_fault(mm::VirtAddr address, arch::PageFaultCause cause) {
    if (!sched::this_cpu().current || !current().space)
        return vm::resolve_page_fault(address, cause);
    sched::trace(sched::TraceEvent::Fault, current().pid, address.raw());
    for (;;) {
        // end_largest_process may let others run: the address space is looked up anew each time.
        Result<void> result = vm::do_pgfault(*current().space, cause, address);
        if (result.has_value())
            return true;
        // The kernel may hold something while it copies for the process: it gets an error instead.
        if (result.error() != Error::NoMemory || !cause.from_user())
            return false;
        end_largest_process();
    }
}

}  // namespace process
