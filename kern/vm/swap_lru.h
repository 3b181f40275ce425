// LRU page replacement by accessed bits: the page that was not used for longest leaves.
//
// Layer: vm. uCore counterpart: kern/mm/swap_lru.h (lab 3's challenge).
#pragma once

#include "kern/vm/swap_manager.h"

namespace vm {

// The machine does not say when a page was used, only whether it was used since somebody looked.
// So tick_event looks at every page on each tick and keeps the answers of the last eight ticks in
// Page::age(), the newest one in the highest bit ("aging"): as a number, it is the greater the
// later the page was used. What happened since the last tick counts as newer still. Of pages with
// equal histories the one that came in first goes.
class LruSwap final : public SwapManager {
  public:
    const char* name() const override { return "lru swap manager"; }
    void map_swappable(mm::Page& page) override;
    void set_unswappable(mm::Page& page) override;
    mm::Page* swap_out_victim(PageUse& use) override;
    void tick_event(PageUse& use) override;

  private:
    static constexpr u8 kUsedInLastTick = 0x80;

    mm::Page::List queue_;  // In the order in which the pages came in.
};

}  // namespace vm
