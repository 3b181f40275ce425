// Tests of libs/skew_heap.h: against std::multiset, with elements leaving from anywhere.
#include "libs/skew_heap.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>
#include <type_traits>
#include <vector>

namespace {

struct Item {
    u32 key = 0;
    SkewHeapNode node;
};

u64 comparisons = 0;

bool earlier(const Item& a, const Item& b) {
    ++comparisons;
    return a.key < b.key;
}

using Heap = SkewHeap<Item, &Item::node, earlier>;

constinit Heap global_heap;
static_assert(!std::is_copy_constructible_v<Heap>);
static_assert(std::is_trivially_destructible_v<Heap>, "globals must need no start-up code");

TEST(SkewHeap, EmptyHasNothing) {
    EXPECT_TRUE(global_heap.empty());
    EXPECT_EQ(global_heap.top(), nullptr);
    EXPECT_EQ(global_heap.pop(), nullptr);
    global_heap.check_invariants();
}

TEST(SkewHeap, ComesOutInOrder) {
    Heap heap;
    Item items[8];
    const u32 keys[] = {5, 3, 9, 1, 7, 2, 8, 4};
    for (u32 i = 0; i < 8; ++i) {
        items[i].key = keys[i];
        heap.insert(items[i]);
        EXPECT_TRUE(items[i].node.is_linked());
        heap.check_invariants();
    }
    for (u32 expected : {1, 2, 3, 4, 5, 7, 8, 9}) {
        Item* first = heap.pop();
        ASSERT_NE(first, nullptr);
        EXPECT_EQ(first->key, expected);
        EXPECT_FALSE(first->node.is_linked());
    }
    EXPECT_TRUE(heap.empty());
}

TEST(SkewHeap, AnyElementCanLeave) {
    // Every shape that eight keys in order or in reverse lead to, every element of it.
    for (bool reversed : {false, true}) {
        for (u32 leaving = 0; leaving < 8; ++leaving) {
            Heap heap;
            Item items[8];
            for (u32 i = 0; i < 8; ++i) {
                items[i].key = reversed ? 7 - i : i;
                heap.insert(items[i]);
            }
            heap.remove(items[leaving]);
            heap.check_invariants();
            std::vector<u32> rest;
            while (Item* item = heap.pop())
                rest.push_back(item->key);
            std::vector<u32> expected;
            for (u32 key = 0; key < 8; ++key)
                if (key != items[leaving].key)
                    expected.push_back(key);
            EXPECT_EQ(rest, expected);
        }
    }
}

TEST(SkewHeap, AgreesWithMultiset) {
    for (u32 seed = 1; seed <= 20; ++seed) {
        std::mt19937 random(seed);
        Heap heap;
        std::multiset<u32> model;
        std::vector<Item> items(300);
        for (u32 step = 0; step < 5000; ++step) {
            Item& item = items[random() % items.size()];
            if (!item.node.is_linked()) {
                item.key = random() % 50;  // many equal ones
                heap.insert(item);
                model.insert(item.key);
            } else if (random() % 2 == 0) {
                heap.remove(item);
                model.erase(model.find(item.key));
            } else {
                const Item* first = heap.pop();
                ASSERT_EQ(first->key, *model.begin());
                model.erase(model.begin());
            }
            ASSERT_EQ(heap.empty(), model.empty());
            ASSERT_EQ(heap.empty() ? 0 : heap.top()->key, model.empty() ? 0 : *model.begin());
            if (step % 50 == 0)
                heap.check_invariants();
        }
    }
}

// The worst case for a heap that recurses: a path as deep as there are elements.
TEST(SkewHeap, DeepHeapNeedsNoStack) {
    constexpr u32 kCount = 200000;
    auto items = std::make_unique<Item[]>(kCount);
    Heap heap;
    for (u32 i = 0; i < kCount; ++i) {
        items[i].key = kCount - i;  // each new one is the first: a path down to the left
        heap.insert(items[i]);
    }
    heap.check_invariants();
    for (u32 i = 0; i < kCount; i += 2)
        heap.remove(items[i]);
    heap.check_invariants();
    u32 last = 0;
    while (Item* first = heap.pop()) {
        ASSERT_LT(last, first->key);
        last = first->key;
    }
}

// n operations take at most about 2 n log2 n comparisons, whatever the order.
TEST(SkewHeap, IsFastOnAverage) {
    constexpr u32 kCount = 1 << 15;
    for (u32 order = 0; order < 3; ++order) {
        auto items = std::make_unique<Item[]>(kCount);
        std::mt19937 random(7);
        Heap heap;
        comparisons = 0;
        for (u32 i = 0; i < kCount; ++i) {
            items[i].key = order == 0 ? i : order == 1 ? kCount - i : static_cast<u32>(random());
            heap.insert(items[i]);
        }
        while (heap.pop() != nullptr) {}
        EXPECT_LT(comparisons, u64{kCount} * 15 * 2) << "order " << order;
    }
}

// A queue of two, from which one leaves for each that comes: nothing to merge.
TEST(SkewHeap, ShortQueueTakesOneComparison) {
    Heap heap;
    Item items[2];
    heap.insert(items[0]);
    for (u32 round = 1; round <= 100; ++round) {
        Item& coming = items[round % 2];
        coming.key = round;
        comparisons = 0;
        heap.insert(coming);
        EXPECT_EQ(heap.pop()->key, round - 1);
        EXPECT_EQ(comparisons, 1U);
    }
}

TEST(SkewHeapDeath, NoticesMisuse) {
    Heap heap;
    Item item;
    heap.insert(item);
    EXPECT_DEATH(heap.insert(item), "is_linked");
    heap.remove(item);
    EXPECT_DEATH(heap.remove(item), "is_linked");
    Item first, second, third;
    first.key = 1;
    second.key = 2;
    third.key = 3;
    heap.insert(first);
    heap.insert(second);
    heap.insert(third);
    first.key = 3;  // changed while it is in the heap
    EXPECT_DEATH(heap.check_invariants(), "Before");
}

}  // namespace
