// The self-check of swap on a disk that is too small, absent or faulty.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/swap_error_check.h"

#include "arch/probe.h"
#include "kern/debug/log.h"
#include "kern/mm/heap.h"
#include "kern/selftest/frame_hog.h"
#include "kern/vm/address_space.h"
#include "kern/vm/swap.h"
#include "libs/assert.h"

namespace selftest {
namespace {

using vm::AddressSpace;
using vm::VirtAddr;

constexpr usize kFrames = 8;
constexpr u32 kPages = 32;
constexpr u32 kGivenUp = 8;
constexpr const char* kMemoryIsFree = "memory is free at boot";

VirtAddr address_of(u32 page) { return VirtAddr(arch::kUserBase + page * mm::kPageSize); }

u32 value_of(u32 page) { return 0xdeed0000 + page; }

// Pages of the active address space. All accesses are probes: one that fails comes back.
class ProbedPages {
  public:
    void store_all() {
        for (u32 page = 0; page < kPages; ++page)
            stored_[page] = arch::probe_write(address_of(page).raw(), value_of(page));
    }

    u32 count_stored(u32 first) const {
        u32 count = 0;
        for (u32 page = first; page < kPages; ++page)
            count += stored_[page];
        return count;
    }

    // How many of the stored pages from `first` on can be read.
    u32 count_readable(u32 first) const {
        u32 count = 0;
        for (u32 page = first; page < kPages; ++page) {
            u32 value;
            if (!stored_[page] || !arch::probe_read(address_of(page).raw(), value))
                continue;
            if (value != value_of(page))
                PANIC("swap errors: page %u is 0x%08x instead of 0x%08x", page, value,
                      value_of(page));
            ++count;
        }
        return count;
    }

  private:
    bool stored_[kPages] = {};
};

void run_trial(AddressSpace& space) {
    ProbedPages pages;
    pages.store_all();
    const u32 readable = pages.count_readable(0);
    must(space.unmap(address_of(0), kGivenUp * mm::kPageSize), "no area is split");
    cprintf("swap errors: %u of %u pages stored, %u readable; after giving up %u: %u of %u\n",
            pages.count_stored(0), kPages, readable, kGivenUp, pages.count_readable(kGivenUp),
            pages.count_stored(kGivenUp));
}

}  // namespace

void check_swap_errors() {
    const usize free_before = mm::nr_free_pages();
    const u32 slots_before = vm::swap_slots_in_use();
    {
        Ref<AddressSpace> space = must(AddressSpace::create(), kMemoryIsFree);
        must(space->map(address_of(0), kPages * mm::kPageSize,
                        vm::Permissions::Read | vm::Permissions::Write),
             kMemoryIsFree);
        must(space->page_table().get_pte(address_of(0), mm::Create::Yes), kMemoryIsFree);
        FrameHog hog(kFrames);
        space->activate();
        run_trial(*space);
        AddressSpace::deactivate();
        space.reset();
    }
    ASSERT(mm::nr_free_pages() == free_before);
    ASSERT(vm::swap_slots_in_use() == slots_before);
    cprintf("check_swap_errors() succeeded!\n");
}

}  // namespace selftest
