// What the self-check of operations without memory needs of a kernel that carries its programs.
//
// Layer: selftest. No uCore counterpart.

#include "kern/process/exec.h"
#include "kern/process/programs.h"
#include "kern/selftest/no_memory_scene.h"

namespace selftest {

Result<void> load_program(arch::TrapFrame& frame) {
    constexpr const char* kProgram = "exit";
    return process::do_execve(kProgram, process::find_program(kProgram), frame);
}

// There are no files.
void add_files() {}
void remove_files() {}
void settle() {}
FileState file_state() { return {}; }
u32 free_blocks() { return 0; }
Span<const Operation> file_operations() { return {}; }

}  // namespace selftest
