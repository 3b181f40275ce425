// The self-checks of page tables at boot.
//
// Layer: selftest. uCore counterpart: check_pgdir, check_boot_pgdir in kern/mm/pmm.c.

#include "kern/selftest/page_table_check.h"

#include "arch/probe.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/page_table.h"
#include "kern/selftest/frame_hog.h"
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

// Random places all over user memory, one in each of kPlaces equal parts of it. Each gets an entry
// by get_pte, and then really is memory.
class RandomEntries {
  public:
    static constexpr unsigned kPlaces = 32;

    RandomEntries(PageTable& table, u32 seed) : table_(table), random_(seed) {}

    // Returns how many accesses faulted.
    u32 run() {
        for (unsigned i = 0; i < kPlaces; ++i) {
            constexpr u32 kPagesPerPlace =
                (arch::kUserTop - arch::kUserBase) / mm::kPageSize / kPlaces;
            const u32 number = i * kPagesPerPlace + random_.below(kPagesPerPlace);
            map(i, kUserBase + number * mm::kPageSize);
        }
        for (unsigned i = 0; i < kPlaces; ++i)
            unmap(i);
        return faults_;
    }

  private:
    Pte* entry(VirtAddr address, Create create) {
        return must(table_.get_pte(address, create), kMemoryIsFree);
    }

    void map(unsigned place, VirtAddr address) {
        Pte& upper = table_.root()[arch::index_at(1, address.raw())];
        const bool is_new = !upper.present();
        const usize free_before = mm::nr_free_pages();
        u32 value = 0;
        if (arch::probe_read(address.raw(), value))
            PANIC("check_get_pte: 0x%08x can be read before it is mapped", address.raw());
        ++faults_;
        if ((entry(address, Create::No) == nullptr) != is_new || upper.present() == is_new)
            PANIC("check_get_pte: a table for 0x%08x, though none was asked for", address.raw());

        Pte* const made = entry(address, Create::Yes);
        if (free_before - mm::nr_free_pages() != (is_new ? 1 : 0))
            PANIC("check_get_pte: %d frames for the table of 0x%08x",
                  static_cast<int>(free_before - mm::nr_free_pages()), address.raw());
        check_table(address, upper, made);

        Page* page = must(mm::alloc_page(), kMemoryIsFree);
        *static_cast<volatile u32*>(mm::page_to_kva(page)) = address.raw();
        *made = Pte::page(mm::page_to_phys(page).raw(), PageAccess::User | PageAccess::Write);
        if (!arch::probe_read(address.raw(), value) || value != address.raw() ||
            !arch::probe_write(address.raw(), ~value))
            PANIC("check_get_pte: 0x%08x is no memory after its entry was set", address.raw());
        addresses_[place] = address;
        pages_[place] = page;
    }

    // `made` is the entry for `address`, in a table that `upper` names.
    void check_table(VirtAddr address, Pte upper, Pte* made) {
        if (!upper.present() || !upper.writable() || !upper.user())
            PANIC("check_get_pte: the table for 0x%08x may not be used for everything: 0x%08x",
                  address.raw(), upper.raw());
        auto* const start = mm::kernel_address(mm::PhysAddr(upper.address())).as<Pte>();
        if (made != start + arch::index_at(0, address.raw()))
            PANIC("check_get_pte: the entry for 0x%08x is in the wrong place", address.raw());
        const Page* const page = mm::phys_to_page(mm::PhysAddr(upper.address()));
        if (page->references() != 1)
            PANIC("check_get_pte: a table has %u references", page->references());
        if (entry(address, Create::No) != made || entry(address, Create::Yes) != made)
            PANIC("check_get_pte: 0x%08x has two entries", address.raw());
        for (unsigned i = 0; i < mm::kPageSize / sizeof(Pte); ++i)
            if (!start[i].empty() && !is_in_use(start + i))
                PANIC("check_get_pte: entry %u of a new table is not empty: 0x%08x", i,
                      start[i].raw());
    }

    bool is_in_use(const Pte* looked_for) {
        for (unsigned i = 0; i < kPlaces; ++i)
            if (pages_[i] != nullptr && entry(addresses_[i], Create::No) == looked_for)
                return true;
        return false;
    }

    void unmap(unsigned place) {
        *entry(addresses_[place], Create::No) = Pte();
        table_.tlb_invalidate(addresses_[place]);
        const u32 written = *static_cast<volatile u32*>(mm::page_to_kva(pages_[place]));
        if (written != ~addresses_[place].raw())
            PANIC("check_get_pte: what was written to 0x%08x went elsewhere",
                  addresses_[place].raw());
        mm::free_page(pages_[place]);
    }

    PageTable& table_;
    Prng random_;
    VirtAddr addresses_[kPlaces] = {};
    Page* pages_[kPlaces] = {};
    u32 faults_ = 0;
};

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

void check_get_pte() {
    PageTable& table = mm::boot_page_table();
    const u32 seed = debug::option_number("seed", 1);
    fill_free_frames_with_junk(2 * RandomEntries::kPlaces);
    const usize free_before = mm::nr_free_pages();
    u32 faults = RandomEntries(table, seed).run();
    table.free_tables(VirtAddr(), kUserTop);
    ASSERT(mm::nr_free_pages() == free_before);
    cprintf("get_pte check: seed 0x%08x faults %u\n", seed, faults);
    cprintf("check_get_pte() succeeded!\n");
}

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
