// What a thread leaves behind when another one runs, and the switch between the two.
//
// Layer: arch. uCore counterpart: struct context in kern/process/proc.h, switch.S, entry.S.
#pragma once

#if LAB >= 5
#include "arch/fpu.h"
#endif
#include "arch/interrupts.h"
#include "arch/trapframe.h"
#include "libs/types.h"

namespace arch {

// The registers that a function must preserve for its caller [SysV-i386 3, registers], and where to
// go on. The others are saved by whoever calls switch_to, as before any call.
struct Context {
    uptr eip = 0;
    uptr esp = 0;
    u32 ebx = 0;
    u32 esi = 0;
    u32 edi = 0;
    u32 ebp = 0;
};

// Saves this thread's registers in `from` and goes on with those in `to`; returns when somebody
// switches back. Context: interrupts off.
extern "C" void switch_to(Context* from, const Context* to) REQUIRES(interrupts_off);

// Where a new thread begins: its stack pointer is at a TrapFrame, from which all registers are
// loaded.
extern "C" void trap_return();

// Fills in a frame for a thread that runs `function(argument)` in the kernel with interrupts on,
// and exits with its result.
void make_kernel_thread_frame(TrapFrame& frame, int (*function)(void*), void* argument);

// The registers of a thread at its first instruction. The stack began at `end()`.
struct FirstRegisters {
    GeneralRegisters general;
    u32 eflags;

    uptr end() const { return reinterpret_cast<uptr>(this + 1); }
};

// A thread that begins here calls thread_began with the registers that it was given: for checks,
// which supply thread_began.
extern "C" void first_registers();
extern "C" [[noreturn]] void thread_began(const FirstRegisters& registers);

// What a kernel thread does when its function returned. Declared here, supplied by the process
// layer.
extern "C" [[noreturn]] void kernel_thread_exit(int code);

// Goes on with the registers in `frame`, and leaves what runs now for good. Context: interrupts
// off.
[[noreturn]] void resume(TrapFrame& frame);

// Goes on with `function` on the stack that ends at `top`, and leaves the present stack for good.
[[noreturn]] void run_on_stack(uptr top, void (*function)());

}  // namespace arch
