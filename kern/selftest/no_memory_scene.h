// What the self-check of operations for which there is no memory tries them on.
//
// Layer: selftest. No uCore counterpart.
// The last part differs between a kernel that carries its programs and one that has them, and much
// more, in files.
#pragma once

#include "arch/trapframe.h"
#include "kern/vm/address_space.h"
#include "libs/scope.h"
#include "libs/span.h"

namespace selftest {

// A process with a program, memory that is its own, shared, written and not, and pages on the swap
// disk; or one without a program, but with files. While it lives the current thread, which is one
// of the kernel, is that process. Needs memory.
class Scene : NonCopyable {
  public:
    explicit Scene(bool with_files);
    ~Scene();

    vm::AddressSpace& space();

    arch::TrapFrame frame;
    Ref<vm::AddressSpace> sibling;  // shares the process's pages, in some of the operations

  private:
    const bool with_files_;
};

struct Operation {
    const char* name;
    Result<void> (*run)(Scene&);
    // When it fails: page tables that it made may be left to the process; else nothing has changed.
    bool may_make_tables = false;
    void (*prepare)(Scene&) = nullptr;
};

// --- the check -----------------------------------------------------------------------------------

// Has every allocation of the operation fail in turn, alone and with all that follow, each time in
// a Scene of its own, and prints how many there are; or panics.
void explore(const Operation& operation);

// Runs `check` in a thread of its own, and panics if something is lost when that has ended.
void check_in_thread(int (*check)(void*));

// --- programs and files --------------------------------------------------------------------------

// Has the current process become a small program, as exec does. Errors of that.
Result<void> load_program(arch::TrapFrame& frame);

// Has the current process become one with files, and takes all of them away again.
void add_files();
void remove_files();

// What only saves work is given back, and all files are on their disk.
void settle();

// What there is in a Scene's files, in a few numbers.
struct FileState {
    u32 digest = 0, free_blocks = 0;

    bool operator==(const FileState&) const = default;
};
FileState file_state();
u32 free_blocks();

// The system calls about files, and others that need such.
Span<const Operation> file_operations();

}  // namespace selftest
