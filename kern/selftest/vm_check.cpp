// The self-check of virtual memory at boot.
//
// Layer: selftest. uCore counterpart: check_vma_struct, check_pgfault in kern/mm/vmm.c.

#include "kern/selftest/vm_check.h"

#include "arch/probe.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/heap.h"
#include "kern/selftest/frame_hog.h"
#include "kern/vm/address_space.h"
#include "kern/vm/fault.h"
#include "libs/assert.h"
#include "libs/prng.h"

namespace selftest {
namespace {

using vm::AddressSpace;
using vm::Area;
using vm::AreaSet;
using vm::Permissions;
using vm::VirtAddr;

constexpr const char* kMemoryIsFree = "memory is free at boot";

// Random additions and removals in a small range of pages, against a model with a byte a page.
class RandomAreas {
  public:
    static constexpr u32 kPages = 64, kSteps = 2000;

    explicit RandomAreas(u32 seed) : random_(seed) {}

    // Returns a number that depends on the result of every step.
    u32 run() {
        for (u32 i = 0; i < kSteps; ++i) {
            bool done = step();
            digest_ = (digest_ << 1 | digest_ >> 31) ^ (done ? 0x9e3779b9 : 1) ^
                      static_cast<u32>(set_.size());
            set_.check_invariants();
            compare();
        }
        set_.clear();
        return digest_;
    }

  private:
    static VirtAddr address_of(u32 page) {
        return VirtAddr(arch::kUserBase + page * mm::kPageSize);
    }

    // Adds or removes a range; returns whether that was done. Only additions that overlap are not.
    bool step() {
        u32 first = random_.below(kPages), count = 1 + random_.below(8);
        u32 last = min(first + count, kPages);
        VirtAddr start = address_of(first), end = address_of(last);
        if (random_.below(3) == 0) {
            must(set_.remove(start, end), kMemoryIsFree);
            fill(first, last, 0);
            return true;
        }
        Permissions permissions = static_cast<Permissions>(1 + random_.below(2));
        bool free = true;
        for (u32 page = first; page < last; ++page)
            free = free && model_[page] == 0;
        Result<void> added = set_.add(start, end, permissions);
        ASSERT(added.has_value() == free);
        if (free)
            fill(first, last, static_cast<u8>(permissions));
        return free;
    }

    void fill(u32 first, u32 last, u8 permissions) {
        for (u32 page = first; page < last; ++page)
            model_[page] = permissions;
    }

    // Every page is in the area that the model says, also at its last byte.
    void compare() const {
        for (u32 page = 0; page < kPages; ++page) {
            const Area* area = set_.find(address_of(page) + mm::kPageSize - 1);
            ASSERT(area == set_.find(address_of(page)));
            u8 found = area ? static_cast<u8>(area->permissions) : 0;
            if (found != model_[page])
                PANIC("check_vma_struct: page %u has permissions %u instead of %u", page, found,
                      model_[page]);
        }
    }

    AreaSet set_;
    Prng random_;
    u8 model_[kPages] = {};
    u32 digest_ = 0;
};

void check_vma_struct() {
    u32 seed = debug::option_number("seed", 1);
    u32 digest = RandomAreas(seed).run();
    cprintf("vma check: seed 0x%08x digest 0x%08x\n", seed, digest);
    cprintf("check_vma_struct() succeeded!\n");
}

// One area of 4 MiB at 0: its first page comes in zeroed on the first write, and only then; what
// lies outside, or is not allowed, does not.
void check_pgfault() {
    constexpr usize kSize = arch::entry_span(1);
    fill_free_frames_with_junk(16);
    const usize free_before = mm::nr_free_pages();
    Ref<AddressSpace> space = must(AddressSpace::create(), kMemoryIsFree);
    must(space->map(VirtAddr(), kSize, Permissions::Read | Permissions::Write), kMemoryIsFree);
    must(space->map(VirtAddr(kSize), mm::kPageSize, Permissions::Read), kMemoryIsFree);
    mm::PageTable& page_table = space->page_table();
    space->set_reports_faults(true);
    space->activate();

    auto* bytes = reinterpret_cast<volatile u8*>(0x100);
    const u32 faults_before = vm::page_fault_count();
    u32 sum = 0;
    for (u32 i = 0; i < 100; ++i) {
        bytes[i] = static_cast<u8>(i);
        sum += i;
    }
    ASSERT(vm::page_fault_count() == faults_before + 1);
    for (u32 i = 0; i < 100; ++i)
        sum -= bytes[i];
    ASSERT(sum == 0);
    for (uptr at = 0; at < mm::kPageSize; ++at)
        ASSERT((at >= 0x100 && at < 0x100 + 100) || *reinterpret_cast<volatile u8*>(at) == 0);

    space->set_reports_faults(false);
    u32 word = 1;
    ASSERT(arch::probe_read(kSize, word) && word == 0);
    ASSERT(!arch::probe_write(kSize, 1));                    // read-only
    ASSERT(!arch::probe_read(kSize + mm::kPageSize, word));  // no area
    const mm::Pte writable = *must(page_table.get_pte(VirtAddr(), mm::Create::No), "it is mapped");
    const mm::Pte readable =
        *must(page_table.get_pte(VirtAddr(kSize), mm::Create::No), "it is mapped");
    ASSERT(writable.user() && writable.writable() && readable.user() && !readable.writable());
    ASSERT(page_table.get_page(VirtAddr())->references() == 1);

    AddressSpace::deactivate();
    space.reset();
    ASSERT(mm::nr_free_pages() == free_before);
    cprintf("check_pgfault() succeeded!\n");
}

}  // namespace

void check_vmm() {
    check_vma_struct();
    check_pgfault();
    cprintf("check_vmm() succeeded.\n");
}

}  // namespace selftest
