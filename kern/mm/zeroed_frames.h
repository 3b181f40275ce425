// Frames full of zeros, kept ready.
//
// Layer: mm. No uCore counterpart.
// A program must never see old data, so most pages begin with zeros, and filling one costs more
// than the rest of a page fault. Some are filled ahead: at boot, and while the machine has nothing
// else to do.
#pragma once

#include "arch/interrupts.h"
#include "kern/mm/frame.h"
#include "libs/result.h"

namespace mm {

// A frame full of zeros, with no reference; the caller owns it. Else as alloc_page.
Result<Page*> alloc_zeroed_page();

// Fills another frame, as long as fewer than kMostZeroedFrames are ready and memory is not short.
// Returns whether it did. Context: thread.
bool prepare_zeroed_frame();

inline constexpr usize kMostZeroedFrames = 256;

// For mm's frame.cpp: the frames that are ready count as free, and go back to the strategy when it
// has none left. Context: interrupts off.
usize nr_zeroed_frames() REQUIRES(arch::interrupts_off);
Page* take_zeroed_frame() REQUIRES(arch::interrupts_off);

}  // namespace mm
