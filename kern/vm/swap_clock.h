// Clock page replacement: FIFO that gives pages in use a second chance.
//
// Layer: vm. uCore counterpart: kern/mm/swap_clock.h (an extension).
#pragma once

#include "kern/vm/swap_manager.h"

namespace vm {

// The pages stand in a circle with a hand over it. When a frame is needed the hand turns: a page
// that was used since the hand came by is spared, but loses its accessed bit; the first one that
// was not used leaves. New pages come in behind the hand, so it reaches them last.
class ClockSwap final : public SwapManager {
  public:
    const char* name() const override { return "clock swap manager"; }
    void map_swappable(mm::Page& page) override;
    void set_unswappable(mm::Page& page) override;
    mm::Page* swap_out_victim(PageUse& use) override;
    void tick_event(PageUse&) override {}

  private:
    // The circle, cut where the hand is: it points at the front, and behind it is the back.
    mm::Page::List circle_;
};

}  // namespace vm
