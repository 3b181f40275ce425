// Printing a page table.
//
// Layer: mm. uCore counterpart: print_pgdir in kern/mm/pmm.c.

#include "kern/debug/log.h"
#include "kern/mm/page_table.h"

namespace mm {
namespace {

// Entries of one level side by side with equal access. Addresses count in pages, since the end of
// the address space does not fit an address.
struct Run {
    usize first, last;  // pages, `last` excluded
    PageAccess access;
};

constexpr usize kPagesPerTable = arch::kEntriesPerTable;
constexpr usize kAllPages = kPagesPerTable * arch::kEntriesPerTable;

// What is shown of an entry: the kernel's code and constants, which may be read-only, as a
// part of the memory around them. Scripts look for that as one line.
PageAccess shown_access(Pte entry, unsigned level, usize page) {
    const bool is_hidden = level == 0 && arch::is_read_only_image(page << arch::kPageShift);
    return is_hidden ? entry.access() | PageAccess::Write : entry.access();
}

// A way through a page table that may change at each pause: so it keeps numbers of pages, never a
// table or an entry, and each step leads further on.
class Walk {
  public:
    Walk(const Pte* root, void (*pause)()) : root_(root), pause_(pause) {}

    // Finds the next run of present entries of `level` in [from, limit), of at least one. Returns
    // false when there is none. Pauses before each table.
    bool next_run(unsigned level, usize from, usize limit, Run& run) const {
        const usize step = level == 1 ? kPagesPerTable : 1;
        while (from < limit && !entry_at(level, from).present())
            advance(from, step);
        if (from >= limit)
            return false;
        run = {from, from, shown_access(entry_at(level, from), level, from)};
        for (advance(run.last, step); run.last < limit; advance(run.last, step)) {
            const Pte entry = entry_at(level, run.last);
            if (!entry.present() || shown_access(entry, level, run.last) != run.access)
                break;
        }
        return true;
    }

  private:
    // The entry of `level` for the page with number `page`; empty when there is no table for it.
    Pte entry_at(unsigned level, usize page) const {
        Pte entry = root_[page / kPagesPerTable];
        if (level == 1 || !entry.present())
            return entry;
        return kernel_address(PhysAddr(entry.address())).as<Pte>()[page % kPagesPerTable];
    }

    void advance(usize& page, usize step) const {
        page += step;
        if (page % kPagesPerTable == 0)
            pause_();
    }

    const Pte* root_;
    void (*pause_)();
};

void print_run(const Run& run) {
    cprintf("%08x-%08x %08x %cr%c\n", run.first << arch::kPageShift, run.last << arch::kPageShift,
            (run.last - run.first) << arch::kPageShift,
            has(run.access, PageAccess::User) ? 'u' : '-',
            has(run.access, PageAccess::Write) ? 'w' : '-');
}

}  // namespace

void print_pgdir() {
    print_pgdir([] {});
}

void print_pgdir(void (*pause)()) {
    const Walk walk(kernel_address(PhysAddr(arch::root_table())).as<Pte>(), pause);
    Run tables, pages;
    cprintf("page tables:\n");
    for (usize at = 0; walk.next_run(1, at, kAllPages, tables); at = tables.last) {
        cprintf("PDE(%03x) ", (tables.last - tables.first) / kPagesPerTable);
        print_run(tables);
        for (usize page = tables.first; walk.next_run(0, page, tables.last, pages);
             page = pages.last) {
            cprintf("  |-- PTE(%05x) ", pages.last - pages.first);
            print_run(pages);
            pause();
        }
    }
}

}  // namespace mm
