// Frames that are kept back, so that a machine whose memory is full can still work its way out.
//
// Layer: mm. No uCore counterpart. Linux: watermarks, PF_MEMALLOC.
// Two things need it:
//   - Page tables, kernel stacks and the heap never leave memory: they are pinned. If they took all
//     frames, every page that a program touches would push out one that another needs at once, and
//     nobody would come to an end. So whoever asks for a pinned frame is refused while the rest of
//     memory is still large enough to work with: fork fails, and the programs go on.
//   - Where memory and swap disk are both full, a page can only come back by changing places with
//     another, which needs a frame between the two. A few frames serve nothing else.
#pragma once

#include "kern/mm/frame.h"
#include "libs/result.h"

namespace mm {

// From now on there is a reserve; until then nobody is refused. Called once, when the kernel has
// what it needs for itself. Context: thread.
void frame_reserve_init();

// As alloc_page, but for a page that comes back from the swap disk: may take one of those that are
// kept for that.
Result<Page*> alloc_page_to_swap_in();

// For alloc_pages: makes some of `n` frames free, by the reclaimer or by dropping what can be read
// again. Returns whether it is worth trying again.
bool make_room(usize n);

// `page`, which is nobody's any more, becomes one of those when there are too few. Returns whether
// it did; else it is still the caller's.
bool keep_for_swap_in(Page* page);

// How many are kept for page-ins; they count as free.
usize nr_frames_to_swap_in();

}  // namespace mm
