// What a new thread starts with.
//
// Layer: arch. uCore counterpart: kernel_thread in kern/process/proc.c.

#include "arch/context.h"

#include "arch/interrupts.h"

namespace arch {

static_assert(offsetof(Context, eip) == 0 && offsetof(Context, esp) == 4);
static_assert(offsetof(Context, ebx) == 8 && offsetof(Context, ebp) == 20);

extern "C" void kernel_thread_entry();

void make_kernel_thread_frame(TrapFrame& frame, int (*function)(void*), void* argument) {
    frame = TrapFrame{};
    frame.cs = kKernelCode;
    frame.ds = frame.es = kKernelData;
    frame.registers.ebx = reinterpret_cast<uptr>(function);
    frame.registers.edx = reinterpret_cast<uptr>(argument);
    frame.eip = reinterpret_cast<uptr>(kernel_thread_entry);
    frame.eflags = kFlagsInterrupt;
}

void resume(TrapFrame& frame) {
    asm volatile("movl %0, %%esp; jmp trap_return" ::"r"(&frame) : "memory");
    __builtin_unreachable();
}

void run_on_stack(uptr top, void (*function)()) {
    // ebp 0 ends a backtrace; the pushed 0 is a return address that is never used.
    asm volatile("movl %0, %%esp; xorl %%ebp, %%ebp; pushl $0; jmp *%1" ::"r"(top), "r"(function)
                 : "memory");
    __builtin_unreachable();
}

}  // namespace arch
