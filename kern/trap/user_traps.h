// Traps from user mode.
//
// Layer: trap. uCore counterpart: parts of trap and trap_dispatch in kern/trap/trap.c.
#pragma once

namespace trap {

// From now on programs may run: what they do wrong ends them and not the kernel, they can call the
// system, and they use the floating-point registers. Called once, when there are processes.
void user_traps_init();

}  // namespace trap
