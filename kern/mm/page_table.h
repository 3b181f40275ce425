// Page tables: which frame a virtual page is.
//
// Layer: mm. uCore counterpart: get_pte, page_insert, page_remove in kern/mm/pmm.c.
#pragma once

#include "arch/paging.h"
#include "kern/mm/address.h"
#include "kern/mm/frame.h"
#include "libs/result.h"
#include "libs/scope.h"

namespace mm {

using arch::PageAccess;
using arch::Pte;

// Whether get_pte makes the tables that are missing on the way to an entry.
enum class Create : u8 { No, Yes };

// A tree of tables. Borrows its root; whoever made the root frees it.
class PageTable {
  public:
    constexpr PageTable() = default;
    explicit PageTable(Pte* root) : root_(root) {}

    // The entry for the page at `address`. With Create::No it is nullptr when a table is missing on
    // the way; with Create::Yes missing tables are made, zeroed, with one reference. NoMemory.
    Result<Pte*> get_pte(VirtAddr address, Create create);

    // The page that is mapped at `address`, or nullptr.
    Page* get_page(VirtAddr address);

    // Maps `page` at `address`, which counts as a reference to it. A page that was mapped there
    // before loses its own; mapping the same page again only changes the access. NoMemory.
    Result<void> page_insert(Page* page, VirtAddr address, PageAccess access);

    // Ends the mapping at `address`, if there is one.
    void page_remove(VirtAddr address);

    // Ends the mapping that `entry`, the entry for `address`, makes: the page loses a reference,
    // and is freed when it was the last; the CPU forgets the translation. Nothing when not present.
    void page_remove_pte(VirtAddr address, Pte* entry);

    // Makes the CPU forget what it knows of `address`, when it uses this tree now.
    void tlb_invalidate(VirtAddr address) const;

    // Maps `size` bytes from `address` on to physical memory from `physical` on, without counting
    // references: for memory that has no Page. All three are multiples of the page size. NoMemory.
    Result<void> map_physical(VirtAddr address, usize size, PhysAddr physical, PageAccess access);

    // Frees the tables of level 0 that lie wholly inside [from, to), whose mappings are gone.
    void free_tables(VirtAddr from, VirtAddr to);

#if LAB >= 3
    // The same for tables whose entries are all empty: their frames serve as zeroed ones again.
    void free_empty_tables(VirtAddr from, VirtAddr to);

    // The first entry in [at, end) that is not empty, and its address in `at`; nullptr when there
    // is none. Passes over missing tables at once.
    Pte* next_entry(VirtAddr& at, VirtAddr end);
#endif

    // The root table, by its kernel address and by its physical one.
    Pte* root() const { return root_; }
    PhysAddr root_address() const { return physical_address(VirtAddr(root_)); }

  private:
    // Takes those tables out of the tree and gives the frame of each to `free`.
    template <typename Free>
    void detach_tables(VirtAddr from, VirtAddr to, Free free);

    Pte* root_ = nullptr;
};

// The kernel's own page table: no user memory. Every other one has its kernel half.
PageTable& boot_page_table();

// Builds it, shows all of the kernel's physical memory in it and the tables themselves in the
// window at kPageTableWindow, and has the CPU use it. NoMemory: there is no way to go on then.
Result<void> paging_init();

#if LAB >= 5
// From now on the kernel's code and constants are read-only, to the kernel, too. Before the
// call they are not. Context: the CPU uses boot_page_table(), or one that was made from it.
void protect_kernel_image();
#endif

// Prints the page table that the CPU uses, neighbours with equal access as one line.
void print_pgdir();

// The same, and calls `pause` after each line and each table that it has looked at, since it takes
// long. Others may run there and change mappings: a line shows what was there when it was its turn.
// The address space must not end meanwhile, with which its tables would go.
void print_pgdir(void (*pause)());

}  // namespace mm
