// Extended clock page replacement: the clock that also spares pages that would have to be written.
//
// Layer: vm. uCore counterpart: kern/mm/swap_extended_clock.h (lab 3's challenge).
#pragma once

#include "kern/vm/swap_manager.h"

namespace vm {

// Pages belong to four classes by (accessed, dirty). The best one to send away is (0,0), neither
// used of late nor changed; then (0,1), which must be written first; then (1,0) and (1,1). Up to
// four turns of the hand find a page of the best class there is:
//
//     1. the first (0,0); bits stay as they are
//     2. the first (0,1); the accessed bit of every page that is passed is cleared
//     3. as 1: finds what was (1,0)
//     4. as 2: finds what was (1,1)
class ExtendedClockSwap final : public SwapManager {
  public:
    const char* name() const override { return "extended clock swap manager"; }
    void map_swappable(mm::Page& page) override;
    void set_unswappable(mm::Page& page) override;
    mm::Page* swap_out_victim(PageUse& use) override;
    void tick_event(PageUse&) override {}

  private:
    // The circle, cut where the hand is: it points at the front, and behind it is the back.
    mm::Page::List circle_;
};

}  // namespace vm
