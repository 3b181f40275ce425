// The clock: ticks since it was started.
//
// Layer: driver. uCore counterpart: kern/driver/clock.h.
#pragma once

#include "libs/types.h"

namespace driver {

inline constexpr u32 kTicksPerSecond = 100;

// Starts the timer, kTicksPerSecond interrupts a second, and counts from 0. Done after the boot's
// disk reads: how long those take is the one thing that differs from run to run.
void clock_init();

// Ticks since clock_init. Written by the timer interrupt only.
extern volatile u32 ticks;

// Programs the board's timer for kTicksPerSecond interrupts a second, the first a full period from
// now, and lets them through.
void board_timer_start();

}  // namespace driver
