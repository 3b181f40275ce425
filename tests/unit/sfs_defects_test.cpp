// What the original's file system does wrong on disk, by the number that each has in the list of
// its defects: damage and cuts of power that it panics on, or that it lets spread.
#include "libs/sfs/buffer_cache.h"
#include "tests/unit/sfs_checker.h"
#include "tests/unit/sfs_image.h"

#include <gtest/gtest.h>

namespace {

using namespace sfs_test;
using sfs::CheckMode;
using sfs::Direction;

Error mount_error(Device& device) {
    Cache cache(device);
    HostMemory memory;
    sfs::FileSystem fs(cache, memory);
    const auto mounted = fs.mount();
    return mounted.has_value() ? Error{} : mounted.error();
}

Result<u32> transfer(sfs::Inode& file, u32 at, u32 size, Direction direction) {
    std::string bytes(size, 'w');
    sfs::MemoryBuf buffer(bytes.data());
    return file.sfs_io_nolock(buffer, at, size, direction);
}

// A sync writes all that belongs to a file: superblock and free map, too.
TEST(SfsDefects, K44SyncThenPowerCut) {
    Device device = make_sample_image(200);
    HostMemory memory;
    {
        Mounted mounted(std::make_shared<sfs::BufferCache>(device, memory, 1000));
        mounted.make_file("grown", std::string(40 * 4096, 'g'));
        mounted.fs.sync().take();
        mounted.make_file("lost", std::string(9000, 'l'));
        device.cut_power();
    }
    device.cut_power();
    Findings findings;
    EXPECT_EQ(run_check(device, CheckMode::Report, findings).take().left, 0U) << findings.text();
    Mounted again(device);
    again.make_file("other", std::string(40 * 4096, 'o'));
    EXPECT_EQ(again.tree()["grown"], std::string(40 * 4096, 'g'));
    again.fs.sync().take();
    EXPECT_EQ(Checker::check(device), "");
}

// A cut between superblock and free map: the map counts.
TEST(SfsDefects, K45AStaleNumberOfFreeBlocks) {
    for (u32 stale : {0U, 1U, 119U, 0xFFFFFFFFU}) {
        Device device = make_sample_image(120);
        device.super().unused_blocks = stale;
        Mounted mounted(device);
        mounted.make_file("new", "text");
        mounted.fs.sync().take();
        EXPECT_EQ(Checker::check(device), "");
    }
}

TEST(SfsDefects, K46NoFileSystemAtAll) {
    Device device = make_sample_image(120);
    const Device sound = device;
    device.super().magic = 0x12345678;
    EXPECT_EQ(mount_error(device), Error::Invalid);
    for (u32 blocks : {0U, 1U}) {
        device = sound;
        device.super().blocks = blocks;
        EXPECT_EQ(mount_error(device), Error::Invalid);
    }
    for (u32 free : {0U, 1U, 2U, 120U, 32767U}) {
        device = sound;
        set_free(device, free, true);
        EXPECT_EQ(mount_error(device), Error::Invalid);
    }
}

// Each of these is an error to who comes across it.
TEST(SfsDefects, K47NumbersInTheImageAreNotBelieved) {
    const std::function<void(Device&, Mounted&)> harms[] = {
        [](Device& d, Mounted&) { put_half(d, 1, 4, 7); },
        [](Device& d, Mounted& m) { put_half(d, m.number("a"), 6, 0); },
        [](Device& d, Mounted& m) { put_word(d, m.number("a"), 0, 2000U * 4096 * 4096); },
        [](Device& d, Mounted& m) { put_word(d, m.number("a"), 12, 0xFFFFFFF0); },
        [](Device& d, Mounted& m) { put_word(d, m.entry_block("a"), 0, 0xFFFFFFF0); },
        [](Device& d, Mounted& m) { put_word(d, m.entry_block("a"), 0, 118); },
        [](Device& d, Mounted& m) { put_word(d, m.entry_block("a"), 0, 2); },
    };
    for (const auto& harm : harms) {
        Device device = make_sample_image(120);
        {
            Device sound = device;
            Mounted places(sound);
            harm(device, places);
        }
        Cache cache(device);
        HostMemory memory;
        sfs::FileSystem fs(cache, memory);
        ASSERT_TRUE(fs.mount().has_value());
        auto root = fs.open(1);
        if (!root.has_value()) {
            EXPECT_EQ(root.error(), Error::Invalid);
            continue;
        }
        auto found = fs.lookup(*root.value(), "a");
        if (found.has_value()) {
            EXPECT_EQ(transfer(*found.value(), 0, 100, Direction::Read).error(), Error::Invalid);
            EXPECT_EQ(transfer(*found.value(), 0, 100, Direction::Write).error(), Error::Invalid);
            EXPECT_TRUE(fs.close(*found.value()).has_value());
        } else {
            EXPECT_EQ(found.error(), Error::Invalid);
        }
        EXPECT_TRUE(fs.close(*root.value()).has_value());
    }
}

// The root as a file's name, and `..` that names a file.
TEST(SfsDefects, K47DirectoriesInWrongPlaces) {
    Device device = make_sample_image(120);
    {
        Device sound = device;
        Mounted places(sound);
        put_word(device, places.entry_block("a"), 0, 1);
        put_word(device, places.entry_block("dir/.."), 0, places.number("big"));
    }
    Mounted mounted(device);
    sfs::Inode* dir = mounted.open("dir").take();
    EXPECT_EQ(mounted.fs.unlink(*mounted.root, "a").error(), Error::IsDirectory);
    EXPECT_EQ(mounted.fs.rmdir(*mounted.root, "a").error(), Error::Busy);
    sfs::Inode* up = mounted.fs.lookup(*dir, "..").take();
    EXPECT_EQ(mounted.fs.lookup(*up, "x").error(), Error::NotDirectory);
    EXPECT_FALSE(mounted.fs.rename(*mounted.root, "dir", *dir, "inside").has_value());
    mounted.fs.close(*up).take();
    mounted.fs.close(*dir).take();
}

TEST(SfsDefects, K48APointerIntoTheFreeMap) {
    Device device = make_sample_image(120);
    const Block map = device[2];
    {
        Device sound = device;
        put_word(device, Mounted(sound).number("a"), 12, 2);
    }
    Mounted mounted(device);
    sfs::Inode* file = mounted.open("a").take();
    EXPECT_EQ(transfer(*file, 0, 4096, Direction::Write).error(), Error::Invalid);
    mounted.fs.close(*file).take();
    mounted.fs.sync().take();
    EXPECT_TRUE(device[2] == map);
}

TEST(SfsDefects, K48AReadAllocatesNothing) {
    Device device = make_sample_image(120);
    {
        Device sound = device;
        put_word(device, Mounted(sound).number("a"), 0, 25 * 4096);
    }
    Mounted mounted(device);
    const u32 free = mounted.fs.volume().unused_blocks();
    sfs::Inode* file = mounted.open("a").take();
    EXPECT_EQ(transfer(*file, 0, 25 * 4096, Direction::Read).take(), 25U * 4096);
    EXPECT_EQ(mounted.fs.volume().unused_blocks(), free);
    mounted.fs.close(*file).take();
}

TEST(SfsDefects, K50WhatMksfsWritesAndTheKernelCannotRead) {
    constexpr u32 kNames = 1050;  // over the indirect block, as the large file
    Device device = make_empty_image(2500);
    HostMemory memory;
    const std::string large(4243456 + 5, 'L');
    {
        Mounted mounted(std::make_shared<sfs::BufferCache>(device, memory, 3000));
        mounted.make_file("large", large);
        mounted.make_file("small", "s");
        mounted.make_symlink("link", "large");
        for (u32 i = 0; i < kNames; ++i) {
            mounted.make_link("name" + std::to_string(i), "small");
        }
        mounted.fs.sync().take();
    }
    EXPECT_EQ(Checker::check(device), "");
    const auto tree = Mounted(device).tree();
    EXPECT_EQ(tree.size(), kNames + 4);
    EXPECT_TRUE(tree.at("large") == large);
    EXPECT_EQ(tree.at("name1049"), "s");
    EXPECT_EQ(tree.at("link"), "-> large");
}

TEST(SfsDefects, K52StaleBytesBehindNames) {
    Device device = make_sample_image(120);
    {
        Device sound = device;
        Mounted places(sound);
        for (const char* path : {"a", "big", "dir"}) {
            auto& entry = device[places.entry_block(path)];
            std::memset(entry.data() + 4 + std::strlen(path) + 1, 0xEE, 200);
        }
    }
    Findings findings;
    EXPECT_EQ(run_check(device, CheckMode::Report, findings).take().left, 0U);
    Mounted mounted(device);
    EXPECT_TRUE(mounted.open("b").error() == Error::NoEntry);
    EXPECT_EQ(mounted.tree().size(), 10U);
}

}  // namespace
