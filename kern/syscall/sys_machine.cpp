// System calls about the console and the clock.
//
// Layer: syscall. uCore counterpart: kern/syscall/syscall.c.

#include "kern/debug/log.h"
#include "kern/driver/clock.h"
#include "kern/process/output_line.h"
#include "kern/syscall/syscall.h"

namespace syscall {

int sys_putc(arch::TrapFrame& frame) {
    const char c = static_cast<char>(argument(frame, 0));
    cprintf("%c", c);
    process::output_written(c);
    return 0;
}

int sys_gettime(arch::TrapFrame&) { return static_cast<int>(driver::ticks); }

}  // namespace syscall
