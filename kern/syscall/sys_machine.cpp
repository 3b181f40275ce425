// System calls about the console and the clock.
//
// Layer: syscall. uCore counterpart: kern/syscall/syscall.c.

#include "kern/debug/log.h"
#include "kern/driver/clock.h"
#include "kern/syscall/syscall.h"

namespace syscall {

int sys_putc(arch::TrapFrame& frame) {
    cprintf("%c", static_cast<int>(argument(frame, 0)));
    return 0;
}

int sys_gettime(arch::TrapFrame&) { return static_cast<int>(driver::ticks); }

}  // namespace syscall
