// System calls about the scheduler.
//
// Layer: syscall. uCore counterpart: kern/syscall/syscall.c.

#include "kern/process/process.h"
#include "kern/process/sleep.h"
#include "kern/syscall/syscall.h"

namespace syscall {

int sys_sleep(arch::TrapFrame& frame) {
    process::do_sleep(argument(frame, 0));
    return 0;
}

int sys_set_priority(arch::TrapFrame& frame) {
    sched::set_priority(process::current(), argument(frame, 0));
    return 0;
}

}  // namespace syscall
