// A double fault gets a stack of its own.
//
// Layer: arch. No uCore counterpart. [IA32-3A 6.15, interrupt 8; 7.3]
// When the kernel stack overflows, the page fault on the guard page can not push its frame, and
// that is a double fault. Its gate is a task gate, so that the CPU takes every register from this
// task state and leaves those of the failed code in the other one.

#include "arch/double_fault.h"
#include "arch/cpu.h"
#include "arch/layout.h"
#include "arch/task_state.h"

namespace arch {
namespace {

alignas(16) constinit u8 double_fault_stack[kKernelStackSize] = {};
constinit DoubleFaultHandler handler = nullptr;

[[noreturn]] void double_fault_entry() {
    const TaskState& failed = running_task_state;
    if (handler)
        handler({failed.eip, failed.esp, failed.ebp, page_fault_address()});
    halt_forever();
}

u32 page_directory_base() {
    u32 value;
    asm volatile("movl %%cr3, %0" : "=r"(value));
    return value;
}

}  // namespace

constinit TaskState double_fault_task_state = {};

void double_fault_init(DoubleFaultHandler new_handler) {
    handler = new_handler;
    TaskState& state = double_fault_task_state;
    state.cr3 = page_directory_base();
    state.eip = reinterpret_cast<uptr>(double_fault_entry);
    state.esp = reinterpret_cast<uptr>(double_fault_stack) + sizeof(double_fault_stack) - 16;
    state.eflags = 2;  // the bit that is always set; interrupts off
    state.cs = kKernelCode;
    state.ds = state.es = state.ss = state.fs = state.gs = kKernelData;
    state.io_bitmap_offset = sizeof(TaskState);
}

}  // namespace arch
