// Areas of an address space, against a model with a byte for each page.
#include "kern/vm/area.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "kern/mm/heap.h"
#include "tests/unit/host_frames.h"

namespace {

using mm::kPageSize;
using vm::Area;
using vm::AreaSet;
using vm::Permissions;
using vm::VirtAddr;

constexpr Permissions kRead = Permissions::Read, kWrite = Permissions::Write;
constexpr uptr kBase = 0x00200000;

VirtAddr page(usize number) { return VirtAddr(kBase + number * kPageSize); }

class Areas : public testing::Test {
  protected:
    void SetUp() override { host_frames::reset(1024); }
    void TearDown() override {
        set.clear();
        EXPECT_EQ(mm::heap_usage(), mm::HeapUsage{});
    }
    // The areas as text, "first-last permissions".
    std::string text() const {
        std::string result;
        for (Area* area = set.first(); area; area = set.next(*area)) {
            result += std::to_string((area->start.raw() - kBase) / kPageSize) + "-" +
                      std::to_string((area->end.raw() - kBase) / kPageSize) +
                      (area->permissions == kRead ? "r " : "w ");
        }
        return result;
    }
    bool add(usize first, usize last, Permissions permissions) {
        return set.add(page(first), page(last), permissions).has_value();
    }
    bool remove(usize first, usize last) { return set.remove(page(first), page(last)).has_value(); }

    AreaSet set;
};
using AreasDeathTest = Areas;

TEST_F(Areas, NeighboursBecomeOne) {
    ASSERT_TRUE(add(10, 12, kRead));
    ASSERT_TRUE(add(14, 16, kRead));
    EXPECT_EQ(text(), "10-12r 14-16r ");
    ASSERT_TRUE(add(12, 13, kRead));   // with the one before
    ASSERT_TRUE(add(16, 17, kWrite));  // different permissions: with none
    EXPECT_EQ(text(), "10-13r 14-16r 16-17w ");
    ASSERT_TRUE(add(9, 10, kRead));   // with the one behind
    ASSERT_TRUE(add(13, 14, kRead));  // with both
    EXPECT_EQ(text(), "9-16r 16-17w ");
    set.check_invariants();
}

TEST_F(Areas, OverlapsAreRefused) {
    ASSERT_TRUE(add(10, 20, kRead));
    for (auto [first, last] : {std::pair{10, 20}, {9, 11}, {19, 21}, {12, 13}, {5, 30}}) {
        EXPECT_EQ(set.add(page(first), page(last), kRead).error(), Error::Exists);
    }
    EXPECT_EQ(text(), "10-20r ");
}

TEST_F(Areas, WrongRangesAreRefused) {
    EXPECT_EQ(set.add(page(1), page(1), kRead).error(), Error::Invalid);
    EXPECT_EQ(set.add(page(2), page(1), kRead).error(), Error::Invalid);
    EXPECT_EQ(set.add(page(1) + 1, page(2), kRead).error(), Error::Invalid);
    EXPECT_EQ(set.add(page(1), page(2) - 1, kRead).error(), Error::Invalid);
    EXPECT_EQ(set.remove(page(1), page(1)).error(), Error::Invalid);
    EXPECT_EQ(set.remove(page(1) + 4, page(2)).error(), Error::Invalid);
    EXPECT_EQ(set.size(), 0u);
}

TEST_F(Areas, RemovalCutsAndSplits) {
    ASSERT_TRUE(add(10, 20, kRead));
    ASSERT_TRUE(remove(14, 16));
    EXPECT_EQ(text(), "10-14r 16-20r ");
    ASSERT_TRUE(remove(5, 11));
    ASSERT_TRUE(remove(19, 30));
    EXPECT_EQ(text(), "11-14r 16-19r ");
    ASSERT_TRUE(add(14, 16, kWrite));
    ASSERT_TRUE(remove(12, 18));  // the end of one, all of another, the start of a third
    EXPECT_EQ(text(), "11-12r 18-19r ");
    ASSERT_TRUE(remove(0, 100));
    ASSERT_TRUE(remove(0, 100));
    EXPECT_EQ(text(), "");
}

TEST_F(Areas, TheHighestAddresses) {
    const VirtAddr last(~uptr{0} - kPageSize + 1);
    ASSERT_TRUE(set.add(last - kPageSize, last, kRead).has_value());
    EXPECT_NE(set.find(last - 1), nullptr);
    EXPECT_EQ(set.find(last), nullptr);
    EXPECT_EQ(set.find_from(last), nullptr);
    EXPECT_EQ(set.add(last, last + kPageSize, kRead).error(), Error::Invalid);  // wraps to 0
    EXPECT_EQ(set.find_free(kPageSize, last - kPageSize, last).error(), Error::NoMemory);
}

// --- random steps
// ---------------------------------------------------------------------------------

constexpr usize kPages = 200;

struct Model {
    std::vector<u8> pages = std::vector<u8>(kPages, 0);

    bool is_free(usize first, usize last) const {
        for (usize at = first; at < last; ++at)
            if (pages[at] != 0)
                return false;
        return true;
    }
    void fill(usize first, usize last, u8 value) {
        for (usize at = first; at < last; ++at)
            pages[at] = value;
    }
    usize area_count() const {
        usize count = 0;
        for (usize at = 0; at < kPages; ++at)
            count += pages[at] != 0 && (at == 0 || pages[at] != pages[at - 1]);
        return count;
    }
    // The first place for `size` pages in [low, high), or kPages.
    usize find_free(usize size, usize low, usize high) const {
        for (usize at = low; at + size <= high; ++at)
            if (is_free(at, at + size))
                return at;
        return kPages;
    }
    // The end of the area that holds page `at`.
    usize end_of(usize at) const {
        usize end = at;
        while (end < kPages && pages[end] == pages[at])
            ++end;
        return end;
    }
};

void compare(const AreaSet& set, const Model& model, std::mt19937& random) {
    set.check_invariants();
    ASSERT_EQ(set.size(), model.area_count());
    for (int i = 0; i < 8; ++i) {
        const usize at = random() % kPages;
        const VirtAddr address = page(at) + random() % kPageSize;
        const Area* area = set.find(address);
        ASSERT_EQ(area ? static_cast<u8>(area->permissions) : 0, model.pages[at]);
        if (area) {
            ASSERT_EQ(area->end, page(model.end_of(at)));
        }
        usize next = at;
        while (next < kPages && model.pages[next] == 0)
            ++next;
        const Area* from = set.find_from(address);
        ASSERT_EQ(from == nullptr, next == kPages);
        if (from) {
            ASSERT_TRUE(from->contains(page(next)) && from->end == page(model.end_of(next)));
        }
    }
    const usize size = 1 + random() % 12, low = random() % kPages;
    const usize high = low + random() % (kPages - low + 1);
    const usize expected = model.find_free(size, low, high);
    Result<VirtAddr> found = set.find_free(size * kPageSize, page(low), page(high));
    ASSERT_EQ(found.has_value(), expected != kPages) << size << " in " << low << "-" << high;
    if (found.has_value()) {
        ASSERT_EQ(found.value(), page(expected));
    }
}

// Takes every block of the heap that an area could have: the next one needs a frame, and there is
// none. Gives them back when it ends.
class FullHeap {
  public:
    FullHeap() {
        host_frames::fail_after(0);
        while (void* block = mm::kmalloc(sizeof(Area)))
            blocks_.push_back(block);
    }
    ~FullHeap() {
        for (void* block : blocks_)
            mm::kfree(block);
        host_frames::fail_after(-1);
    }

  private:
    std::vector<void*> blocks_;
};

// What one call has shared is an area of its own: it goes again without memory, whatever it
// touches.
TEST_F(Areas, SharedNeighboursStayApart) {
    constexpr Permissions kShared = kWrite | Permissions::Shared;
    ASSERT_TRUE(add(10, 12, kShared));
    ASSERT_TRUE(add(14, 16, kShared));
    ASSERT_TRUE(add(12, 14, kShared));
    EXPECT_EQ(set.size(), 3u);
    set.check_invariants();
    {
        FullHeap full;
        EXPECT_TRUE(remove(12, 14));
        EXPECT_TRUE(add(12, 14, kShared));  // in the block that has become free
        EXPECT_FALSE(add(8, 10, kShared));
        EXPECT_TRUE(remove(12, 14));
    }
    EXPECT_EQ(text(), "10-12w 14-16w ");
    set.check_invariants();
}

class RandomAreas : public Areas, public testing::WithParamInterface<u32> {
  protected:
    void step() {
        const usize first = random() % kPages;
        const usize last = std::min<usize>(first + 1 + random() % 16, kPages);
        if (random() % 3 == 0) {
            ASSERT_TRUE(remove(first, last));
            model.fill(first, last, 0);
            return;
        }
        const Permissions permissions = random() % 2 ? kRead : kWrite;
        Result<void> added = set.add(page(first), page(last), permissions);
        ASSERT_EQ(added.has_value(), model.is_free(first, last));
        if (added.has_value()) {
            model.fill(first, last, static_cast<u8>(permissions));
        } else {
            ASSERT_EQ(added.error(), Error::Exists);
        }
    }

    // The same with a full heap: an error leaves everything as it was, and comes only when an area
    // more is needed.
    void step_without_memory() {
        FullHeap full;
        const usize first = random() % kPages;
        const usize last = std::min<usize>(first + 1 + random() % 8, kPages);
        const bool removes = random() % 2;
        Model after = model;
        after.fill(first, last, removes ? 0 : static_cast<u8>(kRead));
        Result<void> result =
            removes ? set.remove(page(first), page(last)) : set.add(page(first), page(last), kRead);
        if (!removes && !model.is_free(first, last)) {
            ASSERT_EQ(result.error(), Error::Exists);
        } else if (after.area_count() > model.area_count()) {
            ASSERT_EQ(result.error(), Error::NoMemory);
            ++refusals;
        } else {
            ASSERT_TRUE(result.has_value());
            model = after;
        }
    }

    Model model;
    std::mt19937 random{GetParam()};
    int refusals = 0;
};

TEST_P(RandomAreas, AgreeWithTheModel) {
    for (int i = 0; i < 20000 && !HasFatalFailure(); ++i) {
        step();
        compare(set, model, random);
    }
}

TEST_P(RandomAreas, WithoutMemoryNothingChanges) {
    for (int i = 0; i < 2000 && !HasFatalFailure(); ++i) {
        step();
        step_without_memory();
        compare(set, model, random);
    }
    EXPECT_GT(refusals, 100);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomAreas, testing::Values(1u, 2u, 3u));

// --- many areas
// -----------------------------------------------------------------------------------

u64 comparisons;

struct CountingLess {
    bool operator()(VirtAddr a, VirtAddr b) const {
        ++comparisons;
        return a < b;
    }
};

constexpr usize kMany = 20000;
constexpr int kLookups = 1000000;

TEST_F(Areas, AMillionLookupsAmongTwentyThousand) {
    for (usize i = 0; i < kMany; ++i)
        ASSERT_TRUE(add(2 * (i * 7919 % kMany), 2 * (i * 7919 % kMany) + 1, kRead));
    ASSERT_EQ(set.size(), kMany);
    set.check_invariants();  // so it is balanced, and a lookup takes logarithmic time
    std::mt19937 random(1);
    for (int i = 0; i < kLookups; ++i) {
        const usize number = random() % (2 * kMany);
        const Area* area = set.find(page(number) + 5);
        ASSERT_EQ(area != nullptr, number % 2 == 0);
        ASSERT_TRUE(!area || area->start == page(number));
    }
}

// The same lookups as AreaSet::find makes, in a tree that counts.
TEST(AreaTree, LookupsTakeFewComparisons) {
    using Tree = IntrusiveTree<Area, &Area::node, &Area::start, CountingLess>;
    std::vector<std::unique_ptr<Area>> areas;
    Tree tree;
    for (usize i = 0; i < kMany; ++i) {
        const usize at = 2 * (i * 7919 % kMany);
        areas.push_back(std::make_unique<Area>(page(at), page(at + 1), kRead));
        tree.insert(*areas.back());
    }
    const double worst = 1.44 * std::log2(kMany + 2);  // the height of an AVL tree
    std::mt19937 random(1);
    u64 total = 0;
    for (int i = 0; i < kLookups; ++i) {
        comparisons = 0;
        static_cast<void>(tree.floor(page(random() % (2 * kMany))));
        ASSERT_LE(comparisons, worst);
        total += comparisons;
    }
    EXPECT_LT(total, u64{kLookups} * 16);  // log2(20000) is 14.3
}

}  // namespace
