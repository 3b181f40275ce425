// PmmManager: the strategy that decides which free frames an allocation gets.
//
// Layer: mm. uCore counterpart: struct pmm_manager in kern/mm/pmm.h.
// Reading: any textbook on "contiguous memory allocation"; Knuth, The Art of Computer
// Programming, volume 1, section 2.5 for first fit, best fit, boundary tags and buddies.
//
// kern/mm/frame.h is the front end that the kernel calls; it keeps interrupts away while it is in
// here, so a strategy needs no lock. Strategies touch nothing but Page objects and their own
// state, so that they run without a machine, too.
#pragma once

#include "kern/mm/page.h"
#include "libs/span.h"
#include "libs/types.h"

namespace mm {

// The rule by which a strategy chooses among the free blocks. Checks predict by it.
enum class Placement { FirstFit, BestFit, WorstFit, Buddy };

// Physical memory manager: one strategy with its own state. Context of every function: any, with
// interrupts off.
class PmmManager {
  public:
    PmmManager() = default;
    PmmManager(const PmmManager&) = delete;
    PmmManager& operator=(const PmmManager&) = delete;

    // What the boot message calls the strategy, for example "default_pmm_manager".
    virtual const char* name() const = 0;

    // By which rule it chooses: the same for the whole life of the object.
    virtual Placement placement() const = 0;

    // Starts without any free frame. `frames` is the Page of frame 0: what frame numbers and
    // alignment count from.
    virtual void init(Page* frames) = 0;

    // Hands over `n` > 0 frames from `base` on, which nobody uses or which were reserved until
    // now. May be called for several ranges, in any order.
    virtual void init_memmap(Page* base, usize n) = 0;

    // Takes `n` > 0 neighbouring frames. The result is the first of them, with no reference and
    // no flag, or nullptr when no free block is big enough.
    virtual Page* alloc_pages(usize n) = 0;

    // Gives back `n` > 0 frames from `base` on, which came from alloc_pages: the very allocation,
    // or (except for the buddy system) any part of it. Panics when one of them is free already,
    // reserved, or still in use by the heap.
    virtual void free_pages(Page* base, usize n) = 0;

    // How many frames are free.
    virtual usize nr_free_pages() const = 0;

  protected:
    ~PmmManager() = default;

    // The first step of init_memmap: `n` frames become free, with no reference. Panics when one
    // of them is free already.
    static void mark_new(Page* base, usize n);

    // The first step of free_pages: `n` frames become free, with no reference. Panics when one of
    // them must not be freed.
    static void mark_free(Page* base, usize n);

    // The last step of alloc_pages: `n` free frames become used, with no flag.
    static void mark_used(Page* base, usize n);
};

// The strategy that the boot option value `option` names (first_fit, best_fit, worst_fit, buddy;
// first_fit when it is empty), or nullptr. One object for each, in static storage.
PmmManager* find_pmm_manager(StringView option);

// A second object of the same strategy as `manager`, for checks on frames of their own.
PmmManager& trial_manager_of(const PmmManager& manager);

}  // namespace mm
