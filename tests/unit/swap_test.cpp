// Page faults and swap, whole: address spaces, page tables and policies as in the kernel, over a
// simulated processor and a disk that fails when told to. What is checked after every few steps is
// the state of every page: where it is, that it is there only, and every byte of it.
#include "kern/vm/swap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "arch/interrupts.h"
#include "kern/driver/block_device.h"
#include "kern/mm/heap.h"
#include "kern/vm/fault.h"
#include "tests/unit/host_cpu.h"
#include "tests/unit/host_frames.h"
#include "tests/unit/host_kernel.h"

namespace {

using host_cpu::Access;
using mm::kPageSize;
using mm::Page;
using mm::Pte;
using vm::AddressSpace;
using vm::Permissions;
using vm::VirtAddr;
using PageBytes = std::array<u8, kPageSize>;

constexpr Permissions kReadWrite = Permissions::Read | Permissions::Write;

// --- the disk
// -------------------------------------------------------------------------------------

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
// ---------------------------------------------------------

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
// ----------------------------------------------------------------------------------

constexpr const char* kPolicies[] = {"fifo", "clock", "extended_clock", "lru"};

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

TEST_F(Swap, ANewPageIsZeroAndAFrameWithOldDataIsNot) {
    start(8);
    add_program(4);
    EXPECT_TRUE(program().read(0).has_value());
    EXPECT_TRUE(program().write(1, 5, 1).has_value());
    EXPECT_TRUE(program().entry(2).empty());
}

TEST_F(Swap, FaultsOutsideOfAreasAndAgainstTheirPermissions) {
    start(8);
    add_program(4);
    auto space = AddressSpace::create().take();
    ASSERT_TRUE(space->map(VirtAddr(0x1000), kPageSize, Permissions::Read).has_value());
    ASSERT_TRUE(space->map(VirtAddr(0x5000), kPageSize, Permissions::Write).has_value());
    const arch::PageFaultCause read(4), write(6);
    EXPECT_EQ(vm::do_pgfault(*space, write, VirtAddr(0x1000)).error(), Error::Fault);
    EXPECT_EQ(vm::do_pgfault(*space, read, VirtAddr(0x5000)).error(), Error::Fault);
    EXPECT_EQ(vm::do_pgfault(*space, read, VirtAddr(0x2000)).error(), Error::Fault);
    EXPECT_EQ(vm::do_pgfault(*space, read, VirtAddr(0x0fff)).error(), Error::Fault);
    EXPECT_TRUE(vm::do_pgfault(*space, read, VirtAddr(0x1fff)).has_value());
    EXPECT_EQ(space->map(VirtAddr(0x1800), 1, Permissions::Read).error(), Error::Exists);
    EXPECT_EQ(space->map(VirtAddr(0x3000), 0, Permissions::Read).error(), Error::Invalid);
    EXPECT_EQ(
        space->map(VirtAddr(arch::kKernelBase - kPageSize), 2 * kPageSize, kReadWrite).error(),
        Error::Invalid);
    EXPECT_EQ(space->map(VirtAddr(0x3000), ~usize{0} - 0x2000, kReadWrite).error(), Error::Invalid);
}

TEST_F(Swap, WithoutADiskMemoryIsAllThereIs) {
    start(0);
    EXPECT_FALSE(vm::swap_is_on());
    add_program(5);
    leave_frames(3);
    for (usize page = 0; page < 3; ++page)
        EXPECT_TRUE(program().write(page, 0, 7).has_value());
    EXPECT_EQ(program().write(3, 0, 7).error(), Error::NoMemory);
    EXPECT_EQ(program().read(4).error(), Error::NoMemory);
    program().renew(1, 2);  // a frame is free again
    EXPECT_TRUE(program().write(4, 0, 7).has_value());
}

TEST_F(Swap, ADiskOfOnePageIsNoDisk) {
    host_frames::reset(kFrames);
    ASSERT_TRUE(mm::paging_init().has_value());
    FaultyDisk tiny(1);
    host_kernel::printed.clear();
    vm::swap_init(&tiny);
    EXPECT_FALSE(vm::swap_is_on());
    EXPECT_NE(host_kernel::printed.find("SWAP: off"), std::string::npos);
    free_before = mm::nr_free_pages();
}

TEST_F(Swap, WithoutMemoryForItsMapsThereIsNoSwap) {
    host_frames::reset(kFrames);
    ASSERT_TRUE(mm::paging_init().has_value());
    free_before = mm::nr_free_pages();
    FaultyDisk usable(64);
    host_kernel::printed.clear();
    host_frames::fail_after(0);
    vm::swap_init(&usable);
    host_frames::fail_after(-1);
    EXPECT_FALSE(vm::swap_is_on());
    EXPECT_NE(host_kernel::printed.find("SWAP: off, there is too little memory"),
              std::string::npos);
    EXPECT_EQ(vm::swap_out(1), 0u);
}

TEST_F(Swap, APageThatWasOnlyReadIsNotWritten) {
    start(64);
    add_program(20);
    leave_frames(4);
    const u32 writes = vm::swap_traffic().writes;
    for (int round = 0; round < 3; ++round)
        read_all();
    EXPECT_EQ(vm::swap_traffic().writes, writes);
    EXPECT_EQ(vm::swap_slots_in_use(), 0u);
}

TEST_F(Swap, ACleanPageIsNotWrittenTwice) {
    start(64);
    add_program(12);
    leave_frames(4);
    for (usize page = 0; page < 12; ++page)
        ASSERT_TRUE(program().write(page, 1, static_cast<u8>(page + 1)).has_value());
    read_all();  // the last ones that were written leave
    const u32 writes = vm::swap_traffic().writes;
    EXPECT_EQ(vm::swap_slots_in_use(), 12u);
    for (int round = 0; round < 5; ++round)
        read_all();
    EXPECT_EQ(vm::swap_traffic().writes, writes);
    // A page that was changed is written again, once, to its own slot.
    ASSERT_TRUE(program().write(0, 2, 9).has_value());
    for (int round = 0; round < 5; ++round)
        read_all();
    EXPECT_EQ(vm::swap_traffic().writes, writes + 1);
    EXPECT_EQ(vm::swap_slots_in_use(), 12u);
}

// A slot is kept for a page in memory only while less than half of the disk is in use.
TEST_F(Swap, AHalfFullDiskKeepsNoCopies) {
    start(9);
    add_program(12);
    leave_frames(4);
    for (usize page = 0; page < 12; ++page)
        ASSERT_TRUE(program().write(page, 1, static_cast<u8>(page + 1)).has_value());
    EXPECT_EQ(vm::swap_slots_in_use(), 8u);
    ASSERT_TRUE(program().read(0).has_value());  // 9 slots while it comes in: its own is given back
    EXPECT_EQ(program().frame(0)->swap_slot(), 0u);
    EXPECT_TRUE(program().frame(0)->has(mm::PageFlag::Modified));
    EXPECT_EQ(vm::swap_slots_in_use(), 8u);
    // Its contents have no slot: though only read it must be written when it leaves again.
    for (int round = 0; round < 3; ++round)
        read_all();
    check_state();
}

TEST_F(Swap, AFullDiskIsAnErrorAndNothingIsLost) {
    start(5);
    add_program(20);
    leave_frames(4);
    usize written = 0;
    while (written < 20 && program().write(written, 3, static_cast<u8>(written + 1)).has_value())
        ++written;
    EXPECT_EQ(written, 4u + 5u);
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(program().write(15, 0, 1).error(), Error::NoMemory);
        EXPECT_EQ(program().read(16).error(), Error::NoMemory);
        check_state();
    }
    // Pages in memory can still be used, and one that is given up makes room for all the others.
    for (usize page = 0; page < written; ++page) {
        if (program().is_resident(page)) {
            EXPECT_TRUE(program().write(page, 4, 9).has_value());
        }
    }
    program().renew(0, 1);
    for (usize page = 1; page < written; ++page)
        EXPECT_TRUE(program().read(page).has_value()) << page;
}

// A page that has a slot can leave when the disk is full, however many there are that can not.
TEST_F(Swap, AFullDiskHasRoomForPagesThatHaveASlot) {
    start(40);
    add_program(111);
    leave_frames(70);
    const auto write = [&](usize first, usize last) {
        for (usize page = first; page < last; ++page)
            ASSERT_TRUE(program().write(page, 1, 7).has_value()) << page;
    };
    write(0, 80);
    for (usize page = 0; page < 10; ++page)
        ASSERT_TRUE(program().read(page).has_value());  // they keep their slots
    write(80, 100);
    EXPECT_EQ(vm::swap_slots_in_use(), 40u);
    EXPECT_EQ(vm::room_for_pages(), 10u);
    write(100, 110);
    EXPECT_EQ(vm::room_for_pages(), 0u);
    EXPECT_FALSE(program().write(110, 1, 7).has_value());
}

// Each page that comes in leaves again before anybody has touched it. That can go on for ever, so
// an allocation fails once in so many; but never while pages are used.
TEST_F(Swap, PagesThatOnlyChangePlacesAreAnError) {
    for (const char* policy : kPolicies) {
        start(64, policy);
        add_program(20);
        leave_frames(4);
        for (usize page = 0; page < 20; ++page)
            ASSERT_TRUE(program().write(page, 1, static_cast<u8>(page + 1)).has_value());
        for (int round = 0; round < 20; ++round)
            read_all();
        int failures = 0;
        for (usize fault = 0; fault < 20 * 20; ++fault) {
            if (program().is_resident(fault % 20))
                continue;
            const auto result = vm::do_pgfault(program().space(), arch::PageFaultCause(4),
                                               Program::address(fault % 20));
            failures += result.has_value() ? 0 : 1;
        }
        EXPECT_GE(failures, 2) << policy;
        EXPECT_LE(failures, 20) << policy;
        for (int round = 0; round < 20; ++round)
            read_all();
        TearDown();
        hogged.clear();
    }
    start(0);
    free_before = mm::nr_free_pages();
}

TEST_F(Swap, AFailingReadIsASwapFaultAndCanBeRepeated) {
    start(32);
    add_program(8);
    leave_frames(3);
    for (usize page = 0; page < 8; ++page)
        ASSERT_TRUE(program().write(page, 1, static_cast<u8>(page + 1)).has_value());
    disk->good_reads = 0;
    for (usize page = 0; page < 8; ++page) {
        if (program().is_resident(page))
            continue;
        EXPECT_EQ(program().read(page).error(), Error::SwapFault);
        EXPECT_EQ(program().write(page, 0, 1).error(), Error::SwapFault);
        EXPECT_TRUE(program().entry(page).is_swapped());
        check_state();
    }
    repair();
    read_all();
}

TEST_F(Swap, AFailingWriteKeepsThePage) {
    start(32);
    add_program(8);
    leave_frames(3);
    for (usize page = 0; page < 3; ++page)
        ASSERT_TRUE(program().write(page, 1, static_cast<u8>(page + 1)).has_value());
    disk->good_writes = 0;
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(program().write(5, 0, 1).error(), Error::NoMemory);
        EXPECT_EQ(vm::swap_slots_in_use(), 0u);
        for (usize page = 0; page < 3; ++page)
            EXPECT_TRUE(program().is_resident(page) && program().read(page).has_value());
        check_state();
    }
    repair();
    EXPECT_TRUE(program().write(5, 0, 1).has_value());
    read_all();
}

// The disk fails to take a page's newer contents: the old ones in its slot are spoilt, and must
// never come back.
TEST_F(Swap, AFailingWriteToAnOldSlot) {
    start(64);
    add_program(6);
    leave_frames(3);
    for (usize page = 0; page < 6; ++page)
        ASSERT_TRUE(program().write(page, 1, static_cast<u8>(page + 1)).has_value());
    read_all();
    for (usize page = 0; page < 6; ++page) {
        if (program().is_resident(page)) {
            ASSERT_NE(program().frame(page)->swap_slot(), 0u);
            ASSERT_TRUE(program().write(page, 2, 0x77).has_value());
        }
    }
    disk->good_writes = 0;
    EXPECT_EQ(program().read(0).error(), Error::NoMemory);
    check_state();
    repair();
    read_all();
}

// One page that can not leave does not keep the others from leaving.
TEST_F(Swap, AnotherPageLeavesWhenOneCanNot) {
    for (const char* policy : kPolicies) {
        start(32, policy);
        add_program(8);
        leave_frames(3);
        for (usize page = 0; page < 3; ++page)
            ASSERT_TRUE(program().write(page, 1, static_cast<u8>(page + 1)).has_value());
        disk->good_writes = 0;
        disk->fails_once = true;
        EXPECT_TRUE(program().write(3, 0, 1).has_value()) << policy;
        EXPECT_EQ(disk->failures, 1u);
        check_state();
        read_all();
        TearDown();
        hogged.clear();
    }
    start(0);
    free_before = mm::nr_free_pages();
}

// The k-th read or write fails, for every k of a run: that access fails or another page leaves,
// and everything else is as it would have been.
TEST_F(Swap, EveryRequestMayBeTheOneThatFails) {
    for (int k = 0; k < 60; ++k) {
        for (bool reads : {false, true}) {
            start(24, kPolicies[k % 4]);
            add_program(10);
            leave_frames(4);
            (reads ? disk->good_reads : disk->good_writes) = k;
            disk->fails_once = true;
            std::mt19937 random(7);
            for (int step = 0; step < 150; ++step) {
                const usize page = random() % 10;
                const bool writes = random() % 2;
                const u32 failures = disk->failures;
                Result<void> result = writes ? program().write(page, step, static_cast<u8>(step))
                                             : program().read(page);
                if (!result.has_value()) {
                    EXPECT_GT(disk->failures, failures);
                    EXPECT_EQ(result.error(), reads ? Error::SwapFault : Error::NoMemory);
                }
            }
            check_state();
            read_all();
            TearDown();
            hogged.clear();
        }
    }
    start(0);
    free_before = mm::nr_free_pages();
}

TEST_F(Swap, EveryAllocationMayBeTheOneThatFails) {
    start(32);
    for (int successes = 0; successes < 12; ++successes) {
        const usize free_frames = mm::nr_free_pages();
        host_frames::fail_after(successes);
        {
            Result<Ref<AddressSpace>> space = AddressSpace::create();
            if (space.has_value()) {
                AddressSpace& made = *space.value();
                static_cast<void>(made.map(VirtAddr(0x1000), 16 * kPageSize, kReadWrite));
                made.activate();
                for (usize page = 1; page <= 3; ++page)
                    static_cast<void>(host_cpu::access(made, page * kPageSize, Access::Write));
                AddressSpace::deactivate();
            }
        }
        host_frames::fail_after(-1);
        EXPECT_EQ(mm::nr_free_pages(), free_frames) << successes;
    }
    free_before = mm::nr_free_pages();
}

// --- random runs
// ------------------------------------------------------------------------------------

struct Load {
    const char* policy;
    u32 slots;  // 3 programs of 14 pages use 42
    usize frames;
    int bad_percent;  // of the times that the disk is broken for a while
};

std::ostream& operator<<(std::ostream& out, const Load& load) {
    return out << load.policy << "_" << load.slots << "_slots_" << load.frames << "_frames_"
               << load.bad_percent << "_bad";
}

class RandomSwap : public Swap, public testing::WithParamInterface<Load> {
  protected:
    static constexpr usize kPages = 14;

    void visit() {
        Program& visited = program(random() % programs.size());
        // Half of the visits go to a quarter of the pages.
        const usize page = random() % 2 ? random() % (kPages / 4) : random() % kPages;
        const usize offset = random() % kPageSize;
        Result<void> result = random() % 3 == 0
                                  ? visited.write(page, offset, static_cast<u8>(random()))
                                  : visited.read(page, offset);
        if (!result.has_value()) {
            ++errors;
            const bool allowed = disk->failures > 0 || vm::swap_slots_in_use() == GetParam().slots;
            ASSERT_TRUE(allowed) << error_text(result.error());
        }
    }
    void step() {
        const u32 kind = random() % 200;
        if (kind == 0) {
            programs.erase(programs.begin() + static_cast<long>(random() % programs.size()));
            while (mm::nr_free_pages() < 4)  // its root, its table and its objects need frames
                static_cast<void>(vm::swap_out(4));
            programs.push_back(std::make_unique<Program>(kPages));
            while (mm::nr_free_pages() > GetParam().frames)
                hogged.push_back(mm::alloc_page().take());
        } else if (kind < 8) {
            const usize first = random() % kPages;
            program(random() % programs.size())
                .renew(first, std::min<usize>(first + 1 + random() % 4, kPages));
        } else {
            visit();
        }
        if (random() % 50 == 0) {
            const bool breaks = static_cast<int>(random() % 100) < GetParam().bad_percent;
            disk->good_reads = breaks ? static_cast<int>(random() % 5) : -1;
            disk->good_writes = breaks ? static_cast<int>(random() % 5) : -1;
            disk->fails_once = random() % 2;
        }
    }

    std::mt19937 random{42};
    u32 errors = 0;
};

TEST_P(RandomSwap, EveryByteOfEveryPageIsRight) {
    start(GetParam().slots, GetParam().policy);
    free_before = mm::nr_free_pages();
    for (int i = 0; i < 3; ++i)
        add_program(kPages);
    leave_frames(GetParam().frames);
    for (int i = 0; i < 12000 && !HasFailure(); ++i) {
        if (GetParam().bad_percent == 0 || disk->good_writes < 0)
            step();
        else
            visit(), random() % 40 == 0 ? repair() : void();
        if (i % 16 == 0)
            check_state();
    }
    const bool may_fail = GetParam().bad_percent > 0 || GetParam().slots < 42;
    EXPECT_EQ(errors > 0, may_fail);
    repair();
}

INSTANTIATE_TEST_SUITE_P(
    Loads, RandomSwap,
    testing::Values(Load{"fifo", 200, 10, 0}, Load{"clock", 200, 10, 0},
                    Load{"extended_clock", 200, 10, 0}, Load{"lru", 200, 10, 0},
                    Load{"fifo", 60, 3, 0}, Load{"clock", 60, 3, 0},  // half full
                    Load{"extended_clock", 60, 3, 0}, Load{"lru", 60, 3, 0}, Load{"fifo", 20, 8, 0},
                    Load{"extended_clock", 20, 8, 0},                      // full
                    Load{"fifo", 200, 10, 30}, Load{"clock", 60, 10, 30},  // failing
                    Load{"extended_clock", 60, 5, 30}, Load{"lru", 30, 10, 30}),
    testing::PrintToStringParamName());

}  // namespace
