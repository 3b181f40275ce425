// Tests of sfs-tools/image.h: the cache against a model of the order it promises, image files and
// their locks, and the SFS without files.
#include "sfs-tools/image.h"

#include "tests/unit/sfs_checker.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

#include "libs/prng.h"

namespace {

using sfs_tools::Access;
using sfs_tools::HeapMemory;
using sfs_tools::ImageCache;
using sfs_tools::ImageFile;
using sfs_tools::Order;

// Blocks that know when they were written, and when a flush made them safe.
class Recorder final : public sfs_tools::RunDevice {
  public:
    explicit Recorder(u32 blocks) : device(blocks) {}

    u32 block_count() const override { return device.block_count(); }
    Result<void> read(u32 block, u8* data) override { return device.read(block, data); }
    Result<void> write(u32 block, const u8* data) override {
        if (writes_left >= 0 && writes_left-- == 0) {
            return Error::DeviceNotAvailable;
        }
        pending.push_back(block);
        if (on_write) {
            on_write(block);
        }
        return device.write(block, data);
    }
    Result<void> flush() override {
        ++flushes;
        for (u32 block : pending) {
            std::memcpy(&safe[block], device[block].data(), 4);
        }
        pending.clear();
        return {};
    }

    sfs_test::Device device;
    std::vector<u32> pending;  // written since the last flush
    std::map<u32, u32> safe;   // the first word of each block as of then
    std::function<void(u32)> on_write;
    int flushes = 0;
    int writes_left = -1;
};

u32& first_word(sfs::Buffer& buffer) { return *reinterpret_cast<u32*>(buffer.data); }

// Writes `value` into the block through the cache, and leaves it pinned.
sfs::Buffer& change(ImageCache& cache, u32 block, u32 value) {
    sfs::Buffer& buffer = *must(cache.get(block), "the device has the block");
    first_word(buffer) = value;
    cache.mark_dirty(buffer);
    return buffer;
}

TEST(SfsImage, CacheHoldsNoMoreThanItMayAndLosesNothing) {
    Recorder device(1000);
    ImageCache cache(device, Order::Kept, 16);
    Prng prng(1);
    std::map<u32, u32> model;
    for (u32 i = 0; i < 20000; ++i) {
        const u32 block = prng.below(1000);
        sfs::Buffer& buffer = *must(cache.get(block), "the device has the block");
        ASSERT_EQ(first_word(buffer), model[block]);
        if (prng.below(2) == 0) {
            first_word(buffer) = model[block] = prng.next();
            cache.mark_dirty(buffer);
        }
        cache.put(buffer);
        ASSERT_LE(cache.held_blocks(), 16U);
    }
    ASSERT_TRUE(cache.sync().has_value());
    for (const auto& [block, value] : model) {
        EXPECT_EQ(std::memcmp(device.device[block].data(), &value, 4), 0) << block;
    }
}

TEST(SfsImage, CacheGrowsWhenEverythingIsPinned) {
    Recorder device(100);
    ImageCache cache(device, Order::Kept, 8);
    std::vector<sfs::Buffer*> pinned;
    for (u32 block = 0; block < 50; ++block) {
        pinned.push_back(&change(cache, block, block + 1));
    }
    for (u32 block = 0; block < 50; ++block) {
        EXPECT_EQ(first_word(*pinned[block]), block + 1);
        cache.put(*pinned[block]);
    }
    EXPECT_TRUE(cache.all_unpinned());
}

// Random orders among random changes: at each write, whatever had to come before is flushed.
TEST(SfsImage, CacheWritesInTheOrderAskedFor) {
    for (u32 seed = 1; seed <= 50; ++seed) {
        constexpr u32 kBlocks = 24;
        Recorder device(kBlocks);
        ImageCache cache(device, Order::Kept, seed % 2 == 0 ? 8 : 100);
        Prng prng(seed);
        std::map<u32, u32> newest;                     // what the cache holds
        std::map<u32, std::map<u32, u32>> conditions;  // block -> earlier block -> value at least
        device.on_write = [&](u32 block) {
            for (const auto& [earlier, value] : conditions[block]) {
                EXPECT_GE(device.safe[earlier], value) << earlier << " before " << block;
            }
            conditions.erase(block);
        };
        for (u32 i = 1; i < 2000; ++i) {
            const u32 a = prng.below(kBlocks);
            const u32 b = prng.below(kBlocks);
            sfs::Buffer& earlier = change(cache, a, newest[a] = i);
            sfs::Buffer& later = change(cache, b, newest[b] = i);
            if (a != b && prng.below(4) != 0) {
                ASSERT_TRUE(cache.order(earlier, later).has_value());
                conditions[b][a] = i;
                first_word(later) = newest[b] = i;
                cache.mark_dirty(later);
            }
            cache.put(earlier);
            cache.put(later);
        }
        ASSERT_TRUE(cache.sync().has_value());
        for (const auto& [block, value] : newest) {
            EXPECT_EQ(std::memcmp(device.device[block].data(), &value, 4), 0);
        }
    }
}

TEST(SfsImage, CacheKeepsWhatCouldNotBeWritten) {
    Recorder device(100);
    ImageCache cache(device);
    for (u32 block = 0; block < 20; ++block) {
        cache.put(change(cache, block, block + 1));
    }
    device.writes_left = 7;
    EXPECT_FALSE(cache.sync().has_value());
    EXPECT_TRUE(cache.sync().has_value());
    for (u32 block = 0; block < 20; ++block) {
        EXPECT_EQ(device.device[block][0], block + 1);
    }
}

TEST(SfsImage, CacheGivesReadErrorsOnAndHoldsNothingThen) {
    Recorder device(10);
    device.device.reads_left = 0;
    ImageCache cache(device);
    EXPECT_EQ(cache.get(3).error(), Error::DeviceNotAvailable);
    EXPECT_EQ(cache.held_blocks(), 0U);
    EXPECT_EQ(cache.get(10).error(), Error::Invalid);
    EXPECT_EQ(cache.get_zeroed(10).error(), Error::Invalid);
    cache.put(*must(cache.get(3), "only one read fails"));
}

TEST(SfsImage, WithoutAnOrderToKeepThereIsOneFlush) {
    Recorder device(10);
    ImageCache cache(device, Order::Ignored);
    sfs::Buffer& a = change(cache, 1, 1);
    sfs::Buffer& b = change(cache, 2, 1);
    ASSERT_TRUE(cache.order(b, a).has_value());
    ASSERT_TRUE(cache.sync().has_value());
    EXPECT_EQ(device.flushes, 1);
    EXPECT_EQ(device.device.written, (std::vector<u32>{1, 2}));
    cache.put(a);
    cache.put(b);
}

TEST(SfsImage, EmptySystemsHaveNoMistake) {
    for (u32 blocks : {5U, 6U, 64U, 32767U, 32768U, 32769U, 40000U}) {
        Recorder device(blocks);
        ImageCache cache(device, Order::Ignored);
        if (blocks == 32769) {  // a second map block leaves as much room
            EXPECT_TRUE(sfs_tools::make_empty(cache, blocks, "x").has_value());
            continue;
        }
        ASSERT_TRUE(sfs_tools::make_empty(cache, blocks, "label").has_value()) << blocks;
        ASSERT_TRUE(cache.sync().has_value());
        EXPECT_TRUE(cache.all_unpinned());
        if (blocks < 32768) {
            EXPECT_EQ(sfs_test::Checker::check(device.device), "");
        }
        EXPECT_EQ(std::string(device.device.super().info), "label");
        HeapMemory memory;
        sfs::FileSystem fs(cache, memory);
        ASSERT_TRUE(fs.mount().has_value());
        sfs::Inode* root = must(fs.open(sfs::kRootInode), "it was made");
        EXPECT_EQ(root->nlinks(), 2U);
        EXPECT_EQ(root->size(), 512U);
        EXPECT_TRUE(fs.close(*root).has_value());
    }
}

TEST(SfsImage, EmptySystemsHaveASmallestSizeAndALongestLabel) {
    Recorder device(64);
    ImageCache cache(device);
    EXPECT_FALSE(sfs_tools::make_empty(cache, 4, "").has_value());
    EXPECT_FALSE(sfs_tools::make_empty(cache, 65, "").has_value());
    EXPECT_FALSE(sfs_tools::make_empty(cache, 64, std::string(32, 'x')).has_value());
    EXPECT_TRUE(sfs_tools::make_empty(cache, 64, std::string(31, 'x')).has_value());
}

class SfsImageFile : public testing::Test {
  protected:
    SfsImageFile() {
        EXPECT_NE(mkdtemp(folder_), nullptr);
        path = std::string(folder_) + "/image";
    }
    ~SfsImageFile() {
        unlink(path.c_str());
        rmdir(folder_);
    }
    std::string path;

  private:
    char folder_[32] = "/tmp/sfs_image_XXXXXX";
};

TEST_F(SfsImageFile, KeepsRunsOfBlocks) {
    constexpr u32 kBlocks = 700;  // more than one system call takes
    std::vector<sfs_test::Block> blocks(kBlocks);
    std::vector<const u8*> pointers;
    for (u32 i = 0; i < kBlocks; ++i) {
        blocks[i].fill(static_cast<u8>(i * 7));
        pointers.push_back(blocks[i].data());
    }
    ImageFile file;
    ASSERT_EQ(file.create(path, kBlocks + 1, 0600), std::nullopt);
    ASSERT_TRUE(file.write_run(1, pointers.data(), kBlocks).has_value());
    EXPECT_FALSE(file.write_run(2, pointers.data(), kBlocks).has_value());
    EXPECT_TRUE(file.flush().has_value());
    sfs_test::Block block;
    for (u32 i = 0; i < kBlocks; ++i) {
        ASSERT_TRUE(file.read(i + 1, block.data()).has_value());
        ASSERT_EQ(block, blocks[i]);
    }
    EXPECT_EQ(file.read(kBlocks + 1, block.data()).error(), Error::Invalid);
}

TEST_F(SfsImageFile, HasOneWriterOrManyReaders) {
    {
        ImageFile made;
        ASSERT_EQ(made.create(path, 5, 0600), std::nullopt);
        ImageFile second;
        EXPECT_NE(second.open(path, Access::Read), std::nullopt);
    }
    ImageFile reader;
    ASSERT_EQ(reader.open(path, Access::Read), std::nullopt);
    ImageFile other;
    ASSERT_EQ(other.open(path, Access::Read), std::nullopt);
    ImageFile writer;
    const auto problem = writer.open(path, Access::ReadWrite);
    ASSERT_NE(problem, std::nullopt);
    EXPECT_NE(problem->find("in use by another program"), std::string::npos);
    const u8 block[sfs::kBlockSize] = {};
    EXPECT_FALSE(reader.write(0, block).has_value());
}

// QEMU locks single bytes of its images for reading, all by OFD locks.
TEST_F(SfsImageFile, IsNotWrittenWhileQemuHasIt) {
    const int fd = open(path.c_str(), O_RDWR | O_CREAT, 0600);
    ASSERT_GE(fd, 0);
    struct flock byte = {};
    byte.l_type = F_RDLCK;
    byte.l_whence = SEEK_SET;
    byte.l_start = 201;
    byte.l_len = 1;
    ASSERT_EQ(fcntl(fd, F_OFD_SETLK, &byte), 0);
    ImageFile file;
    EXPECT_NE(file.open(path, Access::ReadWrite), std::nullopt);
    ImageFile reader;
    EXPECT_EQ(reader.open(path, Access::Read), std::nullopt);
    close(fd);
}

TEST_F(SfsImageFile, IsAFileWithItsSizeInBlocks) {
    ImageFile missing;
    EXPECT_EQ(missing.open(path, Access::Read), path + ": No such file or directory");
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    ImageFile fifo;
    EXPECT_EQ(fifo.open(path, Access::Read), path + " is neither a file nor a disk");
    unlink(path.c_str());
    const int fd = open(path.c_str(), O_RDWR | O_CREAT, 0600);
    ASSERT_EQ(ftruncate(fd, 3 * 4096 + 4095), 0);
    ImageFile file;
    ASSERT_EQ(file.open(path, Access::Read), std::nullopt);
    EXPECT_EQ(file.block_count(), 3U);
    ASSERT_EQ(ftruncate(fd, 100), 0);
    u8 block[sfs::kBlockSize];
    EXPECT_EQ(file.read(2, block).error(), Error::DeviceNotAvailable);
    EXPECT_EQ(file.host_error(), "the image ends too early");
    close(fd);
}

TEST(SfsImage, NamesForTheTerminal) {
    EXPECT_EQ(sfs_tools::printable("a\nb\x1b[2J\x7f"), "a\\012b\\033[2J\\177");
    EXPECT_EQ(sfs_tools::printable("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
}

}  // namespace
