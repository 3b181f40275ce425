// The self-checks of page tables at boot.
//
// Layer: selftest. uCore counterpart: check_pgdir, check_boot_pgdir in kern/mm/pmm.c.

#include "kern/selftest/page_table_check.h"

#include "arch/probe.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/page_table.h"
#include "libs/assert.h"
#include "libs/prng.h"
#include "libs/string.h"

namespace selftest {
namespace {

using mm::Create;
using mm::Page;
using mm::PageAccess;
using mm::PageTable;
using mm::Pte;
using mm::VirtAddr;

constexpr const char* kMemoryIsFree = "memory is free at boot";
constexpr VirtAddr kUserBase{arch::kUserBase}, kUserTop{arch::kUserTop};

// A page with one reference of the check's own, so that unmapping does not free it.
Page* own_page() {
    Page* page = must(mm::alloc_page(), kMemoryIsFree);
    page->set_references(1);
    return page;
}

void disown(Page* page) {
    ASSERT(page->references() == 1);
    page->drop_reference();
    mm::free_page(page);
}

// One page, two places: the entries, the reference count, and when the page becomes free.
void check_fixed_steps(PageTable& table) {
    const VirtAddr first = kUserBase, second = kUserBase + mm::kPageSize;
    ASSERT(table.get_page(first) == nullptr);
    ASSERT(must(table.get_pte(first, Create::No), "nothing is made") == nullptr);

    Page* page = must(mm::alloc_page(), kMemoryIsFree);
    must(table.page_insert(page, first, PageAccess::Kernel), kMemoryIsFree);
    ASSERT(table.get_page(first) == page && page->references() == 1);
    Pte* entry = must(table.get_pte(first, Create::No), "it exists now");
    ASSERT(entry && entry->present() && !entry->writable() && !entry->user());
    ASSERT(must(table.get_pte(second, Create::No), "same table") == entry + 1);

    must(table.page_insert(page, second, PageAccess::User | PageAccess::Write), kMemoryIsFree);
    ASSERT(entry[1].writable() && entry[1].user() && page->references() == 2);
    must(table.page_insert(page, second, PageAccess::Kernel), "the same again");
    ASSERT(!entry[1].writable() && page->references() == 2);

    // Another page in the second place: the first page loses a reference, and its last one later.
    Page* other = must(mm::alloc_page(), kMemoryIsFree);
    must(table.page_insert(other, second, PageAccess::Kernel), "the table exists");
    ASSERT(page->references() == 1 && other->references() == 1);
    const usize free_before = mm::nr_free_pages();
    table.page_remove(first);
    ASSERT(entry->empty() && mm::nr_free_pages() == free_before + 1);
    table.page_remove(second);
    ASSERT(mm::nr_free_pages() == free_before + 2);
    table.page_remove(second);  // nothing there: nothing happens
    ASSERT(mm::nr_free_pages() == free_before + 2);
}

// The random steps: kSlots places in user memory, kFrames pages to map there.
class RandomMappings {
  public:
    static constexpr unsigned kSlots = 16, kFrames = 4, kSteps = 256;

    RandomMappings(PageTable& table, u32 seed) : table_(table), random_(seed) {
        constexpr u32 kPagesPerSlot = (arch::kUserTop - arch::kUserBase) / mm::kPageSize / kSlots;
        for (unsigned i = 0; i < kSlots; ++i)
            slots_[i].address =
                kUserBase + (i * kPagesPerSlot + random_.below(kPagesPerSlot)) * mm::kPageSize;
        for (unsigned i = 0; i < kFrames; ++i) {
            frames_[i] = own_page();
            *static_cast<volatile u32*>(mm::page_to_kva(frames_[i])) = stamp(i);
        }
    }

    // Returns how many accesses faulted.
    u32 run() {
        for (unsigned i = 0; i < kSteps; ++i) {
            step();
            check_references();
        }
        for (Slot& slot : slots_)
            table_.page_remove(slot.address);
        for (Page* frame : frames_)
            disown(frame);
        return faults_;
    }

  private:
    struct Slot {
        VirtAddr address;
        int frame = -1;  // index in frames_; -1: nothing is mapped here
        bool writable = false;
    };

    static constexpr u32 stamp(unsigned frame) { return 0x57a3e000 + frame; }

    void step() {
        Slot& slot = slots_[random_.below(kSlots)];
        switch (random_.below(4)) {
        case 0:
            table_.page_remove(slot.address);
            slot.frame = -1;
            break;
        case 1: map(slot, random_.below(kFrames), true); break;
        case 2: map(slot, random_.below(kFrames), false); break;
        default: break;  // only look
        }
        look(slot);
    }

    void map(Slot& slot, u32 frame, bool writable) {
        PageAccess access = writable ? PageAccess::Write : PageAccess::Kernel;
        must(table_.page_insert(frames_[frame], slot.address, access), kMemoryIsFree);
        slot.frame = static_cast<int>(frame);
        slot.writable = writable;
    }

    // Reads and writes the slot, as the CPU translates it now.
    void look(const Slot& slot) {
        const bool mapped = slot.frame >= 0;
        u32 value = 0;
        const bool read = arch::probe_read(slot.address.raw(), value);
        faults_ += !read;
        if (read != mapped)
            PANIC("check_pgdir: 0x%08x %s", slot.address.raw(),
                  read ? "can be read after its mapping ended" : "is mapped but can not be read");
        if (!mapped)
            return;
        if (value != stamp(static_cast<unsigned>(slot.frame)))
            PANIC("check_pgdir: 0x%08x shows another page than was mapped there last",
                  slot.address.raw());
        const bool written = arch::probe_write(slot.address.raw(), value);
        faults_ += !written;
        if (written != slot.writable)
            PANIC("check_pgdir: 0x%08x: %s", slot.address.raw(),
                  written ? "read-only, but can be written" : "writable, but can not be written");
    }

    void check_references() const {
        for (unsigned i = 0; i < kFrames; ++i) {
            u32 expected = 1;
            for (const Slot& slot : slots_)
                expected += slot.frame == static_cast<int>(i);
            if (frames_[i]->references() != expected)
                PANIC("check_pgdir: a page has %u references instead of %u",
                      frames_[i]->references(), expected);
        }
    }

    PageTable& table_;
    Prng random_;
    Slot slots_[kSlots];
    Page* frames_[kFrames];
    u32 faults_ = 0;
};

}  // namespace

void check_pgdir() {
    PageTable& table = mm::boot_page_table();
    const usize free_before = mm::nr_free_pages();
    const u32 seed = debug::option_number("seed", 1);

    check_fixed_steps(table);
    u32 faults = RandomMappings(table, seed).run();

    table.free_tables(VirtAddr(), kUserTop);
    ASSERT(mm::nr_free_pages() == free_before);
    cprintf("pgdir check: seed 0x%08x faults %u\n", seed, faults);
    cprintf("check_pgdir() succeeded!\n");
}

void check_boot_pgdir() {
    PageTable& table = mm::boot_page_table();
    for (usize frame = 0; frame < mm::all_pages().size(); ++frame) {
        VirtAddr address(arch::kKernelBase + frame * mm::kPageSize);
        Pte* entry = must(table.get_pte(address, Create::No), "nothing is made");
        ASSERT(entry && entry->present() && entry->writable() && !entry->user());
        ASSERT(entry->address() == frame * mm::kPageSize);
        auto* seen = reinterpret_cast<Pte*>(arch::kPageTableWindow) + address.raw() / mm::kPageSize;
        ASSERT(seen->address() == entry->address());
    }

    // A page at two addresses: what is written at one is read at the other.
    const usize free_before = mm::nr_free_pages();
    const VirtAddr first = kUserBase, second = kUserBase + mm::kPageSize;
    Page* page = own_page();
    must(table.page_insert(page, first, PageAccess::Write), kMemoryIsFree);
    must(table.page_insert(page, second, PageAccess::Write), kMemoryIsFree);
    ASSERT(page->references() == 3);
    const char* text = "one page, two addresses";
    strcpy(first.as<char>() + 0x100, text);
    ASSERT(strcmp(second.as<char>() + 0x100, text) == 0);
    table.page_remove(first);
    table.page_remove(second);
    disown(page);
    table.free_tables(VirtAddr(), kUserTop);
    ASSERT(mm::nr_free_pages() == free_before);
    cprintf("check_boot_pgdir() succeeded!\n");
}

}  // namespace selftest
