// FIFO page replacement: the page that came in first leaves first.
//
// Layer: vm. uCore counterpart: kern/mm/swap_fifo.h.
#pragma once

#include "kern/vm/swap_manager.h"

namespace vm {

// The default policy. Never asks how pages are used, so it may send away a page that is needed all
// the time, and more frames can even mean more faults (Belady's anomaly).
class FifoSwap final : public SwapManager {
  public:
    const char* name() const override { return "fifo swap manager"; }
    void map_swappable(mm::Page& page) override;
    void set_unswappable(mm::Page& page) override;
    mm::Page* swap_out_victim(PageUse& use) override;
    void tick_event(PageUse&) override {}

  private:
    mm::Page::List queue_;  // In the order in which the pages came in, the oldest one first.
};

}  // namespace vm
