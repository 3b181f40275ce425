// The user programs that the kernel's image carries, as long as there is no file system.
//
// Layer: process. uCore counterpart: KERNEL_EXECVE in kern/process/proc.c.
#pragma once

#include "libs/span.h"
#include "libs/types.h"

namespace process {

// The ELF file of program `name`; empty when the kernel has no such program. It lives for ever.
Span<const u8> find_program(StringView name);

// Prints the names of all programs.
void print_programs();

}  // namespace process
