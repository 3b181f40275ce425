// Between the kernel's privilege and the user's, and back: lab 1's challenges.
//
// Layer: trap. uCore counterpart: lab1_switch_test in kern/init/init.c.
#pragma once

namespace trap {

// Lets vectors 120 and 121, and the keys 3 and 0, change the privilege of the running code.
void ring_switch_init();

// Goes to user mode and back to the kernel, and shows the segment registers at each step.
void ring_switch_test();

}  // namespace trap
