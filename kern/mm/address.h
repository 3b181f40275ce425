// Addresses that the compiler can tell apart: physical, virtual.
//
// Layer: mm. uCore counterpart: PADDR, KADDR, PDX, PTX in kern/mm/mmu.h and kern/mm/pmm.h.
#pragma once

#include "arch/layout.h"
#include "libs/assert.h"
#include "libs/types.h"

namespace mm {

inline constexpr usize kPageSize = arch::kPageSize;

// An address of physical memory.
class PhysAddr {
  public:
    constexpr PhysAddr() = default;
    explicit constexpr PhysAddr(uptr raw) : raw_(raw) {}
    constexpr uptr raw() const { return raw_; }
    constexpr uptr frame_number() const { return raw_ >> arch::kPageShift; }
    constexpr bool operator==(const PhysAddr&) const = default;

  private:
    uptr raw_ = 0;
};

// An address that code uses; page tables say which physical address it is.
class VirtAddr {
  public:
    constexpr VirtAddr() = default;
    explicit constexpr VirtAddr(uptr raw) : raw_(raw) {}
    explicit VirtAddr(const volatile void* pointer) : raw_(reinterpret_cast<uptr>(pointer)) {}
    constexpr uptr raw() const { return raw_; }

    // The beginning of the page that holds the address, and the first one of a page from it on.
    constexpr VirtAddr page_floor() const { return VirtAddr(align_down(raw_, kPageSize)); }
    constexpr VirtAddr page_ceiling() const { return VirtAddr(align_up(raw_, kPageSize)); }
    constexpr bool is_page_aligned() const { return is_aligned(raw_, kPageSize); }

    constexpr VirtAddr operator+(usize bytes) const { return VirtAddr(raw_ + bytes); }
    constexpr VirtAddr operator-(usize bytes) const { return VirtAddr(raw_ - bytes); }
    constexpr usize operator-(VirtAddr other) const { return raw_ - other.raw_; }
    constexpr VirtAddr& operator+=(usize bytes) {
        raw_ += bytes;
        return *this;
    }
    constexpr bool operator==(const VirtAddr&) const = default;
    constexpr bool operator<(VirtAddr other) const { return raw_ < other.raw_; }
    constexpr bool operator<=(VirtAddr other) const { return raw_ <= other.raw_; }
    constexpr bool operator>(VirtAddr other) const { return raw_ > other.raw_; }
    constexpr bool operator>=(VirtAddr other) const { return raw_ >= other.raw_; }

    // The address as a pointer, for the kernel's own memory.
    template <typename T>
    T* as() const {
        return reinterpret_cast<T*>(raw_);
    }

  private:
    uptr raw_ = 0;
};

// Where the kernel sees the physical address (uCore's KADDR).
inline VirtAddr kernel_address(PhysAddr physical) {
    ASSERT(physical.raw() < arch::kKernelMemorySize);
    return VirtAddr(physical.raw() + arch::kKernelBase);
}

// The physical address of something in the kernel's view of physical memory (uCore's PADDR).
inline PhysAddr physical_address(VirtAddr address) {
    ASSERT(address.raw() >= arch::kKernelBase && address.raw() < arch::kKernelTop);
    return PhysAddr(address.raw() - arch::kKernelBase);
}

}  // namespace mm
