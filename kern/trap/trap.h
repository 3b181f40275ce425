// What happens on a trap: exceptions, interrupts, and `int` instructions.
//
// Layer: trap. uCore counterpart: kern/trap/trap.h.
#pragma once

#include "arch/trapframe.h"

namespace trap {

// Handles one vector. Gets the interrupted registers and returns the frame to resume: the same one,
// or another that it built (as a switch of privilege does). Context: interrupts off.
using Handler = arch::TrapFrame* (*)(arch::TrapFrame* frame);

// From now on `handler` handles `vector`. Context: any.
void set_handler(u32 vector, Handler handler);

// What is special about traps from user mode.
struct UserTraps {
    Handler exception = nullptr;        // a vector that nobody handles
    void (*before_return)() = nullptr;  // called before user mode goes on
};

// From now on traps from user mode are treated so. Context: any.
void set_user_traps(const UserTraps& wanted);

// The timer interrupt: counts the tick, and ends the run when enough of them have come.
// Context: interrupts off.
void clock_interrupt();

// Counts a tick of the clock: exercise lab1.3.
void timer_tick();

}  // namespace trap

// Called by trap_entry.S for every trap. Returns the frame to resume.
extern "C" arch::TrapFrame* trap_entered(arch::TrapFrame* frame);
