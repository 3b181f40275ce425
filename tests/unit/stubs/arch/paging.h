// Stands in for the machine's page tables in unit tests: the real entries and the real causes of
// faults, but tests/unit/host_cpu.cpp in place of the processor.
#pragma once

// The machine's own, which nobody calls, get out of the way.
#define root_table         machine_root_table
#define set_root_table     machine_set_root_table
#define forget_translation machine_forget_translation
#include "kern/arch/i386/include/arch/paging.h"
#undef root_table
#undef set_root_table
#undef forget_translation

namespace arch {

uptr root_table();
void set_root_table(uptr root);
void forget_translation(uptr address);

}  // namespace arch
