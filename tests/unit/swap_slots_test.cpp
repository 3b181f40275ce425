// The slots of the swap disk, against a set of numbers.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

#include "kern/vm/swap_slots.h"

namespace {

using vm::SwapSlots;

// Slots over storage that held something else before.
struct Disk {
    explicit Disk(u32 slot_count) : words(SwapSlots::storage_words(slot_count), 0xA5A5A5A5) {
        slots.init({words.data(), words.size()}, slot_count);
    }
    std::vector<u32> words;
    SwapSlots slots;
};

TEST(SwapSlots, HandsOutEverySlotButSlotZeroOnce) {
    for (u32 count : {2u, 3u, 31u, 32u, 33u, 64u, 100u, 1024u}) {
        Disk disk(count);
        EXPECT_EQ(disk.slots.capacity(), count - 1);
        std::set<u32> seen;
        for (u32 i = 1; i < count; ++i) {
            Result<u32> slot = disk.slots.allocate();
            ASSERT_TRUE(slot.has_value());
            EXPECT_GE(slot.value(), 1u);
            EXPECT_LT(slot.value(), count);
            EXPECT_TRUE(seen.insert(slot.value()).second);
            EXPECT_EQ(disk.slots.in_use(), i);
        }
        EXPECT_EQ(disk.slots.allocate().error(), Error::NoMemory);
        EXPECT_EQ(disk.slots.in_use(), count - 1);
        disk.slots.free(count - 1);
        EXPECT_EQ(disk.slots.allocate().take(), count - 1);
    }
}

TEST(SwapSlots, NoDiskIsAFullDisk) {
    SwapSlots slots;
    EXPECT_EQ(slots.allocate().error(), Error::NoMemory);
    for (u32 count : {0u, 1u}) {
        Disk disk(count);
        EXPECT_EQ(disk.slots.capacity(), 0u);
        EXPECT_EQ(disk.slots.allocate().error(), Error::NoMemory);
    }
}

TEST(SwapSlots, GoesOnBehindTheLastSlot) {
    Disk disk(8);
    for (u32 expected = 1; expected <= 4; ++expected)
        EXPECT_EQ(disk.slots.allocate().take(), expected);
    disk.slots.free(2);
    disk.slots.free(4);
    EXPECT_EQ(disk.slots.allocate().take(), 5u);
    EXPECT_EQ(disk.slots.allocate().take(), 6u);
    EXPECT_EQ(disk.slots.allocate().take(), 7u);
    EXPECT_EQ(disk.slots.allocate().take(), 2u);  // round the end
    EXPECT_EQ(disk.slots.allocate().take(), 4u);
    EXPECT_EQ(disk.slots.allocate().error(), Error::NoMemory);
}

TEST(SwapSlots, InitStartsAnew) {
    Disk disk(40);
    for (int i = 0; i < 20; ++i)
        static_cast<void>(disk.slots.allocate().take());
    disk.slots.init({disk.words.data(), disk.words.size()}, 33);
    EXPECT_EQ(disk.slots.in_use(), 0u);
    EXPECT_EQ(disk.slots.capacity(), 32u);
    EXPECT_EQ(disk.slots.allocate().take(), 1u);
}

TEST(SwapSlots, RandomUseIsLikeASet) {
    for (u32 count : {5u, 32u, 200u}) {
        Disk disk(count);
        std::set<u32> used;
        std::mt19937 random(count);
        for (int operation = 0; operation < 20000; ++operation) {
            const bool fills = operation / 500 % 2 == 0;
            if (random() % 8 < (fills ? 5 : 3)) {
                Result<u32> slot = disk.slots.allocate();
                ASSERT_EQ(slot.has_value(), used.size() < count - 1);
                if (slot.has_value()) {
                    ASSERT_TRUE(slot.value() > 0 && slot.value() < count);
                    ASSERT_TRUE(used.insert(slot.value()).second);
                }
            } else if (!used.empty()) {
                const auto chosen =
                    std::next(used.begin(), static_cast<long>(random() % used.size()));
                disk.slots.free(*chosen);
                used.erase(chosen);
            }
            ASSERT_EQ(disk.slots.in_use(), used.size());
        }
    }
}

TEST(SwapSlotsDeathTest, WrongFrees) {
    Disk disk(40);
    const u32 slot = disk.slots.allocate().take();
    EXPECT_DEATH(disk.slots.free(slot + 1), "double free of slot 2");
    EXPECT_DEATH(disk.slots.free(0), "0 is no slot");
    EXPECT_DEATH(disk.slots.free(40), "40 is no slot");
    EXPECT_DEATH(disk.slots.free(0xFFFFFFFF), "is no slot");
    disk.slots.free(slot);
    EXPECT_DEATH(disk.slots.free(slot), "double free of slot 1");
    EXPECT_DEATH(disk.slots.init({disk.words.data(), 1}, 40), "storage.size");
}

}  // namespace
