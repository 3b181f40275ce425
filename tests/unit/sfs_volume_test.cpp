// Tests of libs/sfs/volume.h: what mount refuses, allocation, a full disk, the order of writes.
#include "libs/sfs/volume.h"

#include "tests/unit/sfs_device.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace {

using sfs_test::Cache;
using sfs_test::Device;

void set_free(Device& device, u32 block, bool free) {
    u8& byte = device[2 + block / 32768][block % 32768 / 8];
    const u8 bit = static_cast<u8>(1U << (block % 8));
    byte = static_cast<u8>(free ? byte | bit : byte & ~bit);
}

// An empty file system: numbers as in the format's description, not from the code under test.
Device make_image(u32 blocks) {
    Device device(blocks);
    const u32 used = 2 + (blocks + 32767) / 32768;
    device.super() = {0x2F8DBE2A, blocks, blocks - used, "simple file system"};
    for (u32 block = used; block < blocks; ++block) {
        set_free(device, block, true);
    }
    return device;
}

Error mount_error(Device& device) {
    Cache cache(device);
    sfs::Volume volume(cache);
    auto result = volume.mount();
    return result.has_value() ? Error{} : result.error();
}

u32 free_bits(Device& device) {
    u32 count = 0;
    for (u32 block = 0; block < device.block_count(); ++block) {
        count += device[2 + block / 32768][block % 32768 / 8] >> (block % 8) & 1;
    }
    return count;
}

TEST(SfsVolume, MountsImagesOfOneAndOfTwoMapBlocks) {
    for (u32 blocks : {4U, 100U, 32768U, 32769U, 40000U}) {
        Device device = make_image(blocks);
        Cache cache(device);
        sfs::Volume volume(cache);
        ASSERT_TRUE(volume.mount().has_value()) << blocks;
        EXPECT_EQ(volume.unused_blocks(), device.super().unused_blocks);
        EXPECT_TRUE(cache.all_unpinned());
    }
}

TEST(SfsVolume, RefusesDamagedSuperBlocks) {
    Device device = make_image(64);
    device.super().magic ^= 1;
    EXPECT_EQ(mount_error(device), Error::Invalid);
    for (u32 blocks : {0U, 1U, 2U, 65U, 0x80000000U, 0xFFFFFFFFU}) {
        device = make_image(64);
        device.super().blocks = blocks;
        EXPECT_EQ(mount_error(device), Error::Invalid) << blocks;
    }
    Device tiny(2);
    EXPECT_EQ(mount_error(tiny), Error::Invalid);
}

TEST(SfsVolume, RefusesMapsThatGiveAwayMetadataOrWhatIsNotThere) {
    for (u32 block : {0U, 1U, 2U, 64U, 32767U}) {
        Device device = make_image(64);
        set_free(device, block, true);
        EXPECT_EQ(mount_error(device), Error::Invalid) << block;
    }
}

TEST(SfsVolume, CountsInsteadOfBelievingAStaleNumber) {
    Device device = make_image(64);
    device.super().unused_blocks = 7;
    Cache cache(device);
    sfs::Volume volume(cache);
    ASSERT_TRUE(volume.mount().has_value());
    EXPECT_EQ(volume.unused_blocks(), 61U);
}

TEST(SfsVolume, AllocatesLowestFirstUntilFullAndLosesNothing) {
    Device device = make_image(16);
    device[5].fill(0xEE);
    Cache cache(device);
    sfs::Volume volume(cache);
    ASSERT_TRUE(volume.mount().has_value());
    auto root = sfs::BlockRef::get(cache, 1).take();
    for (u32 expected = 3; expected < 16; ++expected) {
        auto block = volume.allocate_block(root);
        ASSERT_TRUE(block.has_value());
        EXPECT_EQ(block.value().buffer().block, expected);
        EXPECT_EQ(std::count(block.value().data(), block.value().data() + 4096, 0), 4096);
    }
    EXPECT_EQ(volume.allocate_block(root).error(), Error::NoMemory);
    ASSERT_TRUE(volume.free_block(9, root).has_value());
    EXPECT_EQ(volume.allocate_block(root).take().buffer().block, 9U);
    ASSERT_TRUE(volume.sync().has_value());
    EXPECT_EQ(device.super().unused_blocks, 0U);
    EXPECT_EQ(free_bits(device), 0U);
}

TEST(SfsVolume, RefusesToFreeMetadataOrTwice) {
    Device device = make_image(16);
    Cache cache(device);
    sfs::Volume volume(cache);
    ASSERT_TRUE(volume.mount().has_value());
    auto root = sfs::BlockRef::get(cache, 1).take();
    for (u32 block : {0U, 1U, 2U, 3U, 16U, 0xFFFFFFF0U}) {
        EXPECT_EQ(volume.free_block(block, root).error(), Error::Invalid) << block;
    }
    EXPECT_EQ(volume.unused_blocks(), 13U);
}

TEST(SfsVolume, MarksUsedBeforeTheReferenceAndFreeAfterIt) {
    Device device = make_image(16);
    Cache cache(device);
    sfs::Volume volume(cache);
    ASSERT_TRUE(volume.mount().has_value());
    auto root = sfs::BlockRef::get(cache, 1).take();
    ASSERT_TRUE(volume.allocate_block(root).has_value());
    root.mark_dirty();
    ASSERT_TRUE(volume.sync().has_value());
    const auto& log = device.written;
    const auto at = [&](u32 block) { return std::find(log.begin(), log.end(), block); };
    ASSERT_NE(at(1), log.end());
    EXPECT_LT(at(2), at(1));
    EXPECT_LT(at(3), at(1));

    device.written.clear();
    root.mark_dirty();
    ASSERT_TRUE(volume.free_block(3, root).has_value());
    ASSERT_TRUE(volume.sync().has_value());
    ASSERT_NE(at(2), log.end());
    EXPECT_LT(at(1), at(2));
}

// A block whose former owner the disk still knows must not get other contents.
TEST(SfsVolume, WhatWasFreedIsUsedAgainOnlyAfterASync) {
    Device device = make_image(16);
    Cache cache(device);
    sfs::Volume volume(cache);
    ASSERT_TRUE(volume.mount().has_value());
    auto root = sfs::BlockRef::get(cache, 1).take();
    for (u32 expected = 3; expected < 9; ++expected) {
        EXPECT_EQ(volume.allocate_block(root).take().buffer().block, expected);
    }
    ASSERT_TRUE(volume.sync().has_value());
    device.written.clear();
    root.mark_dirty();
    for (u32 block : {5U, 4U, 7U}) {
        ASSERT_TRUE(volume.free_block(block, root).has_value());
    }
    for (u32 expected = 9; expected < 16; ++expected) {
        EXPECT_EQ(volume.allocate_block(root).take().buffer().block, expected);
        EXPECT_EQ(std::count(device.written.begin(), device.written.end(), 4U), 0);
    }
    EXPECT_EQ(volume.allocate_block(root).take().buffer().block, 4U);
    EXPECT_GE(std::count(device.written.begin(), device.written.end(), 1U), 1);
    EXPECT_EQ(volume.allocate_block(root).take().buffer().block, 5U);
    ASSERT_TRUE(volume.free_block(12, root).has_value());
    EXPECT_EQ(volume.allocate_block(root).take().buffer().block, 7U);
    ASSERT_TRUE(volume.sync().has_value());
    EXPECT_EQ(volume.allocate_block(root).take().buffer().block, 12U);
    EXPECT_EQ(volume.allocate_block(root).error(), Error::NoMemory);
}

TEST(SfsVolume, CountsFreeBlocksAtEveryEndOfAWord) {
    for (u32 blocks = 30; blocks < 70; ++blocks) {
        Device device = make_image(blocks);
        Cache cache(device);
        sfs::Volume volume(cache);
        ASSERT_TRUE(volume.mount().has_value());
        EXPECT_EQ(volume.unused_blocks(), blocks - 3);
        set_free(device, blocks, true);
        EXPECT_EQ(mount_error(device), Error::Invalid);
    }
}

TEST(SfsVolume, AnyReadErrorIsReportedAndChangesNothing) {
    int failures = 0;
    for (int k = 0; k < 8; ++k) {
        Device device = make_image(16);
        Cache cache(device);
        sfs::Volume volume(cache);
        device.reads_left = k;
        if (auto mounted = volume.mount(); !mounted.has_value()) {
            EXPECT_EQ(mounted.error(), Error::DeviceNotAvailable);
            ++failures;
        }
        EXPECT_TRUE(cache.all_unpinned());
    }
    EXPECT_EQ(failures, 2);  // the superblock and the map
}

}  // namespace
