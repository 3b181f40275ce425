// Clock page replacement over a list whose front is where the hand points.
//
// Layer: vm. uCore counterpart: kern/mm/swap_clock.c (an extension).
// Reading: Corbato, A paging experiment with the Multics system (1968).
#include "kern/vm/swap_clock.h"

namespace vm {

void ClockSwap::map_swappable(mm::Page& page) { circle_.push_back(page); }

void ClockSwap::set_unswappable(mm::Page& page) {
    if (page.is_linked())
        circle_.remove(page);
}

mm::Page* ClockSwap::swap_out_victim(PageUse& use) {
    // One turn at most: when every page was used, the hand is back where it started, over a page
    // whose bit is clear (or was set again just now, which is too late).
    const mm::Page* start = circle_.front();
    mm::Page* page = circle_.pop_front();
    while (page != nullptr && use.accessed(*page)) {
        use.clear_accessed(*page);
        circle_.push_back(*page);
        page = circle_.pop_front();
        if (page == start)
            break;
    }
    return page;
}

}  // namespace vm
