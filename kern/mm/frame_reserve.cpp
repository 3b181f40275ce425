// Frames that are kept back, so that a machine whose memory is full can still work its way out.
//
// Layer: mm. No uCore counterpart.

#include "kern/mm/frame_reserve.h"

#include "arch/interrupts.h"
#if LAB >= 8
#include "kern/mm/droppable.h"
#endif

namespace mm {
namespace {

// The part of memory that is for pages of programs. A small process has seven frames pinned, and
// works on three or four pages: with a sixteenth for these, as many processes as there can be spend
// five times as long on swapping as with an eighth.
constexpr usize kPartForPages = 8;
// The part that is there, or can be made free, for the next pages.
constexpr usize kPartToBeFree = 64;
// As many as can be on their way in at a time.
constexpr usize kMostFramesToSwapIn = 4;

constinit FrameReclaimer* reclaimer = nullptr;
constinit usize frames_for_pages = 0;  // 0: there is no reserve
constinit usize frames_to_be_free = 0;
constinit usize wanted_to_swap_in = 0;
constinit Page::List to_swap_in GUARDED_BY(arch::interrupts_off);
constinit usize to_swap_in_count = 0;

Page* take_kept() {
    arch::IrqGuard irq;
    Page* page = to_swap_in.pop_front();
    if (page)
        --to_swap_in_count;
    return page;
}

}  // namespace

void set_frame_reclaimer(FrameReclaimer* new_reclaimer) { reclaimer = new_reclaimer; }

usize nr_user_pages() { return reclaimer ? reclaimer->user_pages() : 0; }

usize nr_reclaimable_pages() { return reclaimer ? reclaimer->reclaimable() : 0; }

bool make_room(usize n) {
#if LAB >= 8
    constexpr usize kAtATime = 16;
    if (drop_frames(max(n, kAtATime)) > 0)
        return true;
#endif
    // Frames that are swapped out need not lie side by side: only a single one is worth trying.
    return n == 1 && reclaimer && reclaimer->reclaim(1) > 0;
}

void frame_reserve_init() {
    frames_for_pages = nr_free_pages() / kPartForPages;
    frames_to_be_free = nr_free_pages() / kPartToBeFree;
    wanted_to_swap_in = min(kMostFramesToSwapIn, frames_to_be_free);
    while (to_swap_in_count < wanted_to_swap_in) {
        Result<Page*> page = alloc_page();
        if (!page.has_value() || !keep_for_swap_in(page.value()))
            return;
    }
}

bool may_pin_frames(usize n) {
#if LAB >= 8
    const usize free = nr_free_pages() + nr_droppable_frames();
#else
    const usize free = nr_free_pages();
#endif
    if (free >= frames_for_pages + n)
        return true;
    return free + nr_user_pages() >= frames_for_pages + n &&
           free + nr_reclaimable_pages() >= frames_to_be_free + n;
}

Result<Page*> alloc_page_to_swap_in() {
    if (nr_free_pages() == to_swap_in_count)
        if (Page* kept = take_kept())
            return kept;
    Result<Page*> page = alloc_page();
    if (page.has_value())
        return page;
    if (Page* kept = take_kept())  // the attempt has made some
        return kept;
    return page;
}

bool keep_for_swap_in(Page* page) {
    arch::IrqGuard irq;
    if (to_swap_in_count >= wanted_to_swap_in)
        return false;
    page->set_references(0);
    page->clear_all_flags();
    to_swap_in.push_back(*page);
    ++to_swap_in_count;
    return true;
}

usize nr_frames_to_swap_in() { return to_swap_in_count; }

}  // namespace mm
