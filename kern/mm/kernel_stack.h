// Kernel stacks, each with a guard page below it.
//
// Layer: mm. uCore counterpart: setup_kstack in kern/process/proc.c, which has no guard page.
#pragma once

#include "kern/mm/address.h"
#include "libs/result.h"
#include "libs/scope.h"

namespace mm {

// Prepares the range of addresses for stacks in the kernel's page table. Called once, before any
// other page table is made, since they all share its tables. NoMemory when memory is too small for
// them.
Result<void> kernel_stacks_init();

// The stack on which a thread runs in the kernel: arch::kKernelStackSize bytes. The page below it
// is not mapped, so running over its end is a page fault (a double fault, since the CPU can not
// push the frame). Owns its frames; moves, never copies.
class KernelStack : NonCopyable {
  public:
    constexpr KernelStack() = default;  // no stack
    KernelStack(KernelStack&& other);
    KernelStack& operator=(KernelStack&& other);
    ~KernelStack();

    // NoMemory when there is no frame, or as many stacks as there can be.
    static Result<KernelStack> create();

    explicit operator bool() const { return top_ != VirtAddr(); }

    // The first address of the stack, and the first one behind it.
    VirtAddr bottom() const { return top_ - arch::kKernelStackSize; }
    VirtAddr top() const { return top_; }

    // Whether `address` lies in this stack's guard page.
    bool guards(VirtAddr address) const;

  private:
    explicit KernelStack(VirtAddr top) : top_(top) {}
    void release();

    VirtAddr top_;  // null: no stack
};

}  // namespace mm
