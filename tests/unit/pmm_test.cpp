// The frame allocation strategies, and the workload that checks them: it must pass good strategies
// and notice bad ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "kern/mm/buddy.h"
#include "kern/mm/first_fit.h"
#include "kern/mm/segregated_fit.h"
#include "kern/selftest/pmm_workload.h"

namespace {

using mm::Page;
using mm::PageFlag;
using mm::Placement;
using mm::PmmManager;
using selftest::PmmReport;
using selftest::run_pmm_workload;

// Frames with nobody using them; calloc, since all bits zero must be a valid Page.
class Frames {
  public:
    explicit Frames(usize count) : pages_(static_cast<Page*>(calloc(count, sizeof(Page))), free) {}
    Page* at(usize number) const { return pages_.get() + number; }
    long number(const Page* page) const { return page == nullptr ? -1 : page - pages_.get(); }

  private:
    std::unique_ptr<Page, void (*)(void*)> pages_;
};

std::unique_ptr<mm::FirstFit> first_fit() { return std::make_unique<mm::FirstFit>(); }
std::unique_ptr<mm::SegregatedFit> best_fit() {
    return std::make_unique<mm::SegregatedFit>(Placement::BestFit);
}
std::unique_ptr<mm::SegregatedFit> worst_fit() {
    return std::make_unique<mm::SegregatedFit>(Placement::WorstFit);
}
std::unique_ptr<mm::Buddy> buddy() { return std::make_unique<mm::Buddy>(); }

std::string text(const PmmReport& report) {
    if (report.failure == nullptr)
        return "no failure";
    return std::string(report.failure) + ", operation " + std::to_string(report.operation) + ", " +
           std::to_string(report.frames) + " frames, expected " + std::to_string(report.expected) +
           ", got " + std::to_string(report.got);
}

template <typename Manager>
void expect_good(Manager make, u32 seeds, u32 operations) {
    for (u32 seed = 0; seed < seeds; ++seed) {
        auto manager = make();
        Frames frames(selftest::kArenaPages);
        const PmmReport report = run_pmm_workload(*manager, frames.at(0), seed, operations);
        ASSERT_EQ(report.failure, nullptr) << "seed " << seed << ": " << text(report);
    }
}

TEST(Pmm, FirstFitPassesTheWorkload) { expect_good(first_fit, 100, selftest::kPmmOperations); }
TEST(Pmm, BestFitPassesTheWorkload) { expect_good(best_fit, 100, selftest::kPmmOperations); }
TEST(Pmm, WorstFitPassesTheWorkload) { expect_good(worst_fit, 100, selftest::kPmmOperations); }
TEST(Pmm, BuddyPassesTheWorkload) { expect_good(buddy, 100, selftest::kPmmOperations); }

TEST(Pmm, LongWorkloads) {
    expect_good(first_fit, 2, 50000);
    expect_good(best_fit, 2, 50000);
    expect_good(worst_fit, 2, 50000);
    expect_good(buddy, 2, 50000);
}

// The same numbers are in tests/grade, for labs/lab2/models.py.
TEST(Pmm, DigestsStayWhatTheGraderExpects) {
    auto digest = [](PmmManager& manager, u32 seed) {
        Frames frames(selftest::kArenaPages);
        return run_pmm_workload(manager, frames.at(0), seed, selftest::kPmmOperations).digest;
    };
    EXPECT_EQ(digest(*first_fit(), 1), 0xacec6556u);
    EXPECT_EQ(digest(*first_fit(), 0xDEADBEEF), 0x53491ea2u);
    EXPECT_EQ(digest(*best_fit(), 1), 0x222be3a3u);
    EXPECT_EQ(digest(*worst_fit(), 1), 0x1c343b2cu);
}

TEST(Pmm, RegistryKnowsAllStrategiesAndTheDefault) {
    const char* const options[] = {"first_fit", "best_fit", "worst_fit", "buddy"};
    const char* const names[] = {"default_pmm_manager", "best_fit_pmm_manager",
                                 "worst_fit_pmm_manager", "buddy_pmm_manager"};
    for (usize i = 0; i < 4; ++i) {
        PmmManager* manager = mm::find_pmm_manager(options[i]);
        ASSERT_NE(manager, nullptr);
        EXPECT_STREQ(manager->name(), names[i]);
        PmmManager& trial = mm::trial_manager_of(*manager);
        EXPECT_NE(&trial, manager);
        EXPECT_EQ(trial.placement(), manager->placement());
    }
    EXPECT_EQ(mm::find_pmm_manager(""), mm::find_pmm_manager("first_fit"));
    EXPECT_EQ(mm::find_pmm_manager("next_fit"), nullptr);
}

// A trial on other frames leaves the live object alone.
TEST(Pmm, RegisteredObjectsCanBeTriedAgain) {
    PmmManager& trial = mm::trial_manager_of(*mm::find_pmm_manager("buddy"));
    for (u32 seed = 1; seed < 4; ++seed) {
        Frames frames(selftest::kArenaPages);
        EXPECT_EQ(run_pmm_workload(trial, frames.at(0), seed, 100).failure, nullptr);
    }
}

TEST(Pmm, ReservedFramesBecomeFreeWhenHandedOver) {
    Frames frames(16);
    auto manager = first_fit();
    for (usize i = 0; i < 16; ++i) {
        frames.at(i)->set(PageFlag::Reserved);
        frames.at(i)->set_references(3);
    }
    manager->init(frames.at(0));
    manager->init_memmap(frames.at(4), 8);
    EXPECT_EQ(manager->nr_free_pages(), 8u);
    Page* page = manager->alloc_pages(8);
    ASSERT_EQ(page, frames.at(4));
    for (usize i = 4; i < 12; ++i) {
        EXPECT_FALSE(frames.at(i)->has(PageFlag::Reserved));
        EXPECT_EQ(frames.at(i)->references(), 0u);
    }
    EXPECT_TRUE(frames.at(3)->has(PageFlag::Reserved));
    EXPECT_TRUE(frames.at(12)->has(PageFlag::Reserved));
}

// Ranges that touch: an allocation may go across the seam once both sides were freed.
template <typename Manager>
void check_adjacent_ranges(Manager make) {
    Frames frames(64);
    auto manager = make();
    manager->init(frames.at(0));
    manager->init_memmap(frames.at(16), 16);
    manager->init_memmap(frames.at(48), 16);
    manager->init_memmap(frames.at(0), 16);
    manager->init_memmap(frames.at(32), 16);
    ASSERT_EQ(manager->nr_free_pages(), 64u);
    std::vector<Page*> singles;
    for (usize i = 0; i < 64; ++i)
        singles.push_back(manager->alloc_pages(1));
    EXPECT_EQ(manager->alloc_pages(1), nullptr);
    std::sort(singles.begin(), singles.end());
    EXPECT_EQ(std::unique(singles.begin(), singles.end()), singles.end());
    for (usize i = 0; i < 64; ++i)
        manager->free_pages(singles[i * 37 % 64], 1);
    EXPECT_EQ(manager->alloc_pages(64), frames.at(0));
}
TEST(Pmm, RangesThatTouchGrowTogether) {
    check_adjacent_ranges(first_fit);
    check_adjacent_ranges(best_fit);
    check_adjacent_ranges(worst_fit);
    check_adjacent_ranges(buddy);
}

TEST(Pmm, BuddyCutsAnyRangeIntoAlignedBlocks) {
    for (usize start = 0; start < 40; ++start) {
        for (usize size = 1; size < 40; ++size) {
            Frames frames(80);
            auto manager = buddy();
            manager->init(frames.at(0));
            manager->init_memmap(frames.at(start), size);
            usize frames_seen = 0;
            for (usize block = 32; block > 0; block /= 2) {
                while (Page* page = manager->alloc_pages(block)) {
                    EXPECT_EQ(static_cast<usize>(frames.number(page)) % block, 0u);
                    EXPECT_GE(page, frames.at(start));
                    EXPECT_LE(page + block, frames.at(start + size));
                    frames_seen += block;
                }
            }
            EXPECT_EQ(frames_seen, size);
            EXPECT_EQ(manager->nr_free_pages(), 0u);
        }
    }
}

TEST(Pmm, BestAndWorstFitChooseBySizeThenAddress) {
    for (Placement rule : {Placement::BestFit, Placement::WorstFit}) {
        Frames frames(1024);
        mm::SegregatedFit manager(rule);
        manager.init(frames.at(0));
        manager.init_memmap(frames.at(600), 70);
        manager.init_memmap(frames.at(100), 40);
        manager.init_memmap(frames.at(300), 70);
        manager.init_memmap(frames.at(200), 40);
        manager.init_memmap(frames.at(500), 3);
        const bool best = rule == Placement::BestFit;
        EXPECT_EQ(frames.number(manager.alloc_pages(33)), best ? 100 : 300);
        EXPECT_EQ(frames.number(manager.alloc_pages(4)), best ? 133 : 600);
        EXPECT_EQ(frames.number(manager.alloc_pages(2)), best ? 137 : 604);  // 3 frames as at 500
        EXPECT_EQ(manager.alloc_pages(71), nullptr);
    }
}

// --- Wrong uses -----------------------------------------------------------------------------

template <typename Manager>
void check_wrong_frees(Manager make) {
    Frames frames(32);
    auto manager = make();
    manager->init(frames.at(0));
    manager->init_memmap(frames.at(0), 16);
    Page* block = manager->alloc_pages(8);
    manager->free_pages(block, 8);
    EXPECT_DEATH(manager->free_pages(block, 8), "double free");
    EXPECT_DEATH(manager->free_pages(block, 1), "double free");
    EXPECT_DEATH(manager->free_pages(block + 4, 1), "double free");  // K27: not a block's head
    EXPECT_DEATH(manager->free_pages(block + 7, 1), "double free");
    EXPECT_DEATH(manager->init_memmap(block + 3, 1), "free already");
    frames.at(20)->set(PageFlag::Reserved);
    EXPECT_DEATH(manager->free_pages(frames.at(20), 1), "reserved");
    frames.at(24)->set(PageFlag::Slab);
    EXPECT_DEATH(manager->free_pages(frames.at(24), 1), "heap");
    EXPECT_DEATH(static_cast<void>(manager->alloc_pages(0)), "assertion failed: n > 0");
    EXPECT_DEATH(manager->free_pages(block, 0), "assertion failed: n > 0");
}
TEST(PmmDeathTest, FirstFitNoticesWrongFrees) { check_wrong_frees(first_fit); }
TEST(PmmDeathTest, BestFitNoticesWrongFrees) { check_wrong_frees(best_fit); }
TEST(PmmDeathTest, WorstFitNoticesWrongFrees) { check_wrong_frees(worst_fit); }
TEST(PmmDeathTest, BuddyNoticesWrongFrees) {
    check_wrong_frees(buddy);
    Frames frames(32);
    auto manager = buddy();
    manager->init(frames.at(0));
    manager->init_memmap(frames.at(0), 32);
    Page* block = manager->alloc_pages(8);
    EXPECT_DEATH(manager->free_pages(block + 4, 8), "is no block of 8 frames");
}

// --- The workload notices wrong strategies --------------------------------------------------

// A correct strategy of its own, slow and simple, with a place for each mistake.
enum class Mistake {
    None,
    KeepsRest,           // the remainder of a split block is lost
    SplitsFromTheEnd,    // takes the last frames of a block
    GivesWholeBlock,     // does not split at all
    TakesBigEnoughOnly,  // > instead of >= when comparing sizes
    LastFit,             // searches from the end
    NextFit,             // goes on where it stopped
    CountsNothing,       // nr_free_pages is not updated on allocation
    CountsBlockOnFree,   // nr_free_pages counts one block, not its frames
    NoMergeNext,         // frees without merging with the block behind
    NoMergePrevious,     // or with the one before
    NoMergeBoth,         // merges with one neighbour, but not with both at once
    MergesAcrossGaps,    // merges with a block that does not touch
    UnorderedList,       // a freed block goes to the end of the list
    UnorderedRanges,     // ranges are kept in the order in which they came
    KeepsHeadFlag,       // the first frame of an allocation stays BlockHead
    IgnoresSecondRange,  // init_memmap forgets what it had
    ReturnsUsed,         // every 50th time returns what the last allocation got
    StopsAtFirstBlock,   // does not go on when the first block is too small
    FreesOneTooMany,     // rounds the freed range up
};
constexpr int kMistakes = static_cast<int>(Mistake::FreesOneTooMany) + 1;

class SloppyFit final : public PmmManager {
  public:
    explicit SloppyFit(Mistake mistake) : mistake_(mistake) {}
    const char* name() const override { return "sloppy"; }
    Placement placement() const override { return Placement::FirstFit; }
    void init(Page*) override { blocks_.clear(), free_ = 0, next_ = 0; }
    void init_memmap(Page* base, usize n) override {
        if (mistake_ == Mistake::IgnoresSecondRange)
            blocks_.clear(), free_ = 0;
        blocks_.push_back({base, n});
        free_ += n;
        if (mistake_ != Mistake::UnorderedRanges)
            sort();
        show_blocks();
    }
    usize nr_free_pages() const override { return free_; }
    Page* alloc_pages(usize n) override {
        hide_blocks();
        Page* page = take(n);
        show_blocks();
        return page;
    }
    void free_pages(Page* base, usize n) override {
        hide_blocks();
        give(base, n);
        show_blocks();
    }

  private:
    struct Block {
        Page* base;
        usize n;
    };
    // The Pages of free blocks say so between two calls.
    void hide_blocks() {
        for (Block& block : blocks_)
            block.base->clear(PageFlag::BlockHead);
    }
    void show_blocks() {
        for (Block& block : blocks_) {
            block.base->set(PageFlag::BlockHead);
            block.base->set_block_frames(block.n);
        }
    }
    Page* take(usize n);
    void give(Page* base, usize n);
    bool is(Mistake mistake) const { return mistake_ == mistake; }
    void sort() {
        std::sort(blocks_.begin(), blocks_.end(),
                  [](const Block& a, const Block& b) { return a.base < b.base; });
    }
    bool touches(const Block& one, const Block& other) const {
        return one.base + one.n == other.base ||
               (is(Mistake::MergesAcrossGaps) && one.base + one.n + 1 == other.base);
    }
    void merge();

    Mistake mistake_;
    std::vector<Block> blocks_;
    usize free_ = 0, next_ = 0, allocations_ = 0;
    Page* last_ = nullptr;
};

Page* SloppyFit::take(usize n) {
    if (is(Mistake::ReturnsUsed) && ++allocations_ % 50 == 0 && last_)
        return last_;
    for (usize step = 0; step < blocks_.size(); ++step) {
        usize i = step;
        if (is(Mistake::LastFit))
            i = blocks_.size() - 1 - step;
        if (is(Mistake::NextFit))
            i = (next_ + step) % blocks_.size();
        Block& block = blocks_[i];
        if (is(Mistake::StopsAtFirstBlock) && block.n < n)
            return nullptr;
        if (block.n < n || (is(Mistake::TakesBigEnoughOnly) && block.n == n))
            continue;
        next_ = i;
        Page* page = block.base;
        if (is(Mistake::SplitsFromTheEnd)) {
            page = block.base + block.n - n;
        } else {
            block.base += n;
        }
        block.n -= n;
        if (is(Mistake::GivesWholeBlock))
            free_ -= block.n, block.n = 0;
        if (is(Mistake::KeepsRest))
            block.n = 0;
        if (block.n == 0)
            blocks_.erase(blocks_.begin() + static_cast<long>(i));
        if (!is(Mistake::CountsNothing))
            free_ -= n;
        if (is(Mistake::KeepsHeadFlag))
            page->set(PageFlag::BlockHead);
        return last_ = page;
    }
    return nullptr;
}

void SloppyFit::merge() {
    for (usize i = 0; i + 1 < blocks_.size();) {
        if (touches(blocks_[i], blocks_[i + 1])) {
            blocks_[i].n =
                static_cast<usize>(blocks_[i + 1].base + blocks_[i + 1].n - blocks_[i].base);
            blocks_.erase(blocks_.begin() + static_cast<long>(i) + 1);
        } else {
            ++i;
        }
    }
}

void SloppyFit::give(Page* base, usize n) {
    free_ += is(Mistake::CountsBlockOnFree) ? 1 : n;
    if (is(Mistake::FreesOneTooMany) && n > 4 && n % 2 == 1)
        ++n;
    blocks_.push_back({base, n});
    if (is(Mistake::UnorderedList)) {
        // Merging still works, in a sorted copy of the neighbours; the result stays at the end.
        Block merged = blocks_.back();
        blocks_.pop_back();
        for (usize i = 0; i < blocks_.size();) {
            const bool before = touches(blocks_[i], merged), behind = touches(merged, blocks_[i]);
            if (before)
                merged.base = blocks_[i].base;
            if (before || behind) {
                merged.n += blocks_[i].n;
                blocks_.erase(blocks_.begin() + static_cast<long>(i));
                i = 0;
            } else {
                ++i;
            }
        }
        blocks_.push_back(merged);
        return;
    }
    sort();
    const auto self = std::find_if(blocks_.begin(), blocks_.end(),
                                   [&](const Block& block) { return block.base == base; });
    const bool has_before = self != blocks_.begin() && touches(self[-1], *self);
    const bool has_behind = self + 1 != blocks_.end() && touches(*self, self[1]);
    if (is(Mistake::NoMergeNext) && has_behind)
        return;
    if (is(Mistake::NoMergePrevious) && has_before)
        return;
    if (is(Mistake::NoMergeBoth) && has_before && has_behind) {
        self[-1].n += self->n;
        blocks_.erase(self);
        return;
    }
    merge();
}

TEST(PmmWorkload, PassesTheCorrectModelStrategy) {
    for (u32 seed = 1; seed < 20; ++seed) {
        SloppyFit manager(Mistake::None);
        Frames frames(selftest::kArenaPages);
        const PmmReport report =
            run_pmm_workload(manager, frames.at(0), seed, selftest::kPmmOperations);
        ASSERT_EQ(report.failure, nullptr) << text(report);
    }
}

TEST(PmmWorkload, NoticesEveryMistakeWithEverySeed) {
    for (int mistake = 1; mistake < kMistakes; ++mistake) {
        for (u32 seed = 1; seed < 10; ++seed) {
            SloppyFit manager(static_cast<Mistake>(mistake));
            Frames frames(selftest::kArenaPages);
            const PmmReport report =
                run_pmm_workload(manager, frames.at(0), seed, selftest::kPmmOperations);
            EXPECT_NE(report.failure, nullptr) << "mistake " << mistake << " survives";
        }
    }
}

// A good strategy that says it follows another rule.
class WrongRule final : public PmmManager {
  public:
    WrongRule(PmmManager& actual, Placement claimed) : actual_(actual), claimed_(claimed) {}
    const char* name() const override { return "wrong rule"; }
    Placement placement() const override { return claimed_; }
    void init(Page* frames) override { actual_.init(frames); }
    void init_memmap(Page* base, usize n) override { actual_.init_memmap(base, n); }
    Page* alloc_pages(usize n) override { return actual_.alloc_pages(n); }
    void free_pages(Page* base, usize n) override { actual_.free_pages(base, n); }
    usize nr_free_pages() const override { return actual_.nr_free_pages(); }

  private:
    PmmManager& actual_;
    Placement claimed_;
};

TEST(PmmWorkload, NoticesAnotherRuleThanTheClaimedOne) {
    const Placement rules[] = {Placement::FirstFit, Placement::BestFit, Placement::WorstFit};
    for (Placement actual : rules) {
        for (Placement claimed : rules) {
            std::unique_ptr<mm::FirstFit> first = first_fit();
            auto other = std::make_unique<mm::SegregatedFit>(actual);
            PmmManager& manager =
                actual == Placement::FirstFit ? static_cast<PmmManager&>(*first) : *other;
            WrongRule wrong(manager, claimed);
            Frames frames(selftest::kArenaPages);
            const PmmReport report =
                run_pmm_workload(wrong, frames.at(0), 7, selftest::kPmmOperations);
            EXPECT_EQ(report.failure == nullptr, actual == claimed) << text(report);
        }
    }
}

}  // namespace
