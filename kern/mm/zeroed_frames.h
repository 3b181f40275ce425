// Frames full of zeros, kept ready.
//
// Layer: mm. No uCore counterpart.
// A program must never see old data, so most pages begin with zeros, and filling one costs more
// than all the rest of a page fault. Some are filled ahead: at boot, and while the machine has
// nothing else to do. Page tables are full of zeros again when they are not needed any more.
#pragma once

#include "arch/interrupts.h"
#include "kern/mm/frame.h"
#include "libs/result.h"

namespace mm {

// A frame full of zeros, with no reference; the caller owns it. Else as alloc_page. Takes one that
// is ready: for a page fault or a page table, where somebody waits for just this page.
Result<Page*> alloc_zeroed_page();

// The same, filled now: for who fills many pages, and is to leave those that are ready to others.
Result<Page*> alloc_and_zero_page();

// Frees a frame that is full of zeros, and known to be.
void free_zeroed_page(Page* page);

#if LAB >= 4
// Fills another frame, as long as fewer than kMostZeroedFrames are ready and memory is not short.
// Returns whether it did. Context: thread.
bool prepare_zeroed_frame();
#endif

inline constexpr usize kMostZeroedFrames = 512;

// For mm's frame.cpp: the frames that are ready count as free, and go back to the strategy when it
// has none left. Context: interrupts off.
usize nr_zeroed_frames() REQUIRES(arch::interrupts_off);
Page* take_zeroed_frame() REQUIRES(arch::interrupts_off);

}  // namespace mm
