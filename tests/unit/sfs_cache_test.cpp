// Tests of libs/sfs/buffer_cache.h: hits, read-ahead, room, pins; the order of writes and every
// error of the device against a model.
#include "libs/sfs/buffer_cache.h"

#include "libs/sfs/format.h"
#include "tests/unit/sfs_memory.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace {

using sfs::Buffer;
using sfs::BufferCache;
using sfs::kBlockSize;
using sfs_test::HostMemory;

// What a block holds is its number and a version that the test counts up.
struct Content {
    u32 block;
    u32 version;
};

// A rule that was asked for: no write of `later` before `earlier` is durable in this version.
struct Rule {
    u32 earlier;
    u32 version;
    u32 later;
};

// A disk with a volatile cache of its own: what was written is on the medium after a flush. The
// k-th command of a kind fails when told so, and a flush that fails forgets what was written.
class ModelDevice final : public sfs::BlockDevice {
  public:
    enum Kind { Read, Write, Flush, kKinds };

    explicit ModelDevice(u32 blocks) : written_(blocks, 0), durable_(blocks, 0) {}

    u32 block_count() const override { return static_cast<u32>(durable_.size()); }
    Result<void> read(u32 block, u8* data) override {
        TRY(count(Read));
        if (block == bad_block) {
            return Error::DeviceNotAvailable;
        }
        std::memset(data, 0xA5, kBlockSize);
        const Content content{block, written_.at(block)};
        std::memcpy(data, &content, sizeof(content));
        return {};
    }
    Result<void> read_run(u32 first, u32 count, u8* const* data) override {
        ++runs;
        return BlockDevice::read_run(first, count, data);
    }
    Result<void> write(u32 block, const u8* data) override {
        TRY(count(Write));
        Content content;
        std::memcpy(&content, data, sizeof(content));
        EXPECT_EQ(content.block, block);
        for (const Rule& rule : rules) {
            if (rule.later == block) {
                EXPECT_GE(durable_.at(rule.earlier), rule.version)
                    << "block " << block << " is written before block " << rule.earlier;
            }
        }
        written_.at(block) = content.version;
        return {};
    }
    Result<void> flush() override {
        const auto counted = count(Flush);
        if (!counted.has_value()) {
            written_ = durable_;
            return counted;
        }
        durable_ = written_;
        std::erase_if(rules,
                      [&](const Rule& rule) { return durable_[rule.earlier] >= rule.version; });
        return {};
    }

    u32 durable(u32 block) const { return durable_.at(block); }

    std::vector<Rule> rules;
    std::array<u32, kKinds> commands{};  // how many there were
    Kind failing = kKinds;
    u32 fails_at = 0;     // which of them is the first to fail
    u32 fails_until = 0;  // and which does not any more
    u32 failures = 0;
    u32 bad_block = ~0U;  // cannot be read
    u32 runs = 0;

  private:
    Result<void> count(Kind kind) {
        const u32 number = commands[kind]++;
        if (kind == failing && number >= fails_at && number < fails_until) {
            ++failures;
            return Error::DeviceNotAvailable;
        }
        return {};
    }

    std::vector<u32> written_, durable_;  // versions
};

u32 version_of(const Buffer& buffer) {
    Content content;
    std::memcpy(&content, buffer.data, sizeof(content));
    EXPECT_EQ(content.block, buffer.block);
    return content.version;
}

void set_version(BufferCache& cache, Buffer& buffer, u32 version) {
    const Content content{buffer.block, version};
    std::memcpy(buffer.data, &content, sizeof(content));
    cache.mark_dirty(buffer);
}

class SfsCache : public ::testing::Test {
  protected:
    void make(u32 blocks, u32 capacity) {
        device = std::make_unique<ModelDevice>(blocks);
        cache = std::make_unique<BufferCache>(*device, memory, capacity);
    }
    void TearDown() override {
        cache.reset();
        EXPECT_EQ(memory.living, 0);
    }

    // Reads a block and gives it back.
    Result<u32> touch(u32 block) {
        Buffer* buffer = TRY(cache->get(block));
        const u32 version = version_of(*buffer);
        cache->put(*buffer);
        return version;
    }
    Result<void> change(u32 block, u32 version) {
        Buffer* buffer = TRY(cache->get(block));
        set_version(*cache, *buffer, version);
        cache->put(*buffer);
        return {};
    }

    HostMemory memory;
    std::unique_ptr<ModelDevice> device;
    std::unique_ptr<BufferCache> cache;
};

// --- hits, read-ahead, room, pins ----------------------------------------------------------------

TEST_F(SfsCache, WhatWasReadIsNotReadAgain) {
    make(100, 64);
    ASSERT_TRUE(touch(50).has_value());
    ASSERT_TRUE(touch(50).has_value());
    EXPECT_EQ(device->commands[ModelDevice::Read], 1u);
    EXPECT_EQ(cache->statistics().hits, 1u);
    EXPECT_EQ(cache->statistics().misses, 1u);
    EXPECT_EQ(cache->size(), 1u);
}

TEST_F(SfsCache, ReadsAheadOfOneWhoReadsInOrder) {
    make(100, 64);
    ASSERT_TRUE(touch(40).has_value());
    EXPECT_EQ(device->commands[ModelDevice::Read], 1u) << "no order is seen yet";
    for (u32 block = 41; block < 41 + 16; ++block) {
        ASSERT_TRUE(touch(block).has_value());
    }
    EXPECT_EQ(device->commands[ModelDevice::Read], 17u);
    EXPECT_EQ(device->runs, 2u);
    EXPECT_EQ(cache->statistics().read_ahead, 15u);
    EXPECT_EQ(cache->statistics().hits, 15u);
}

TEST_F(SfsCache, ReadAheadEndsWithTheDiskAndBeforeWhatIsThere) {
    make(60, 64);
    ASSERT_TRUE(touch(55).has_value());
    ASSERT_TRUE(touch(56).has_value());
    EXPECT_EQ(cache->size(), 5u) << "55 to 59";
    ASSERT_TRUE(change(25, 7).has_value());
    ASSERT_TRUE(touch(20).has_value());
    ASSERT_TRUE(touch(21).has_value());
    EXPECT_EQ(cache->size(), 5u + 1 + 5) << "20 to 24, 25";
    EXPECT_EQ(touch(25).value(), 7u) << "what is changed is not read over";
}

TEST_F(SfsCache, ABadBlockThatNobodyAskedForHarmsNobody) {
    make(100, 64);
    device->bad_block = 5;
    for (u32 block = 0; block < 20; ++block) {
        const auto read = touch(block);
        ASSERT_EQ(read.has_value(), block != 5) << block;
        if (block == 5) {
            EXPECT_EQ(read.error(), Error::DeviceNotAvailable);
        }
    }
    device->bad_block = ~0U;
    EXPECT_TRUE(touch(5).has_value()) << "an error is not remembered";
}

TEST_F(SfsCache, NoMoreThanItsRoom) {
    make(1000, 32);
    for (u32 block = 0; block < 1000; ++block) {
        ASSERT_TRUE(touch(block).has_value());
        ASSERT_LE(cache->size(), 32u);
    }
    ASSERT_TRUE(touch(999).has_value());
    EXPECT_EQ(cache->statistics().misses + cache->statistics().read_ahead, 1000u);
}

TEST_F(SfsCache, WhatWasUsedLongestAgoGoesFirst) {
    make(100, 16);
    for (u32 block = 0; block < 32; block += 2) {
        ASSERT_TRUE(touch(block + 1).has_value());
    }
    ASSERT_TRUE(touch(1).has_value());
    ASSERT_TRUE(touch(80).has_value());
    const u32 before = device->commands[ModelDevice::Read];
    ASSERT_TRUE(touch(1).has_value());
    EXPECT_EQ(device->commands[ModelDevice::Read], before);
    ASSERT_TRUE(touch(3).has_value());
    EXPECT_EQ(device->commands[ModelDevice::Read], before + 1);
}

TEST_F(SfsCache, PinnedBlocksStayAndMayBeMoreThanItsRoom) {
    make(100, 16);
    std::vector<Buffer*> pinned;
    for (u32 block = 0; block < 100; block += 2) {
        pinned.push_back(cache->get(block).value());
        set_version(*cache, *pinned.back(), block + 1);
    }
    EXPECT_GE(cache->size(), 50u);
    EXPECT_EQ(cache->shrink(100), cache->size() == 50 ? 0u : cache->size() - 50);
    ASSERT_TRUE(cache->sync().has_value());
    EXPECT_EQ(cache->shrink(100), 0u);
    for (Buffer* buffer : pinned) {
        EXPECT_EQ(version_of(*buffer), buffer->block + 1);
        EXPECT_EQ(cache->get(buffer->block).value(), buffer);
        cache->put(*buffer);
        cache->put(*buffer);
    }
    EXPECT_EQ(cache->shrink(100), 50u);
}

TEST_F(SfsCache, DirtyBlocksAreWrittenWhenThereIsNoOtherRoom) {
    make(100, 16);
    for (u32 block = 0; block < 100; ++block) {
        ASSERT_TRUE(change(block, block + 7).has_value());
    }
    EXPECT_LE(cache->size(), 16u);
    for (u32 block = 0; block < 100; ++block) {
        EXPECT_EQ(touch(block).value(), block + 7);
    }
}

TEST_F(SfsCache, PastTheEndIsAnError) {
    make(100, 16);
    EXPECT_EQ(cache->get(100).error(), Error::Invalid);
    EXPECT_EQ(cache->get(~0U).error(), Error::Invalid);
    EXPECT_EQ(cache->get_zeroed(100).error(), Error::Invalid);
    EXPECT_EQ(cache->size(), 0u);
}

TEST_F(SfsCache, AZeroedBlockIsNotRead) {
    make(100, 16);
    Buffer* buffer = cache->get_zeroed(9).value();
    EXPECT_TRUE(std::all_of(buffer->data, buffer->data + kBlockSize, [](u8 b) { return b == 0; }));
    EXPECT_EQ(device->commands[ModelDevice::Read], 0u);
    EXPECT_EQ(cache->dirty(), 1u);
    set_version(*cache, *buffer, 3);
    cache->put(*buffer);
    ASSERT_TRUE(cache->sync().has_value());
    EXPECT_EQ(device->durable(9), 3u);
}

// What a change of the disk needs can be had without memory, also when all that is there is dirty.
TEST_F(SfsCache, ReserveNeedsNoMemory) {
    make(100, 64);
    ASSERT_TRUE(cache->reserve().has_value());
    memory.limit = memory.living;
    for (u32 round = 0; round < 5; ++round) {
        std::vector<Buffer*> pinned;
        for (u32 i = 0; i < BufferCache::kReserve; ++i) {
            auto got = cache->get(round * 3 + i);
            ASSERT_TRUE(got.has_value()) << round << ' ' << i;
            pinned.push_back(got.value());
            cache->mark_dirty(*pinned.back());
        }
        const auto more = cache->get(90);
        EXPECT_TRUE(!more.has_value() && more.error() == Error::NoMemory);
        const auto reserved = cache->reserve();
        EXPECT_TRUE(!reserved.has_value() && reserved.error() == Error::NoMemory);
        for (Buffer* buffer : pinned) {
            cache->put(*buffer);
        }
        EXPECT_TRUE(cache->reserve().has_value());
        if (round % 2 == 1) {
            ASSERT_TRUE(cache->sync().has_value());
            cache->shrink(100);
            EXPECT_EQ(cache->size(), 0U);
        }
    }
    memory.limit = 1 << 20;
    ASSERT_TRUE(cache->sync().has_value());
}

TEST_F(SfsCache, WithoutMemoryItMakesDoWithWhatItHas) {
    make(100, 64);
    memory.limit = 1;
    EXPECT_EQ(cache->get(3).error(), Error::NoMemory);
    EXPECT_EQ(memory.living, 0) << "nothing is lost by the attempt";
    memory.limit = 8;  // four blocks
    for (u32 round = 0; round < 2; ++round) {
        for (u32 block = 0; block < 100; ++block) {
            const auto changed = change(block, round + 1);
            ASSERT_TRUE(changed.has_value()) << block;
        }
    }
    std::vector<Buffer*> pinned;
    for (u32 block = 0; block < 4; ++block) {
        pinned.push_back(cache->get(block).value());
    }
    EXPECT_EQ(cache->get(50).error(), Error::NoMemory);
    EXPECT_EQ(cache->get_zeroed(50).error(), Error::NoMemory);
    for (Buffer* buffer : pinned) {
        cache->put(*buffer);
    }
    EXPECT_EQ(touch(50).value(), 2u);
}

// --- the order of writes -------------------------------------------------------------------------

// Blocks that change at random in orders that are asked for at random; what is expected of them.
class Workload {
  public:
    Workload(BufferCache& cache, ModelDevice& device, u32 seed)
        : cache_(cache), device_(device), random_(seed), latest_(device.block_count(), 0) {}

    // Does one thing. Errors are the device's, and must have left everything as it was.
    Result<void> step() {
        switch (below(8)) {
        case 0: return look(below(blocks()));
        case 1:
        case 2: return change(below(blocks()));
        case 3:
        case 4:
        case 5: return change_in_order(below(blocks()), below(blocks()));
        case 6: return below(30) == 0 ? sync() : change_in_order(below(5), below(5));
        default: return below(10) == 0 ? zero(below(blocks())) : look(below(blocks()));
        }
    }

    Result<void> sync() {
        const auto synced = cache_.sync();
        if (synced.has_value()) {
            EXPECT_EQ(cache_.dirty(), 0u);
            for (u32 block = 0; block < blocks(); ++block) {
                EXPECT_EQ(device_.durable(block), latest_[block]) << "sync lied about " << block;
            }
        }
        return synced;
    }

  private:
    u32 blocks() const { return device_.block_count(); }
    u32 below(u32 n) { return static_cast<u32>(random_() % n); }

    Result<void> look(u32 block) {
        Buffer* buffer = TRY(cache_.get(block));
        EXPECT_EQ(version_of(*buffer), latest_[block]);
        cache_.put(*buffer);
        return {};
    }
    Result<void> zero(u32 block) {
        Buffer* buffer = TRY(cache_.get_zeroed(block));
        set(*buffer);
        cache_.put(*buffer);
        return {};
    }
    Result<void> change(u32 block) {
        Buffer* buffer = TRY(cache_.get(block));
        set(*buffer);
        cache_.put(*buffer);
        return {};
    }
    Result<void> change_in_order(u32 earlier_block, u32 later_block) {
        Buffer* earlier = TRY(cache_.get(earlier_block));
        const auto got = cache_.get(later_block);
        if (!got.has_value()) {
            cache_.put(*earlier);
            return got.error();
        }
        Buffer* later = got.value();
        const auto ordered = cache_.order(*earlier, *later);
        if (ordered.has_value()) {
            if (earlier != later && device_.durable(earlier_block) < latest_[earlier_block]) {
                device_.rules.push_back({earlier_block, latest_[earlier_block], later_block});
            }
            set(*later);
        }
        cache_.put(*later);
        cache_.put(*earlier);
        return ordered;
    }
    void set(Buffer& buffer) { set_version(cache_, buffer, latest_[buffer.block] = ++versions_); }

    BufferCache& cache_;
    ModelDevice& device_;
    std::mt19937 random_;
    std::vector<u32> latest_;
    u32 versions_ = 0;
};

TEST_F(SfsCache, NothingIsWrittenBeforeWhatItMustFollow) {
    for (u32 seed = 0; seed < 40; ++seed) {
        make(40, seed % 2 == 0 ? 16 : 64);
        Workload workload(*cache, *device, seed);
        for (u32 i = 0; i < 2000; ++i) {
            ASSERT_TRUE(workload.step().has_value());
            ASSERT_FALSE(HasFailure()) << "seed " << seed << ", step " << i;
        }
        ASSERT_TRUE(workload.sync().has_value());
    }
}

TEST_F(SfsCache, ALongChainIsWrittenFromItsBeginning) {
    make(300, 400);
    Buffer* last = nullptr;
    for (u32 block = 300; block-- > 0;) {  // the later on the disk, the earlier in time
        Buffer* next = cache->get(block).value();
        if (last != nullptr) {
            ASSERT_TRUE(cache->order(*last, *next).has_value());
            device->rules.push_back({last->block, 1, next->block});
            cache->put(*last);
        }
        set_version(*cache, *next, 1);
        last = next;
    }
    cache->put(*last);
    EXPECT_EQ(device->commands[ModelDevice::Write], 0u) << "there is no circle";
    ASSERT_TRUE(cache->sync().has_value());
    EXPECT_EQ(device->commands[ModelDevice::Flush], 300u);
}

TEST_F(SfsCache, ACircleIsWrittenBeforeItCloses) {
    make(10, 16);
    Buffer* a = cache->get(1).value();
    Buffer* b = cache->get(2).value();
    set_version(*cache, *a, 1);
    ASSERT_TRUE(cache->order(*a, *b).has_value());
    set_version(*cache, *b, 1);
    EXPECT_EQ(device->commands[ModelDevice::Write], 0u);
    ASSERT_TRUE(cache->order(*b, *a).has_value());
    EXPECT_EQ(device->durable(1), 1u);
    EXPECT_EQ(device->durable(2), 1u);
    EXPECT_EQ(device->commands[ModelDevice::Flush], 2u);
    set_version(*cache, *a, 2);
    cache->put(*a);
    cache->put(*b);
    ASSERT_TRUE(cache->sync().has_value());
    EXPECT_EQ(device->durable(1), 2u);
}

TEST_F(SfsCache, ManyBetweenTwoThatAreOrdered) {
    make(60, 64);
    // 1 before 2; then 3, 4, ... each behind the one before and before 2: ranks run out in time.
    Buffer* first = cache->get(1).value();
    Buffer* last = cache->get(2).value();
    set_version(*cache, *first, 1);
    ASSERT_TRUE(cache->order(*first, *last).has_value());
    device->rules.push_back({1, 1, 2});
    set_version(*cache, *last, 1);
    Buffer* before = first;
    for (u32 block = 3; block < 60; ++block) {
        Buffer* next = cache->get(block).value();
        set_version(*cache, *next, 1);
        const bool waits = device->durable(before->block) == 0;
        ASSERT_TRUE(cache->order(*before, *next).has_value());
        if (waits && device->durable(before->block) == 0) {
            device->rules.push_back({before->block, 1, block});
        }
        set_version(*cache, *next, 2);
        ASSERT_TRUE(cache->order(*next, *last).has_value());
        if (device->durable(block) < 2) {
            device->rules.push_back({block, 2, 2});
        }
        set_version(*cache, *last, block);
        cache->put(*before);
        before = next;
    }
    cache->put(*before);
    cache->put(*last);
    ASSERT_TRUE(cache->sync().has_value());
    EXPECT_EQ(device->durable(2), 59u);
}

// --- errors of the device ------------------------------------------------------------------------

constexpr u32 kSteps = 400;

// Errors at the k-th command of a kind, for `length` commands; returns how many commands a run
// without errors has.
void fail_at_each(ModelDevice::Kind kind, u32 length) {
    for (u32 k = 0;; ++k) {
        HostMemory memory;
        ModelDevice device(40);
        BufferCache cache(device, memory, 20);
        Workload workload(cache, device, 7);
        device.failing = kind;
        device.fails_at = k;
        device.fails_until = k + length;
        for (u32 i = 0; i < kSteps; ++i) {
            (void)workload.step();
        }
        // However often it failed: the next one that says it succeeded has written everything.
        for (u32 tries = 0; !workload.sync().has_value(); ++tries) {
            ASSERT_LT(tries, length);
        }
        ASSERT_FALSE(::testing::Test::HasFailure()) << "command " << k << " of kind " << kind;
        if (device.failures == 0) {
            EXPECT_GT(k, 10u);
            return;
        }
    }
}

TEST(SfsCacheErrors, AtEachRead) { fail_at_each(ModelDevice::Read, 1); }
TEST(SfsCacheErrors, AtEachWrite) { fail_at_each(ModelDevice::Write, 1); }
TEST(SfsCacheErrors, AtEachFlush) { fail_at_each(ModelDevice::Flush, 1); }
TEST(SfsCacheErrors, ForAWhileAfterEachRead) { fail_at_each(ModelDevice::Read, 8); }
TEST(SfsCacheErrors, ForAWhileAfterEachWrite) { fail_at_each(ModelDevice::Write, 8); }
TEST(SfsCacheErrors, ForAWhileAfterEachFlush) { fail_at_each(ModelDevice::Flush, 3); }

TEST_F(SfsCache, ADiskThatCannotBeWrittenStillCanBeRead) {
    make(100, 16);
    for (u32 block = 0; block < 8; ++block) {
        ASSERT_TRUE(change(block, 5).has_value());
    }
    device->failing = ModelDevice::Write;
    device->fails_until = ~0U;
    EXPECT_EQ(cache->sync().error(), Error::DeviceNotAvailable);
    for (u32 block = 0; block < 100; ++block) {
        EXPECT_EQ(touch(block).value(), block < 8 ? 5u : 0u);
    }
    EXPECT_EQ(cache->sync().error(), Error::DeviceNotAvailable) << "nothing is forgotten";
    EXPECT_EQ(cache->dirty(), 8u);
    device->failing = ModelDevice::kKinds;
    ASSERT_TRUE(cache->sync().has_value());
    EXPECT_EQ(device->durable(7), 5u);
}

}  // namespace
