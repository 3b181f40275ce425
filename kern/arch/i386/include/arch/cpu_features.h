// What the CPU can do to keep the kernel's and the programs' memory apart.
//
// Layer: arch. No uCore counterpart. [IA32-3A 2.5, 4.6]
#pragma once

#include "arch/trapframe.h"
#include "libs/scope.h"
#include "libs/types.h"

namespace arch {

// What is in force.
struct Protections {
    bool smep = false;  // the kernel does not run code of user pages
    bool smap = false;  // the kernel touches user pages only between allow and forbid_user_access
    bool umip = false;  // user mode does not learn where the descriptor tables are
};

// Turns on what the CPU has of them. Called once, while kernel text can still be written.
void turn_on_protections();

extern constinit Protections protections;

// By which rule the CPU refused the kernel the access to `address` that raised page fault `frame`,
// though there is a page; nullptr when it was none of these.
const char* refused_by(const TrapFrame& frame, uptr address);

// While one lives, this code may touch user memory. Not to be nested. A trap meanwhile begins
// without that right, and gives it back at its end.
class UserAccess : NonCopyable {
  public:
    [[nodiscard]] UserAccess() {
        if (protections.smap)
            asm volatile("stac" ::: "memory");
    }
    ~UserAccess() {
        if (protections.smap)
            asm volatile("clac" ::: "memory");
    }
};

}  // namespace arch
