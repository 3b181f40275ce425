// Physical memory for unit tests: the functions of stubs/kern/mm/frame.h over host memory at the
// addresses where the kernel sees physical memory (stubs/arch/layout.h), with first fit.
#pragma once

#include "kern/mm/frame.h"

namespace host_frames {

// Starts anew with `count` free frames, filled with junk, and no reclaimer. What was allocated
// before is gone. Freed frames are filled with junk, too.
void reset(usize count);

// All frames, free or not.
usize total();

// From now on alloc_pages succeeds `successes` times and then fails; -1 takes the limit away.
void fail_after(int successes);

// Whether alloc_pages was ever called with interrupts off since reset().
bool allocated_with_interrupts_off();

}  // namespace host_frames
