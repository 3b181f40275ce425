// Tests of libs/sfs/file_system.h: every operation, a full disk; the image is
// checked after each step by sfs_checker.h.
#include "libs/sfs/file_system.h"

#include "tests/unit/sfs_checker.h"
#include "tests/unit/sfs_memory.h"

#include <gtest/gtest.h>
#include <memory>
#include <random>

namespace {

using sfs::Direction;
using sfs::Inode;
using sfs_test::Cache;
using sfs_test::Checker;
using sfs_test::Device;
using sfs_test::HostMemory;

void put_word(Device& device, u32 block, u32 offset, u32 value) {
    std::memcpy(device[block].data() + offset, &value, 4);
}

// An image with an empty root, of less than 32768 blocks.
Device make_image(u32 blocks) {
    Device device(blocks);
    device.super() = {0x2F8DBE2A, blocks, blocks - 5, "simple file system"};
    for (u32 block = 5; block < blocks; ++block) {
        device[2][block / 8] = static_cast<u8>(device[2][block / 8] | 1U << (block % 8));
    }
    put_word(device, 1, 0, 512);
    put_word(device, 1, 4, 2 | 2 << 16);
    put_word(device, 1, 8, 2);
    put_word(device, 1, 12, 3);
    put_word(device, 1, 16, 4);
    put_word(device, 3, 0, 1);
    std::strcpy(reinterpret_cast<char*>(device[3].data()) + 4, ".");
    put_word(device, 4, 0, 1);
    std::strcpy(reinterpret_cast<char*>(device[4].data()) + 4, "..");
    return device;
}

class SfsFiles : public ::testing::Test {
  protected:
    void mount(u32 blocks) {
        device = std::make_unique<Device>(make_image(blocks));
        cache = std::make_unique<Cache>(*device);
        fs = std::make_unique<sfs::FileSystem>(*cache, memory);
        ASSERT_TRUE(fs->mount().has_value());
        root = fs->open(1).take();
    }
    void TearDown() override {
        if (root != nullptr) {
            expect_clean();
            EXPECT_TRUE(fs->close(*root).has_value());
            EXPECT_EQ(memory.living, 0);
            EXPECT_TRUE(cache->all_unpinned());
        }
    }
    void expect_clean() {
        ASSERT_TRUE(fs->sync().has_value());
        EXPECT_EQ(Checker::check(*device), "");
    }
    void close(Inode* inode) { EXPECT_TRUE(fs->close(*inode).has_value()); }
    void make_file(const char* name) { close(fs->create(*root, name).take()); }
    Result<u32> write(Inode* file, u32 at, std::string bytes) {
        sfs::MemoryBuf buffer(bytes.data());
        return file->sfs_io_nolock(buffer, at, static_cast<u32>(bytes.size()), Direction::Write);
    }
    std::string read(Inode* file, u32 at, u32 length) {
        std::string bytes(length, '?');
        sfs::MemoryBuf buffer(bytes.data());
        bytes.resize(file->sfs_io_nolock(buffer, at, length, Direction::Read).take());
        return bytes;
    }
    Error error_of(const char* name) {
        auto found = fs->lookup(*root, name);
        if (found.has_value()) {
            close(found.value());
            return Error{};
        }
        return found.error();
    }

    HostMemory memory;
    std::unique_ptr<Device> device;
    std::unique_ptr<Cache> cache;
    std::unique_ptr<sfs::FileSystem> fs;
    Inode* root = nullptr;
};

TEST_F(SfsFiles, ReadsBackWhatWasWrittenAtAllEdgesOfTheBlockMap) {
    mount(4000);
    Inode* file = fs->create(*root, "f").take();
    const std::string bytes = "across the edge";
    for (u32 block : {1U, 12U, 13U, 1036U, 1037U, 2060U, 32767U}) {
        const u32 at = block * 4096 - 7;
        EXPECT_EQ(write(file, at, bytes).take(), bytes.size());
        EXPECT_EQ(read(file, at, 100), bytes);
        expect_clean();
    }
    EXPECT_EQ(read(file, 20 * 4096, 4096), std::string(4096, '\0'));
    EXPECT_EQ(write(file, 128 * 1024 * 1024 - 3, bytes).error(), Error::TooBig);
    for (u32 size : {2060U * 4096, 1036U * 4096 + 1, 4096U * 13, 4096U * 12, 5U, 0U}) {
        ASSERT_TRUE(file->truncate(size).has_value());
        EXPECT_EQ(file->size(), size);
        expect_clean();
    }
    close(file);
}

TEST_F(SfsFiles, WhatWasCutReadsAsZerosWhenTheFileGrowsAgain) {
    mount(64);
    Inode* file = fs->create(*root, "f").take();
    ASSERT_TRUE(write(file, 0, std::string(5000, 'x')).has_value());
    ASSERT_TRUE(file->truncate(10).has_value());
    ASSERT_TRUE(write(file, 20, "y").has_value());
    EXPECT_EQ(read(file, 0, 99), std::string(10, 'x') + std::string(10, '\0') + "y");
    ASSERT_TRUE(file->truncate(5).has_value());
    ASSERT_TRUE(file->truncate(30).has_value());
    EXPECT_EQ(read(file, 0, 99), std::string(5, 'x') + std::string(25, '\0'));
    close(file);
}

// The other side of a transfer, of which only the first bytes can be had.
class HalfBuf final : public sfs::IoBuf {
  public:
    explicit HalfBuf(u32 left) : left_(left) {}
    Result<void> take(const u8*, u32 size) override { return pass(size); }
    Result<void> give(u8* to, u32 size) override {
        std::memset(to, 'h', min(size, left_));
        return pass(size);
    }

  private:
    Result<void> pass(u32 size) {
        if (size > left_) {
            return Error::Fault;
        }
        left_ -= size;
        return {};
    }
    u32 left_;
};

TEST_F(SfsFiles, ATransferThatFailsHalfWayLeavesNoBlockBehindTheEnd) {
    mount(4000);
    for (u32 at : {0U, 100U, 12U * 4096, 13U * 4096 + 7, 1036U * 4096, 2060U * 4096 - 1}) {
        Inode* file = fs->create(*root, "f").take();
        HalfBuf nothing(0);
        EXPECT_EQ(file->sfs_io_nolock(nothing, at, 9000, Direction::Write).error(), Error::Fault);
        EXPECT_EQ(file->size(), 0U);
        expect_clean();
        HalfBuf half(6000);
        const u32 first = 4096 - at % 4096;
        const u32 blocks = first + 4096 <= 6000 ? first + 4096 : first;
        EXPECT_EQ(file->sfs_io_nolock(half, at, 9000, Direction::Write).take(), blocks);
        EXPECT_EQ(file->size(), at + blocks);
        expect_clean();
        close(file);
        ASSERT_TRUE(fs->unlink(*root, "f").has_value());
    }
}

// What reads back now is what reads back when the block has left the cache.
TEST_F(SfsFiles, ATransferThatFailsHalfWayIsTheSameInTheCacheAndOnTheDisk) {
    mount(400);
    Inode* file = fs->create(*root, "f").take();
    ASSERT_TRUE(write(file, 0, std::string(4096, 'o')).has_value());
    ASSERT_TRUE(fs->sync().has_value());
    HalfBuf half(1000);
    EXPECT_EQ(file->sfs_io_nolock(half, 0, 2000, Direction::Write).error(), Error::Fault);
    const std::string now = read(file, 0, 4096);
    const u32 block = file->sfs_bmap_load_nolock(0, sfs::Missing::Report).take();
    ASSERT_TRUE(fs->sync().has_value());
    EXPECT_EQ(std::memcmp((*device)[block].data(), now.data(), 4096), 0);
    close(file);
}

TEST_F(SfsFiles, NamesAreCheckedFoundAndRemoved) {
    mount(64);
    EXPECT_EQ(fs->create(*root, "").error(), Error::Invalid);
    EXPECT_EQ(fs->create(*root, "a/b").error(), Error::Invalid);
    const std::string longest(255, 'n');
    EXPECT_EQ(fs->create(*root, (longest + "n").c_str()).error(), Error::TooBig);
    make_file(longest.c_str());
    EXPECT_EQ(fs->create(*root, longest.c_str()).error(), Error::Exists);
    EXPECT_EQ(fs->create(*root, ".").error(), Error::Exists);
    EXPECT_EQ(error_of(longest.c_str()), Error{});
    EXPECT_EQ(error_of("other"), Error::NoEntry);
    ASSERT_TRUE(fs->unlink(*root, longest.c_str()).has_value());
    EXPECT_EQ(error_of(longest.c_str()), Error::NoEntry);
    EXPECT_EQ(fs->unlink(*root, "..").error(), Error::IsDirectory);
    EXPECT_EQ(fs->rmdir(*root, ".").error(), Error::Invalid);
}

TEST_F(SfsFiles, ADirectoryGrowsOverTheIndirectBlockAndUsesEmptySlots) {
    mount(5000);
    for (int i = 0; i < 1100; ++i) {
        make_file(std::to_string(i).c_str());
    }
    EXPECT_EQ(root->size(), 1102U * 256);
    EXPECT_EQ(error_of("1099"), Error{});
    expect_clean();
    for (int i = 0; i < 1100; ++i) {
        ASSERT_TRUE(fs->unlink(*root, std::to_string(i).c_str()).has_value());
    }
    make_file("new");
    EXPECT_EQ(root->size(), 1102U * 256);
}

TEST_F(SfsFiles, LinksCountAndARemovedFileLivesUntilItsLastClose) {
    mount(64);
    Inode* file = fs->create(*root, "a").take();
    ASSERT_TRUE(write(file, 0, "text").has_value());
    ASSERT_TRUE(fs->link(*root, "b", *file).has_value());
    EXPECT_EQ(file->nlinks(), 2U);
    EXPECT_EQ(fs->link(*root, "b", *file).error(), Error::Exists);
    EXPECT_EQ(fs->link(*root, "c", *root).error(), Error::IsDirectory);
    const u32 free_before = fs->volume().unused_blocks();
    ASSERT_TRUE(fs->unlink(*root, "a").has_value());
    ASSERT_TRUE(fs->unlink(*root, "b").has_value());
    EXPECT_EQ(fs->link(*root, "c", *file).error(), Error::NoEntry);
    EXPECT_EQ(read(file, 0, 9), "text");
    EXPECT_EQ(fs->volume().unused_blocks(), free_before);
    close(file);
    EXPECT_EQ(fs->volume().unused_blocks(), free_before + 2);
}

TEST_F(SfsFiles, SymbolicLinksKeepTheirTarget) {
    mount(64);
    EXPECT_EQ(fs->symlink(*root, "s", "").error(), Error::Invalid);
    EXPECT_EQ(fs->symlink(*root, "s", std::string(4097, 'x').c_str()).error(), Error::TooBig);
    Inode* link = fs->symlink(*root, "s", "../some/where").take();
    char target[64];
    EXPECT_EQ(fs->readlink(*link, target, sizeof target).take(), 13U);
    EXPECT_EQ(std::string(target, 13), "../some/where");
    EXPECT_EQ(fs->readlink(*root, target, sizeof target).error(), Error::Invalid);
    close(link);
}

TEST_F(SfsFiles, DirectoriesAreRemovedOnlyWhenEmptyAndTakeNoNamesAfter) {
    mount(64);
    Inode* dir = fs->mkdir(*root, "d").take();
    EXPECT_EQ(root->nlinks(), 3U);
    close(fs->create(*dir, "f").take());
    expect_clean();
    EXPECT_EQ(fs->rmdir(*root, "d").error(), Error::NotEmpty);
    ASSERT_TRUE(fs->unlink(*dir, "f").has_value());
    ASSERT_TRUE(fs->rmdir(*root, "d").has_value());
    EXPECT_EQ(fs->create(*dir, "g").error(), Error::NoEntry);
    EXPECT_EQ(root->nlinks(), 2U);
    close(dir);
    make_file("f");
    EXPECT_EQ(fs->rmdir(*root, "f").error(), Error::NotDirectory);
}

TEST_F(SfsFiles, RenameMovesReplacesAndRefuses) {
    mount(64);
    Inode* a = fs->mkdir(*root, "a").take();
    Inode* b = fs->mkdir(*a, "b").take();
    make_file("f");
    make_file("g");
    EXPECT_EQ(fs->rename(*root, "a", *b, "c").error(), Error::Invalid);
    EXPECT_EQ(fs->rename(*root, "f", *root, "a").error(), Error::IsDirectory);
    EXPECT_EQ(fs->rename(*root, "a", *root, "f").error(), Error::NotDirectory);
    EXPECT_EQ(fs->rename(*root, "none", *root, "f").error(), Error::NoEntry);
    EXPECT_EQ(fs->rename(*root, ".", *root, "x").error(), Error::Invalid);
    ASSERT_TRUE(fs->rename(*root, "f", *root, "f").has_value());
    ASSERT_TRUE(fs->rename(*root, "f", *root, "g").has_value());
    EXPECT_EQ(error_of("f"), Error::NoEntry);
    expect_clean();
    ASSERT_TRUE(fs->rename(*a, "b", *root, "b").has_value());
    expect_clean();
    EXPECT_EQ(a->nlinks(), 2U);
    ASSERT_TRUE(fs->rename(*root, "b", *root, "a").has_value());
    EXPECT_EQ(a->nlinks(), 0U);
    close(a);
    close(b);
}

TEST_F(SfsFiles, AFullDiskIsAnErrorAndLosesNothing) {
    for (u32 room = 0; room < 24; ++room) {
        SCOPED_TRACE(room);
        mount(5 + room);
        Inode* file = nullptr;
        if (auto made = fs->create(*root, "f"); made.has_value()) {
            file = made.value();
            const std::string bytes(20 * 4096, 'x');
            auto written = write(file, 0, bytes);
            EXPECT_EQ(written.has_value() ? written.value() : 0, file->size());
            expect_clean();
            close(file);
        }
        auto dir = fs->mkdir(*root, "d");
        if (dir.has_value()) {
            close(dir.value());
        } else {
            EXPECT_EQ(dir.error(), Error::NoMemory);
            EXPECT_EQ(error_of("d"), Error::NoEntry);
        }
        TearDown();
        root = nullptr;
    }
}

}  // namespace
