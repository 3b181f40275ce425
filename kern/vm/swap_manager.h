// SwapManager: the policy that decides which page leaves memory when a frame is needed.
//
// Layer: vm. uCore counterpart: struct swap_manager in kern/mm/swap.h.
// Reading: any textbook on "page replacement"; Tanenbaum, Modern Operating Systems, section 3.4;
// Stallings, Operating Systems, section 8.2.
//
// kern/vm/swap.h is the mechanism: it moves pages to the disk and back, and calls a policy while
// it keeps interrupts away, so a policy needs no lock. Policies touch nothing but Page objects and
// their own state, and ask about use through PageUse, so that they also run on the host, in unit
// tests.
#pragma once

#include "kern/mm/page.h"
#include "libs/span.h"

namespace vm {

// What a policy may ask about a resident page. A page may be mapped more than once: it was used
// when one of its mappings was. The functions must not call the policy.
class PageUse {
  public:
    // Whether the page was read or written since clear_accessed (or since it came in).
    virtual bool accessed(mm::Page& page) = 0;

    // From now on accessed() is false, until the page is used again.
    virtual void clear_accessed(mm::Page& page) = 0;

    // Whether the page was written since it came in, so that it must be written to the disk
    // before it can go. Only the mechanism changes the answer.
    virtual bool dirty(mm::Page& page) = 0;

  protected:
    ~PageUse() = default;
};

// One policy with its queue of swappable pages, which are linked through mm::Page::List; so a page
// is in no other list (free frames) at the same time. Context of every function: any, with
// interrupts off.
class SwapManager {
  public:
    SwapManager() = default;
    SwapManager(const SwapManager&) = delete;
    SwapManager& operator=(const SwapManager&) = delete;

    // What the boot message calls the policy, for example "fifo swap manager".
    virtual const char* name() const = 0;

    // `page`, which is in no list, has just come in and may be chosen from now on.
    virtual void map_swappable(mm::Page& page) = 0;

    // `page` must not be chosen any more: it is freed, or pinned in memory. It may be in any place
    // of this policy's queue; nothing happens when it is in no list.
    virtual void set_unswappable(mm::Page& page) = 0;

    // Chooses the page that leaves memory and takes it off the queue; nullptr when the queue is
    // empty. Always ends, however often pages are used meanwhile. A caller that cannot swap the
    // page out gives it back by map_swappable.
    virtual mm::Page* swap_out_victim(PageUse& use) = 0;

    // The clock ticked: time for a policy that looks at the use of pages from time to time. Takes
    // time proportional to the length of the queue at most.
    virtual void tick_event(PageUse& use) = 0;

  protected:
    ~SwapManager() = default;
};

// The policy that the boot option value `name` names (fifo, clock, extended_clock, lru; fifo when
// it is empty), or nullptr. One object for each, in static storage.
SwapManager* find_swap_manager(StringView name);

}  // namespace vm
