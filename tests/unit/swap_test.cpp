// Page faults and swap on a disk that works: what is written, kept and given up, and what happens
// when memory and disk are full.
#include <string>

#include "tests/unit/host_kernel.h"
#include "tests/unit/swap_machine.h"

namespace swap_test {
namespace {

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
    ASSERT_NO_FATAL_FAILURE(write_first(12));
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
    ASSERT_NO_FATAL_FAILURE(write_first(12));
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
        ASSERT_NO_FATAL_FAILURE(write_first(20));
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

}  // namespace
}  // namespace swap_test
