// Running programs.
//
// Layer: process. uCore counterpart: do_execve, load_icode, kernel_execve in kern/process/proc.c.
#pragma once

#include "arch/trapframe.h"
#include "libs/result.h"
#include "libs/span.h"

namespace process {

// Makes the current process run the program in the ELF file `file`: its memory is replaced, and
// `frame` is filled in so that it starts in user mode. On an error the old program goes on, and
// nothing has changed: InvalidElf, NoMemory, SwapFault. `file` is not needed afterwards, but must
// not be user memory. Context: thread.
Result<void> do_execve(const char* name, Span<const u8> file, arch::TrapFrame& frame);

// For a kernel thread: becomes user program `name` of the kernel's image. Returns only when that
// fails: NoEntry when there is no such program, else as do_execve.
Error kernel_execve(StringView name);

}  // namespace process
