// Random damage: whatever the numbers in an image are, check and repair come to an end and leave an
// image without mistakes; and every operation on a damaged image gives a result or an error.
#include "tests/unit/sfs_checker.h"
#include "tests/unit/sfs_image.h"

#include <gtest/gtest.h>
#include <random>

namespace {

using namespace sfs_test;
using sfs::CheckMode;

constexpr u32 kBlocks = 120;
constexpr int kSeeds = 2000;

class Mutator {
  public:
    Mutator(Device& device, u32 seed) : device_(device), random_(seed) {
        Mounted mounted(device);
        for (const char* path :
             {"", "a", "big", "empty", "dir", "dir/sub", "dir/sub/deep", "link"}) {
            inodes_.push_back(mounted.number(path));
        }
        for (const char* path : {".", "..", "a", "big", "dir", "dir/.", "dir/..", "dir/sub",
                                 "dir/sub/..", "dir/hard", "link"}) {
            entries_.push_back(mounted.entry_block(path));
        }
        indirect_ = word(device, mounted.number("big"), 60);
    }

    // One to eight words of metadata become something else.
    void harm() {
        for (u32 count = 1 + random_() % 8; count > 0; --count) {
            harm_once();
        }
    }

  private:
    u32 one_of(const std::vector<u32>& values) { return values[random_() % values.size()]; }
    u32 some_value() {
        return one_of({0, 1, 2, 3, 0xFFFFFFFF, 0x80000000, kBlocks - 1, kBlocks, 256, 512, 4096,
                       one_of(inodes_), one_of(entries_), indirect_, u32(random_() % kBlocks),
                       u32(random_())});
    }
    void harm_once() {
        switch (random_() % 8) {
        case 0: return put_word(device_, 0, 4 * (random_() % 11), some_value());
        case 1: return put_word(device_, 2, 4 * (random_() % 6), some_value());
        case 2: return put_word(device_, indirect_, 4 * (random_() % 12), some_value());
        case 3: return put_word(device_, one_of(entries_), 4 * (random_() % 66), some_value());
        case 4:
            return put_name(device_, one_of(entries_),
                            std::string(random_() % 257, "./a"[random_() % 3]));
        case 5: device_[random_() % kBlocks] = device_[random_() % kBlocks]; return;
        default: return put_word(device_, one_of(inodes_), 4 * (random_() % 17), some_value());
        }
    }

    Device& device_;
    std::mt19937 random_;
    std::vector<u32> inodes_;
    std::vector<u32> entries_;
    u32 indirect_ = 0;
};

Device sample(bool is_full) {
    static const Device roomy = make_sample_image(kBlocks);
    static const Device full = [] {
        Device device = make_sample_image(kBlocks);
        Mounted mounted(device);
        const u32 free = mounted.fs.volume().unused_blocks();
        mounted.make_file("rest", std::string((free - 4) * 4096, 'r'));
        mounted.fs.sync().take();
        return device;
    }();
    return is_full ? full : roomy;
}

// Everything that can be asked of a file system, for as long as it answers.
void use(sfs::FileSystem& fs, u32 number, u32 depth, u32& budget) {
    if (budget == 0) {
        return;
    }
    --budget;
    auto opened = fs.open(number);
    if (!opened.has_value()) {
        return;
    }
    sfs::Inode& inode = *opened.value();
    std::vector<char> bytes(70000, 'x');
    sfs::MemoryBuf to(bytes.data());
    (void)inode.sfs_io_nolock(to, 3000, 60000, sfs::Direction::Read);
    (void)fs.readlink(inode, bytes.data(), 4096);
    sfs::DiskEntry entry;
    for (u32 slot = 0; slot < 40 && fs.read_entry(inode, slot, entry).has_value(); ++slot) {
        if (depth < 6) {
            use(fs, entry.ino, depth + 1, budget);
        }
        if (auto found = fs.lookup(inode, entry.name); found.has_value()) {
            (void)fs.close(*found.value());
        }
    }
    if (inode.is_directory()) {
        if (auto made = fs.create(inode, "new"); made.has_value()) {
            sfs::MemoryBuf from(bytes.data());
            (void)made.value()->sfs_io_nolock(from, 47000, 9000, sfs::Direction::Write);
            (void)fs.close(*made.value());
        }
        if (auto made = fs.mkdir(inode, "folder"); made.has_value()) {
            (void)fs.rename(inode, "new", *made.value(), "moved");
            (void)fs.close(*made.value());
        }
        (void)fs.rmdir(inode, "folder");
        (void)fs.unlink(inode, "a");
        (void)fs.rename(inode, "dir", inode, "other");
    } else {
        sfs::MemoryBuf from(bytes.data());
        (void)inode.sfs_io_nolock(from, 5000, 50000, sfs::Direction::Write);
        (void)inode.truncate(100);
    }
    (void)fs.close(inode);
}

TEST(SfsMutation, RepairMakesItCleanAndTheSecondTimeChangesNothing) {
    int refused = 0;
    int left = 0;
    for (int seed = 0; seed < kSeeds; ++seed) {
        SCOPED_TRACE(seed);
        Device device = sample(seed % 3 == 2);
        Mutator(device, static_cast<u32>(seed)).harm();
        device.written.clear();
        Findings seen;
        const auto first = run_check(device, CheckMode::Report, seen);
        EXPECT_TRUE(device.written.empty());
        Findings repaired;
        const auto result = run_check(device, CheckMode::Repair, repaired);
        ASSERT_EQ(result.has_value(), first.has_value());
        if (!result.has_value()) {
            EXPECT_EQ(result.error(), Error::Invalid);
            ++refused;
            continue;
        }
        EXPECT_EQ(first.value().left == 0, repaired.all.empty());
        Findings again;
        EXPECT_EQ(run_check(device, CheckMode::Report, again).take().left, result.value().left);
        device.written.clear();
        EXPECT_EQ(run_check(device, CheckMode::Repair, again).take().repaired, 0U);
        ASSERT_TRUE(device.written.empty()) << repaired.text() << "again:\n" << again.text();
        if (result.value().left == 0) {
            ASSERT_EQ(Checker::check(device), "") << repaired.text();
        } else {
            ASSERT_EQ(device.super().unused_blocks > 8, false) << again.text();
            ++left;
        }
    }
    EXPECT_LT(refused, kSeeds / 20);
    EXPECT_LT(left, kSeeds / 3);
}

TEST(SfsMutation, OperationsOnDamagedImagesGiveErrorsAndComeBack) {
    for (int seed = 0; seed < kSeeds / 3; ++seed) {
        SCOPED_TRACE(seed);
        Device device = sample(seed % 3 == 2);
        Mutator(device, static_cast<u32>(seed) + 1000000).harm();
        HostMemory memory;
        {
            Cache cache(device);
            sfs::FileSystem fs(cache, memory);
            if (fs.mount().has_value()) {
                u32 budget = 25;
                use(fs, 1, 0, budget);
                (void)fs.sync();
            }
            EXPECT_TRUE(cache.all_unpinned());
        }
        EXPECT_EQ(memory.living, 0);
        Findings findings;
        (void)run_check(device, CheckMode::Repair, findings);
    }
}

}  // namespace
