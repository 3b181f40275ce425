// Tests of libs/sfs/directory.h in folders of many names: against a model, with and without the
// memory for an index, and what a look-up costs.
#include "libs/sfs/file_system.h"

#include "tests/unit/sfs_checker.h"
#include "tests/unit/sfs_memory.h"

#include <gtest/gtest.h>
#include <map>
#include <string>

#include "libs/prng.h"
#include "sfs-tools/image.h"

namespace {

using sfs::Inode;
using sfs_test::HostMemory;

static_assert(sizeof(Inode) <= HostMemory::kSmall);

// A cache that counts what it is asked for.
class Counter final : public sfs::BlockCache {
  public:
    explicit Counter(sfs_test::Cache& cache) : cache_(cache) {}

    u32 block_count() const override { return cache_.block_count(); }
    Result<sfs::Buffer*> get(u32 block) override {
        ++gets;
        return cache_.get(block);
    }
    Result<sfs::Buffer*> get_zeroed(u32 block) override { return cache_.get_zeroed(block); }
    void put(sfs::Buffer& buffer) override { cache_.put(buffer); }
    void mark_dirty(sfs::Buffer& buffer) override { cache_.mark_dirty(buffer); }
    Result<void> order(sfs::Buffer& earlier, sfs::Buffer& later) override {
        return cache_.order(earlier, later);
    }
    Result<void> sync() override { return cache_.sync(); }

    u32 gets = 0;

  private:
    sfs_test::Cache& cache_;
};

class SfsDirectory : public testing::Test {
  protected:
    SfsDirectory() : device(4000), cache(device), counter(cache), fs(counter, memory) {
        EXPECT_TRUE(sfs_tools::make_empty(cache, 4000, "").has_value());
        EXPECT_TRUE(fs.mount().has_value());
        root = fs.open(sfs::kRootInode).take();
    }
    ~SfsDirectory() override {
        EXPECT_TRUE(fs.close(*root).has_value());
        EXPECT_EQ(memory.living, 0);
        EXPECT_TRUE(fs.sync().has_value());
        EXPECT_EQ(sfs_test::Checker::check(device), "");
        EXPECT_TRUE(cache.all_unpinned());
    }
    static StringView view(const std::string& name) { return {name.data(), name.size()}; }

    // 0 for success.
    int create(const std::string& name) {
        auto made = fs.create(*root, view(name));
        return made.has_value() ? code(fs.close(*made.value())) : static_cast<int>(made.error());
    }
    static int code(const Result<void>& result) {
        return result.has_value() ? 0 : static_cast<int>(result.error());
    }
    bool is_there(const std::string& name) {
        auto found = fs.lookup(*root, view(name));
        return found.has_value() && fs.close(*found.value()).has_value();
    }
    u32 gets_of(const std::string& name) {
        const u32 before = counter.gets;
        is_there(name);
        return counter.gets - before;
    }

    sfs_test::Device device;
    sfs_test::Cache cache;
    Counter counter;
    HostMemory memory;
    sfs::FileSystem fs;
    Inode* root = nullptr;
};

TEST_F(SfsDirectory, AnIndexAgreesWithAModel) {
    for (u32 seed = 1; seed <= 4; ++seed) {
        Prng prng(seed);
        std::map<std::string, int> model;
        memory.large_left = seed % 2 == 0 ? 3 : 1000000;  // the index stops growing, sometimes
        for (u32 step = 0; step < 1500; ++step) {
            const std::string name = "n" + std::to_string(prng.below(400));
            const std::string other = "n" + std::to_string(prng.below(400));
            const bool had = model.contains(name);
            switch (prng.below(step < 700 ? 3 : 6)) {
            case 0:
            case 1:
                EXPECT_EQ(create(name), had ? static_cast<int>(Error::Exists) : 0);
                model[name] = 1;
                break;
            case 2: EXPECT_EQ(is_there(name), had); break;
            case 3:
            case 4:
                EXPECT_EQ(code(fs.unlink(*root, view(name))),
                          had ? 0 : static_cast<int>(Error::NoEntry));
                model.erase(name);
                break;
            default:
                EXPECT_EQ(code(fs.rename(*root, view(name), *root, view(other))),
                          had ? 0 : static_cast<int>(Error::NoEntry));
                if (had) {
                    model.erase(name);
                    model[other] = 1;
                }
            }
        }
        for (u32 i = 0; i < 400; ++i) {
            const std::string name = "n" + std::to_string(i);
            EXPECT_EQ(is_there(name), model.contains(name)) << name;
            if (model.contains(name)) {
                EXPECT_EQ(code(fs.unlink(*root, view(name))), 0);
            }
        }
    }
}

TEST_F(SfsDirectory, LookingForANameDoesNotCostMoreAmongMany) {
    for (u32 i = 0; i < 1000; ++i) {
        ASSERT_EQ(create("n" + std::to_string(i)), 0);
    }
    EXPECT_LE(gets_of("absent"), 8U);
    EXPECT_LE(gets_of("n999"), 8U);
    EXPECT_LE(gets_of("n5"), 8U);
    const u32 before = counter.gets;
    ASSERT_EQ(create("one more"), 0);
    EXPECT_LE(counter.gets - before, 40U);
}

TEST_F(SfsDirectory, EmptySlotsAreUsedFromTheFirstOn) {
    for (u32 i = 0; i < 100; ++i) {
        ASSERT_EQ(create("n" + std::to_string(i)), 0);
    }
    const u32 size = root->size();
    for (u32 i : {80U, 20U, 50U}) {
        ASSERT_EQ(code(fs.unlink(*root, view("n" + std::to_string(i)))), 0);
    }
    for (u32 slot : {22U, 52U, 82U}) {  // two more for `.` and `..`
        ASSERT_EQ(create("new" + std::to_string(slot)), 0);
        sfs::DiskEntry entry;
        ASSERT_TRUE(fs.read_entry(*root, slot, entry).has_value());
        EXPECT_EQ(std::string(entry.name), "new" + std::to_string(slot));
    }
    EXPECT_EQ(root->size(), size);
}

// A disk whose folder changes behind the index, as when a file's data is the folder's block.
TEST_F(SfsDirectory, AnIndexIsNotBelieved) {
    for (u32 i = 0; i < 100; ++i) {
        ASSERT_EQ(create("n" + std::to_string(i)), 0);
    }
    ASSERT_TRUE(is_there("n50"));
    const u32 block = must(root->sfs_bmap_load_nolock(52, sfs::Missing::Report), "it is there");
    sfs::Buffer& buffer = *must(cache.get(block), "it is there");
    buffer.data[4] = 'm';
    EXPECT_FALSE(is_there("n50"));
    buffer.data[4] = 'n';
    EXPECT_TRUE(is_there("n50"));
    cache.put(buffer);
}

}  // namespace
