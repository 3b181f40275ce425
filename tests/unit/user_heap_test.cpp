// The user library's pure parts: the heap behind malloc, rand and hash32.
#include "user/libs/heap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <vector>

namespace {

// Where the heap gets its regions from: an array, of which it may have what `limit` says.
struct Store {
    static constexpr usize kSize = 1 << 20;
    alignas(16) static inline char memory[kSize];
    static inline usize used;
    static inline usize limit;
    static inline usize gap;  // bytes left out between two regions

    static void reset(usize new_limit = kSize, usize new_gap = 0) {
        memset(memory, 0xA5, sizeof(memory));
        used = 0;
        limit = new_limit;
        gap = new_gap;
    }
    static void* grow(usize size, usize* got) {
        size = align_up(size, usize{4096});
        if (size > limit - used) {
            return nullptr;
        }
        void* region = memory + used;
        used += min(size + gap, limit - used);
        *got = size;
        return region;
    }
};

TEST(UserHeap, BlocksAreAlignedAndApart) {
    Store::reset();
    UserHeap heap(Store::grow);
    std::map<char*, usize> blocks;
    for (usize size = 0; size < 300; size++) {
        char* block = static_cast<char*>(heap.allocate(size));
        ASSERT_NE(block, nullptr);
        EXPECT_EQ(reinterpret_cast<uptr>(block) % UserHeap::kAlignment, 0u);
        EXPECT_GE(UserHeap::size_of(block), max(size, usize{1}));
        EXPECT_LT(UserHeap::size_of(block), size + 32);
        memset(block, 0x5A, UserHeap::size_of(block));
        blocks[block] = UserHeap::size_of(block);
    }
    char* end = nullptr;
    for (auto [block, size] : blocks) {
        EXPECT_GE(block, end);
        end = block + size;
    }
    EXPECT_TRUE(heap.check_invariants());
}

TEST(UserHeap, FreeingEverythingLeavesOneBlock) {
    for (unsigned seed = 0; seed < 20; seed++) {
        Store::reset();
        UserHeap heap(Store::grow);
        std::vector<void*> blocks;
        std::mt19937 random(seed);
        for (int i = 0; i < 500; i++) {
            blocks.push_back(heap.allocate(random() % 1000));
        }
        std::shuffle(blocks.begin(), blocks.end(), random);
        for (void* block : blocks) {
            heap.free(block);
            ASSERT_TRUE(heap.check_invariants());
        }
        EXPECT_EQ(heap.free_bytes(), Store::used);
        const usize used = Store::used;
        EXPECT_NE(heap.allocate(used - 16), nullptr);  // merged into one
        EXPECT_EQ(Store::used, used);
        EXPECT_EQ(heap.free_bytes(), 0u);
    }
}

// Against a model: contents stay, blocks do not overlap, nothing is lost.
TEST(UserHeap, RandomWorkload) {
    for (usize gap : {0, 64, 4096}) {
        Store::reset(Store::kSize, gap);
        UserHeap heap(Store::grow);
        std::vector<std::pair<unsigned char*, usize>> blocks;
        std::mt19937 random(1);
        usize failures = 0;
        for (int i = 0; i < 20000; i++) {
            if (blocks.size() < 200 && random() % 2 == 0) {
                const usize size = random() % (random() % 8 == 0 ? 20000 : 300);
                auto* block = static_cast<unsigned char*>(heap.allocate(size));
                if (block == nullptr) {
                    failures++;
                    continue;
                }
                memset(block, static_cast<int>(blocks.size()), size);
                blocks.emplace_back(block, size);
                for (usize at = 0; at < size; at++) {
                    block[at] = static_cast<unsigned char>(reinterpret_cast<uptr>(block) + at);
                }
            } else if (!blocks.empty()) {
                const usize chosen = random() % blocks.size();
                auto [block, size] = blocks[chosen];
                for (usize at = 0; at < size; at++) {
                    ASSERT_EQ(block[at],
                              static_cast<unsigned char>(reinterpret_cast<uptr>(block) + at));
                }
                heap.free(block);
                blocks[chosen] = blocks.back();
                blocks.pop_back();
            }
        }
        EXPECT_LT(failures, 200u);
        EXPECT_TRUE(heap.check_invariants());
        for (auto [block, size] : blocks) {
            heap.free(block);
        }
        EXPECT_TRUE(heap.check_invariants());
    }
}

TEST(UserHeap, WithoutMemoryThereIsNone) {
    Store::reset(8192);
    UserHeap heap(Store::grow);
    EXPECT_EQ(heap.allocate(8192), nullptr);
    EXPECT_EQ(heap.allocate(~usize{0}), nullptr);
    EXPECT_EQ(heap.allocate(~usize{0} - 15), nullptr);
    EXPECT_EQ(heap.allocate(~usize{0} / 2), nullptr);
    void* all = heap.allocate(8192 - 16);
    EXPECT_NE(all, nullptr);
    EXPECT_EQ(heap.allocate(0), nullptr);
    heap.free(all);
    EXPECT_NE(heap.allocate(0), nullptr);
}

TEST(UserHeapDeathTest, WhatIsNoBlockIsNotFreed) {
    Store::reset();
    UserHeap heap(Store::grow);
    char* block = static_cast<char*>(heap.allocate(100));
    EXPECT_DEATH(heap.free(block + 16), "not a block in use");
    EXPECT_DEATH(heap.free(block + 1), "is_aligned");
    heap.free(block);
    EXPECT_DEATH(heap.free(block), "not a block in use");  // twice
}

}  // namespace

// --- Random numbers and hashing: renamed.h gives them other names than the C library's --------------

extern "C" {
int ours_rand();
void ours_srand(unsigned seed);
u32 hash32(u32 value, unsigned bits);
}

namespace {

// drand48's generator, whose upper 36 bits are taken modulo 2^31.
TEST(UserRandom, IsTheOriginalsSequence) {
    for (unsigned seed : {1u, 0u, 12345u, 0xFFFFFFFFu}) {
        u64 state = seed;
        ours_srand(seed);
        for (int i = 0; i < 1000; i++) {
            state = (state * 0x5DEECE66D + 0xB) % (u64{1} << 48);
            ASSERT_EQ(ours_rand(), static_cast<int>((state >> 12) % 2147483648u));
        }
    }
}

TEST(UserRandom, HashSpreadsOverItsBits) {
    for (unsigned bits = 1; bits <= 16; bits++) {
        std::vector<int> hits(usize{1} << bits);
        for (u32 value = 0; value < 16u << bits; value++) {
            ASSERT_LT(hash32(value, bits), hits.size());
            hits[hash32(value, bits)]++;
        }
        for (int count : hits) {
            ASSERT_GT(count, 8);
            ASSERT_LT(count, 24);
        }
    }
    EXPECT_EQ(hash32(0xDEADBEEF, 32), 1711718127u);
}

}  // namespace
