// A processor's view of memory for unit tests.
#include "tests/unit/host_cpu.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "kern/vm/fault.h"

namespace {

using host_cpu::Access;
using mm::Pte;

constexpr u32 kAccessedBit = 1u << 5, kDirtyBit = 1u << 6;

// What the TLB remembers of a page.
struct Translation {
    uptr frame;
    bool writable;
    bool dirty;  // as when it was loaded; the CPU sets the entry's bit when it writes first
};

uptr root;
std::map<uptr, Translation> tlb;

uptr page_of(uptr address) { return align_down(address, mm::kPageSize); }

void set_bits(Pte& entry, u32 bits) {
    entry = __builtin_bit_cast(Pte, entry.raw() | bits);  // nobody but the CPU sets these
}

// The frame's address when the page tables allow the access.
std::optional<uptr> translate(uptr address, Access kind) {
    const bool writes = kind == Access::Write;
    Pte* entry = host_cpu::walk(address);
    const auto known = tlb.find(page_of(address));
    if (known != tlb.end() && (!writes || known->second.writable)) {
        EXPECT_TRUE(entry && entry->present() && entry->address() == known->second.frame)
            << "an old translation of " << std::hex << address << " is in use";
        if (writes && !known->second.dirty)
            set_bits(*entry, kDirtyBit);
        known->second.dirty |= writes;
        return known->second.frame;
    }
    tlb.erase(page_of(address));  // a fault makes the CPU forget
    if (!entry || !entry->present() || !entry->user() || (writes && !entry->writable()))
        return {};
    set_bits(*entry, writes ? kAccessedBit | kDirtyBit : kAccessedBit);
    tlb[page_of(address)] = {entry->address(), entry->writable(), entry->dirty()};
    return entry->address();
}

arch::PageFaultCause cause_of(uptr address, Access kind) {
    const Pte* entry = host_cpu::walk(address);
    const u32 present = entry && entry->present() ? 1 : 0;
    return arch::PageFaultCause(present | (kind == Access::Write ? 2 : 0) | 4);
}

}  // namespace

uptr arch::root_table() { return root; }

void arch::set_root_table(uptr new_root) {
    root = new_root;
    tlb.clear();
}

void arch::forget_translation(uptr address) { tlb.erase(page_of(address)); }

void host_cpu::reset() { arch::set_root_table(0); }

usize host_cpu::translations() { return tlb.size(); }

Pte* host_cpu::walk(uptr address) {
    auto table_at = [](uptr physical) {
        return mm::kernel_address(mm::PhysAddr(physical)).as<Pte>();
    };
    const Pte& upper = table_at(root)[address >> 22 & 1023];
    return upper.present() ? &table_at(upper.address())[address >> 12 & 1023] : nullptr;
}

Result<u8*> host_cpu::access(vm::AddressSpace& space, uptr address, Access kind) {
    EXPECT_EQ(&space, vm::AddressSpace::active());
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (const auto frame = translate(address, kind))
            return mm::kernel_address(mm::PhysAddr(*frame + address % mm::kPageSize)).as<u8>();
        TRY(vm::do_pgfault(space, cause_of(address, kind), mm::VirtAddr(address)));
    }
    ADD_FAILURE() << "the page fault at " << std::hex << address << " comes again and again";
    return Error::Unspecified;
}
