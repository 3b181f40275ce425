// Page tables as the i386 has them [IA32-3A 4.3].
//
// Layer: arch. uCore counterpart: kern/mm/mmu.h.
// Two levels: the root table (page directory) has an entry for each 4 MiB, a table of level 0 one
// for each page of 4 KiB. Code above this layer asks for kLevels and index_at, and assumes neither
// number.
#pragma once

#include "arch/layout.h"
#include "libs/types.h"

namespace arch {

inline constexpr unsigned kLevels = 2;
inline constexpr usize kEntriesPerTable = 1024;

// The index of `address` in a table of `level`; level kLevels - 1 is the root.
constexpr usize index_at(unsigned level, uptr address) {
    return (address >> (kPageShift + 10 * level)) % kEntriesPerTable;
}

// How many bytes of the address space an entry of `level` stands for.
constexpr usize entry_span(unsigned level) { return kPageSize << (10 * level); }

// What an access to a page is allowed to do. A set of flags.
enum class PageAccess : u32 {
    Kernel = 0,       // read, by the kernel only
    Write = 1u << 1,  // may be written
    User = 1u << 2,   // user mode may use it
};
constexpr PageAccess operator|(PageAccess a, PageAccess b) {
    return static_cast<PageAccess>(static_cast<u32>(a) | static_cast<u32>(b));
}
constexpr bool has(PageAccess set, PageAccess flag) {
    return (static_cast<u32>(set) & static_cast<u32>(flag)) != 0;
}

// An entry of a page table [IA32-3A figure 4-4]: nothing, or a page or table that is present.
class Pte {
  public:
    constexpr Pte() = default;

    // An entry for the page, or for the table of the next level, at physical address `physical`.
    static constexpr Pte page(uptr physical, PageAccess access) {
        return Pte(static_cast<u32>(physical) | kPresent | static_cast<u32>(access));
    }
    // A table's entry allows everything: the entries inside it decide.
    static constexpr Pte table(uptr physical) {
        return page(physical, PageAccess::User | PageAccess::Write);
    }

    constexpr bool empty() const { return raw_ == 0; }
    constexpr bool present() const { return (raw_ & kPresent) != 0; }

    // Physical address of the page or table. Present entries only.
    constexpr uptr address() const { return raw_ & ~(kPageSize - 1); }
    constexpr PageAccess access() const { return static_cast<PageAccess>(raw_ & kAccessBits); }
    constexpr bool writable() const { return has(access(), PageAccess::Write); }
    constexpr bool user() const { return has(access(), PageAccess::User); }
    constexpr u32 raw() const { return raw_; }

#if LAB >= 3
    // A third kind of entry, which the CPU takes for nothing: a note of the kernel's that the page
    // is in slot `slot` > 0 of the swap disk.
    static constexpr Pte swapped(u32 slot) { return Pte(slot << 8); }
    constexpr bool is_swapped() const { return !present() && raw_ != 0; }
    // Swapped entries only.
    constexpr u32 swap_slot() const { return raw_ >> 8; }

    // The CPU sets these two when the page is used and when it is written [IA32-3A 4.8].
    constexpr bool accessed() const { return (raw_ & kAccessed) != 0; }
    constexpr bool dirty() const { return (raw_ & kDirty) != 0; }
    constexpr void set_accessed() { raw_ |= kAccessed; }
    constexpr void clear_accessed() { raw_ &= ~kAccessed; }
    constexpr void clear_dirty() { raw_ &= ~kDirty; }
    // The translation that the CPU may remember is the caller's business.
    constexpr void set_writable() { raw_ |= static_cast<u32>(PageAccess::Write); }
    constexpr void set_read_only() { raw_ &= ~static_cast<u32>(PageAccess::Write); }
#endif

  private:
    static constexpr u32 kPresent = 1u << 0;
    static constexpr u32 kAccessBits = 3u << 1;
    static constexpr u32 kAccessed = 1u << 5;
    static constexpr u32 kDirty = 1u << 6;

    explicit constexpr Pte(u32 raw) : raw_(raw) {}

    u32 raw_ = 0;
};
static_assert(sizeof(Pte) == 4);
static_assert(Pte::page(0x12345000, PageAccess::User | PageAccess::Write).raw() == 0x12345007);

// Physical address of the root table that the CPU uses now.
inline uptr root_table() {
    uptr value;
    asm volatile("movl %%cr3, %0" : "=r"(value));
    return value;
}

// From now on the CPU uses the root table at physical address `root`. Forgets all translations.
inline void set_root_table(uptr root) { asm volatile("movl %0, %%cr3" ::"r"(root) : "memory"); }

// Makes the CPU forget the translation of `address` (its TLB may hold an old one) [IA32-3A 4.10.4].
inline void forget_translation(uptr address) {
    asm volatile("invlpg (%0)" ::"r"(address) : "memory");
}

// What the CPU says about a page fault: its error code [IA32-3A figure 4-12].
class PageFaultCause {
  public:
    explicit constexpr PageFaultCause(u32 error) : error_(error) {}
    constexpr bool page_was_present() const { return (error_ & 1u) != 0; }
    constexpr bool was_write() const { return (error_ & 2u) != 0; }
    constexpr bool from_user() const { return (error_ & 4u) != 0; }

  private:
    u32 error_;
};

}  // namespace arch
