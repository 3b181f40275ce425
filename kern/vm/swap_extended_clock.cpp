// Extended clock page replacement over a list whose front is where the hand points.
//
// Layer: vm. uCore counterpart: kern/mm/swap_extended_clock.c (lab 3's challenge).
// Reading: Silberschatz, Operating System Concepts, "enhanced second-chance algorithm".
#include "kern/vm/swap_extended_clock.h"

#include "kern/debug/log.h"

namespace vm {

void ExtendedClockSwap::map_swappable(mm::Page& page) { circle_.push_back(page); }

void ExtendedClockSwap::set_unswappable(mm::Page& page) {
    if (page.is_linked())
        circle_.remove(page);
}

mm::Page* ExtendedClockSwap::swap_out_victim(PageUse& use) {
    // EXERCISE lab3.4 BEGIN turn the hand up to four times; take the first page of the best class
    // HINT Turning the hand by one page moves the front of circle_ to its back. A turn is over when
    // HINT the page that it began with is at the front again.
    // HINT Pages may be used while you look, so the fourth turn may find nothing, too: take the
    // HINT front then. An empty circle has no victim: nullptr.
    const mm::Page* start = circle_.front();
    for (int turn = 1; turn <= 4 && start != nullptr; ++turn) {
        const bool wants_dirty = turn % 2 == 0;
        do {
            mm::Page* page = circle_.pop_front();
            const bool accessed = use.accessed(*page);
            if (!accessed && use.dirty(*page) == wants_dirty)
                return page;
            if (accessed && turn == 2)
                use.clear_accessed(*page);
            circle_.push_back(*page);
        } while (circle_.front() != start);
    }
    return circle_.pop_front();
    // EXERCISE lab3.4 STUB
    //| static_cast<void>(use);
    //| NOT_DONE_YET("lab3.4");
    //| return circle_.pop_front();
    // EXERCISE lab3.4 END
}

}  // namespace vm
