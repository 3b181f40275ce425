// LRU page replacement by aging.
//
// Layer: vm. uCore counterpart: kern/mm/swap_lru.c (lab 3's challenge).
// Reading: Tanenbaum, Modern Operating Systems, section 3.4.7, "aging".
#include "kern/vm/swap_lru.h"

#include "kern/debug/log.h"

namespace vm {

void LruSwap::map_swappable(mm::Page& page) {
    page.set_age(kUsedInLastTick);  // it came in because it is needed
    queue_.push_back(page);
}

void LruSwap::set_unswappable(mm::Page& page) {
    if (page.is_linked())
        queue_.remove(page);
}

void LruSwap::tick_event(PageUse& use) {
    // EXERCISE lab3.5a BEGIN make every page one tick older, and note which ones were used
    // HINT page.age() holds eight ticks, the newest in the highest bit: shift the others down.
    // HINT Clear the accessed bit, so that it tells about the next tick.
    for (mm::Page& page : queue_) {
        u8 age = page.age() >> 1;
        if (use.accessed(page)) {
            age |= kUsedInLastTick;
            use.clear_accessed(page);
        }
        page.set_age(age);
    }
    // EXERCISE lab3.5a STUB
    //| static_cast<void>(use);
    //| NOT_DONE_YET("lab3.5a");
    // EXERCISE lab3.5a END
}

mm::Page* LruSwap::swap_out_victim(PageUse& use) {
    // EXERCISE lab3.5b BEGIN take the page that was not used for longest off the queue
    // HINT Compare ages; but a page that was accessed since the last tick is newer than any age
    // HINT says. Of equal pages the first in the queue goes. An empty queue: nullptr.
    mm::Page* oldest = nullptr;
    u32 oldest_use = 0;
    for (mm::Page& page : queue_) {
        const u32 last_use = page.age() + (use.accessed(page) ? 0x100u : 0u);
        if (oldest == nullptr || last_use < oldest_use) {
            oldest = &page;
            oldest_use = last_use;
        }
    }
    if (oldest != nullptr)
        queue_.remove(*oldest);
    return oldest;
    // EXERCISE lab3.5b STUB
    //| static_cast<void>(use);
    //| NOT_DONE_YET("lab3.5b");
    //| return queue_.pop_front();
    // EXERCISE lab3.5b END
}

}  // namespace vm
