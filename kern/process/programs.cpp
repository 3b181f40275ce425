// The user programs that the kernel's image carries.
//
// Layer: process. uCore counterpart: KERNEL_EXECVE in kern/process/proc.c.
// tools/build/embed.py makes the table from the programs that were built.

#include "kern/process/programs.h"

#include "kern/debug/log.h"

namespace process {
namespace {

struct Program {
    const char* name;
    const u8* start;
    const u8* end;
};

}  // namespace

extern "C" const Program program_table[], program_table_end[];

Span<const u8> find_program(StringView name) {
    for (const Program* program = program_table; program != program_table_end; ++program)
        if (name == program->name)
            return {program->start, static_cast<usize>(program->end - program->start)};
    return {};
}

void print_programs() {
    for (const Program* program = program_table; program != program_table_end; ++program)
        cprintf("  %s", program->name);
    cprintf("\n");
}

}  // namespace process
