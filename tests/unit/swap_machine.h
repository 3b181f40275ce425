// Page faults and swap, whole: address spaces, page tables and policies as in the kernel, over a
// simulated processor and a disk that fails when told to. What is checked after every few steps is
// the state of every page: where it is, that it is there only, and every byte of it.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <set>
#include <vector>

#include "arch/interrupts.h"
#include "kern/driver/block_device.h"
#include "kern/mm/heap.h"
#include "kern/vm/fault.h"
#include "kern/vm/swap.h"
#include "tests/unit/host_cpu.h"
#include "tests/unit/host_frames.h"

namespace swap_test {

using host_cpu::Access;
using mm::kPageSize;
using mm::Page;
using mm::Pte;
using vm::AddressSpace;
using vm::Permissions;
using vm::VirtAddr;
using PageBytes = std::array<u8, kPageSize>;

inline constexpr Permissions kReadWrite = Permissions::Read | Permissions::Write;

// --- the disk

class FaultyDisk final : public driver::BlockDevice {
  public:
    explicit FaultyDisk(u32 slots) : bytes(slots * kPageSize, 0xEE) {}

    u64 sector_count() const override { return bytes.size() / driver::kSectorSize; }
    const char* name() const override { return "faulty"; }
    const char* mode() const override { return "memory"; }

    const u8* slot(u32 number) const { return &bytes[number * kPageSize]; }

    // How many requests go well before one fails, or before all do; -1: they never fail.
    int good_reads = -1, good_writes = -1;
    bool fails_once = false;
    u32 failures = 0;

  private:
    bool fails(int& good) {
        if (good < 0)
            return false;
        if (good > 0) {
            --good;
            return false;
        }
        if (fails_once)
            good = -1;
        ++failures;
        return true;
    }
    Result<void> read_sectors(u64 sector, Span<u8> buffer) override {
        const bool bad = fails(good_reads);
        for (usize i = 0; i < buffer.size(); ++i)
            buffer[i] = bad ? 0xBD : bytes[sector * driver::kSectorSize + i];
        if (bad)
            return Error::DeviceNotAvailable;
        return {};
    }
    Result<void> write_sectors(u64 sector, Span<const u8> buffer) override {
        // A write that fails has done half of its work, badly.
        const bool bad = fails(good_writes);
        for (usize i = 0; i < buffer.size(); ++i)
            bytes[sector * driver::kSectorSize + i] = !bad ? buffer[i]
                                                      : i % 2
                                                          ? 0xBD
                                                          : bytes[sector * driver::kSectorSize + i];
        if (bad)
            return Error::DeviceNotAvailable;
        return {};
    }
    Result<void> flush_cache() override { return {}; }

    std::vector<u8> bytes;
};

// --- a program's memory, with a model of it

class Program {
  public:
    static constexpr uptr kStart = arch::kUserBase;

    explicit Program(usize pages) : model_(pages), space_(AddressSpace::create().take()) {
        EXPECT_TRUE(space_->map(VirtAddr(kStart), pages * kPageSize, kReadWrite).has_value());
        // The table is made now: every frame that is left is for pages.
        EXPECT_TRUE(table().get_pte(VirtAddr(kStart), mm::Create::Yes).has_value());
        for (PageBytes& page : model_)
            page.fill(0);
    }
    ~Program() {
        if (AddressSpace::active() == space_.get())
            AddressSpace::deactivate();
    }

    usize pages() const { return model_.size(); }
    AddressSpace& space() const { return *space_; }
    mm::PageTable& table() const { return space_->page_table(); }
    static VirtAddr address(usize page) { return VirtAddr(kStart + page * kPageSize); }
    Pte& entry(usize page) const { return *table().get_pte(address(page), mm::Create::No).take(); }
    bool is_resident(usize page) const { return entry(page).present(); }
    Page* frame(usize page) const { return table().get_page(address(page)); }

    // Reads a byte, which brings the page in, and compares all of the page. Error::None is `ok`.
    Result<void> read(usize page, usize offset = 0) {
        const u8* byte = TRY(at(page, offset, Access::Read));
        EXPECT_EQ(*byte, model_[page][offset]);
        compare_bytes(page, byte - offset);
        return {};
    }
    Result<void> write(usize page, usize offset, u8 value) {
        u8* byte = TRY(at(page, offset, Access::Write));
        compare_bytes(page, byte - offset);
        *byte = value;
        model_[page][offset] = value;
        return {};
    }
    // Unmaps pages [first, last) and maps them anew: they are zero again.
    void renew(usize first, usize last) {
        ASSERT_TRUE(space_->unmap(address(first), (last - first) * kPageSize).has_value());
        ASSERT_TRUE(
            space_->map(address(first), (last - first) * kPageSize, kReadWrite).has_value());
        for (usize page = first; page < last; ++page)
            model_[page].fill(0);
    }

    // Everything about every page: see check_state below.
    void check(const FaultyDisk* disk, std::set<u32>& slots, usize& resident) const {
        for (usize page = 0; page < pages(); ++page) {
            const Pte now = entry(page);
            if (now.present()) {
                ++resident;
                check_resident(page, disk, slots);
            } else if (now.is_swapped()) {
                ASSERT_TRUE(slots.insert(now.swap_slot()).second) << "two pages in one slot";
                compare_bytes(page, disk->slot(now.swap_slot()));
            } else {
                ASSERT_EQ(model_[page], PageBytes{}) << "page " << page << " is lost";
            }
        }
    }

  private:
    Result<u8*> at(usize page, usize offset, Access kind) {
        if (AddressSpace::active() != space_.get())
            space_->activate();
        return host_cpu::access(*space_, address(page).raw() + offset, kind);
    }
    void compare_bytes(usize page, const u8* bytes) const {
        EXPECT_EQ(memcmp(bytes, model_[page].data(), kPageSize), 0) << "page " << page;
    }
    void check_resident(usize page, const FaultyDisk* disk, std::set<u32>& slots) const {
        const Page* where = frame(page);
        ASSERT_EQ(where->references(), 1u);
        compare_bytes(page, static_cast<const u8*>(mm::page_to_kva(where)));
        if (!disk)
            return;
        ASSERT_EQ(where->user(), space_.get());
        ASSERT_EQ(where->user_address(), address(page).raw());
        ASSERT_TRUE(where->is_linked());
        if (where->swap_slot() == 0)
            return;
        ASSERT_TRUE(slots.insert(where->swap_slot()).second) << "two pages in one slot";
        if (!entry(page).dirty() && !where->has(mm::PageFlag::Modified))
            compare_bytes(page, disk->slot(where->swap_slot()));
    }

    std::vector<PageBytes> model_;
    Ref<AddressSpace> space_;
};

// --- the machine

inline constexpr const char* kPolicies[] = {"fifo", "clock", "extended_clock", "lru"};

class Swap : public testing::Test {
  protected:
    // `slots` of the disk, slot 0 not counted; 0: no disk.
    void start(u32 slots, const char* policy = "fifo") {
        host_frames::reset(kFrames);
        host_cpu::reset();
        ASSERT_TRUE(mm::paging_init().has_value());
        if (slots > 0)
            disk = std::make_unique<FaultyDisk>(slots + 1);
        vm::swap_init(disk.get());
        vm::set_swap_manager(*vm::find_swap_manager(policy));
    }
    void add_program(usize pages) {
        if (programs.empty())
            free_before = mm::nr_free_pages();
        programs.push_back(std::make_unique<Program>(pages));
    }
    // All frames but `count` are taken.
    void leave_frames(usize count) {
        while (mm::nr_free_pages() > count)
            hogged.push_back(mm::alloc_page().take());
    }
    void check_state() const {
        std::set<u32> slots;
        usize resident = 0;
        for (const auto& program : programs)
            program->check(disk.get(), slots, resident);
        EXPECT_EQ(vm::swap_slots_in_use(), disk ? slots.size() : 0);
        EXPECT_LE(host_cpu::translations(), resident);
        EXPECT_EQ(arch::irq_guards, 0);
    }
    void repair() { disk->good_reads = disk->good_writes = -1; }
    // Writes to the first `count` pages of the first program, to each something else.
    void write_first(usize count) {
        for (usize page = 0; page < count; ++page)
            ASSERT_TRUE(program().write(page, 1, static_cast<u8>(page + 1)).has_value());
    }
    void read_all() {
        for (auto& program : programs)
            for (usize page = 0; page < program->pages(); ++page)
                EXPECT_TRUE(program->read(page).has_value()) << page;
    }
    void TearDown() override {
        check_state();
        programs.clear();
        for (Page* page : hogged)
            mm::free_page(page);
        EXPECT_EQ(mm::nr_free_pages(), free_before) << "a leak";
        if (disk) {
            EXPECT_EQ(vm::swap_slots_in_use(), 0u);
        }
        EXPECT_FALSE(host_frames::allocated_with_interrupts_off());
        vm::swap_init(nullptr);
        EXPECT_EQ(mm::heap_usage(), mm::HeapUsage{});
    }
    Program& program(usize index = 0) { return *programs[index]; }

    static constexpr usize kFrames = 128;

    std::unique_ptr<FaultyDisk> disk;
    std::vector<std::unique_ptr<Program>> programs;
    std::vector<Page*> hogged;
    usize free_before = 0;
};

}  // namespace swap_test
