// The workload that checks page replacement, over a simulated pager: it counts what the models
// say, extended clock does better than FIFO where it should, and no damage goes unnoticed.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "kern/selftest/swap_workload.h"
#include "kern/vm/swap_manager.h"

namespace {

using mm::Page;
using selftest::kSwapPages;
using selftest::SwapCounters;
using selftest::SwapPattern;
using selftest::SwapReport;
using selftest::SwapWorkload;

const char* const kOptions[] = {"fifo", "clock", "extended_clock", "lru"};
constexpr usize kWords = 32;  // of a page: fewer than a real one has, for speed
using Contents = std::vector<u32>;

// Memory of a few frames over a disk, and what the machine notes about use.
class Pager final : public selftest::SwapMemory, public vm::PageUse {
  public:
    Pager(const char* option, usize frames)
        : manager_(*vm::find_swap_manager(option)), frames_(frames) {}
    ~Pager() {
        for (auto& [index, page] : resident_)
            manager_.set_unswappable(*page->page);
    }

    Span<volatile u32> page(usize index, Access access) override {
        if (before_visit)
            before_visit(*this);
        if (resident_.count(index) == 0)
            fault(index);
        Resident& found = *resident_[index];
        found.accessed = true;
        found.dirty = found.dirty || access == Access::Write;
        return {found.contents.data(), kWords};
    }
    void tick() override { manager_.tick_event(*this); }
    SwapCounters counters() const override { return counters_; }

    bool accessed(Page& page) override { return of(page).accessed; }
    void clear_accessed(Page& page) override { of(page).accessed = false; }
    bool dirty(Page& page) override { return of(page).dirty; }

    // Damage that a test does: before a visit, to what is read from and written to the disk, and
    // to new pages.
    std::function<void(Pager&)> before_visit;
    std::function<void(usize index, Contents&)> on_read, on_new_page;
    std::function<bool(usize index)> forgets_write;

    std::map<usize, Contents> disk;
    Contents* resident(usize index) {
        return resident_.count(index) != 0 ? &resident_[index]->contents : nullptr;
    }

  private:
    struct Resident {
        usize index;
        Contents contents = Contents(kWords);
        bool accessed = false, dirty = false;
        std::unique_ptr<Page> page = std::make_unique<Page>();
    };

    Resident& of(Page& page) { return *by_page_.at(&page); }

    void fault(usize index) {
        counters_.faults++;
        if (resident_.size() == frames_)
            evict();
        auto added = std::make_unique<Resident>();
        added->index = index;
        if (disk.count(index) != 0) {
            counters_.reads++;
            added->contents = disk[index];
            if (on_read)
                on_read(index, added->contents);
        } else if (on_new_page) {
            on_new_page(index, added->contents);
        }
        manager_.map_swappable(*added->page);
        by_page_[added->page.get()] = added.get();
        resident_[index] = std::move(added);
    }

    void evict() {
        Page* victim = manager_.swap_out_victim(*this);
        ASSERT_NE(victim, nullptr);
        Resident& leaving = of(*victim);
        if (leaving.dirty) {
            counters_.writes++;
            if (!forgets_write || !forgets_write(leaving.index))
                disk[leaving.index] = leaving.contents;
        }
        by_page_.erase(victim);
        resident_.erase(leaving.index);
    }

    vm::SwapManager& manager_;
    const usize frames_;
    std::map<usize, std::unique_ptr<Resident>> resident_;
    std::map<Page*, Resident*> by_page_;
    SwapCounters counters_;
};

SwapReport run(Pager& pager, SwapPattern pattern, u32 seed, u32 visits = selftest::kSwapVisits) {
    return SwapWorkload(pager, kSwapPages, seed).run(pattern, visits);
}

SwapReport run(const char* option, SwapPattern pattern, u32 seed) {
    Pager pager(option, selftest::kSwapFrames);
    return run(pager, pattern, seed);
}

SwapPattern pattern_named(const std::string& name) {
    for (SwapPattern pattern : selftest::kSwapPatterns) {
        if (name == selftest::swap_pattern_name(pattern))
            return pattern;
    }
    ADD_FAILURE() << "no pattern " << name;
    return SwapPattern::Uniform;
}

TEST(SwapWorkload, CountsWhatTheModelsSay) {
    struct Figures {
        u32 seed;
        const char *policy, *pattern;
        u32 faults, reads, writes;
    };
    const Figures all[] = {
#define FIGURES(...) {__VA_ARGS__},
#include "tests/unit/swap_figures.def"
#undef FIGURES
    };
    for (const Figures& expected : all) {
        const SwapReport report =
            run(expected.policy, pattern_named(expected.pattern), expected.seed);
        ASSERT_EQ(report.failure, nullptr);
        EXPECT_EQ(report.counters.faults, expected.faults)
            << expected.policy << ", " << expected.pattern;
        EXPECT_EQ(report.counters.reads, expected.reads);
        EXPECT_EQ(report.counters.writes, expected.writes);
    }
}

TEST(SwapWorkload, ExtendedClockBeatsFifoOnADirtyHotSet) {
    for (u32 seed = 1; seed <= 100; ++seed) {
        const SwapCounters fifo = run("fifo", SwapPattern::DirtyHot, seed).counters;
        const SwapCounters clock = run("clock", SwapPattern::DirtyHot, seed).counters;
        const SwapCounters extended = run("extended_clock", SwapPattern::DirtyHot, seed).counters;
        EXPECT_LT(extended.faults * 10, fifo.faults * 8) << "seed " << seed;
        EXPECT_LT(extended.writes * 2, fifo.writes) << "seed " << seed;
        EXPECT_LT(extended.writes, clock.writes) << "seed " << seed;
    }
}

TEST(SwapWorkload, AnyNumberOfFramesWillDo) {
    for (const char* option : kOptions) {
        for (SwapPattern pattern : selftest::kSwapPatterns) {
            for (usize frames : {1u, 2u, 7u, 63u, 64u}) {
                Pager pager(option, frames);
                const SwapReport report = run(pager, pattern, 5, 300);
                EXPECT_EQ(report.failure, nullptr) << option << ", " << frames << " frames";
                EXPECT_EQ(report.visit, 300 + 2 * kSwapPages);
                EXPECT_EQ(report.counters.faults == 0, frames == kSwapPages);
            }
        }
    }
}

TEST(SwapWorkload, WorksOnARangeOfMemory) {
    struct Plain final : selftest::SwapRange {
        using SwapRange::SwapRange;
        void tick() override { ticks++; }
        SwapCounters counters() const override { return {}; }
        u32 ticks = 0;
    };
    alignas(4096) static u8 memory[8 * 4096];
    Plain range(Span<volatile u8>(memory, sizeof(memory)), 4096);
    EXPECT_EQ(SwapWorkload(range, 8, 3).run(SwapPattern::HotSet, 100).failure, nullptr);
    EXPECT_EQ(range.ticks, (100u + 2 * 8) / SwapWorkload::kVisitsPerTick);
    const SwapReport again = SwapWorkload(range, 8, 3).run(SwapPattern::HotSet, 100);
    EXPECT_STREQ(again.failure, "a new page is not zero");
}

// --- Damage -----------------------------------------------------------------------------------

void expect_noticed(Pager& pager, u32 seed) {
    const SwapPattern pattern = selftest::kSwapPatterns[seed % 4];
    const SwapReport report = run(pager, pattern, seed);
    ASSERT_NE(report.failure, nullptr) << "seed " << seed;
    EXPECT_STREQ(report.failure, "a page has changed");
    EXPECT_NE(report.expected, report.got);
}

TEST(SwapWorkload, NoticesAnyBitThatChangesOnTheDisk) {
    for (u32 seed = 1; seed <= 100; ++seed) {
        std::mt19937 random(seed);
        Pager pager(kOptions[seed / 4 % 4], 20);
        int reads_to_go = static_cast<int>(random() % 100);
        usize hit = 0, offset = 0;
        pager.on_read = [&](usize index, Contents& contents) {
            if (reads_to_go-- == 0) {
                hit = index, offset = random() % kWords;
                contents[offset] ^= 1u << random() % 32;
            }
        };
        const SwapReport report = run(pager, selftest::kSwapPatterns[seed % 4], seed);
        ASSERT_NE(report.failure, nullptr) << "seed " << seed;
        EXPECT_EQ(report.page, hit);  // at once, and in the right place
        EXPECT_EQ(report.offset, offset * sizeof(u32));
    }
}

// While a page stays in memory only some words are compared; but all of them are at the end. What
// is written over does not count as damage, so the page is one that is only read.
TEST(SwapWorkload, NoticesAnyBitThatChangesInMemory) {
    for (u32 seed = 1; seed <= 100; ++seed) {
        std::mt19937 random(seed);
        Pager pager(kOptions[seed / 4 % 4], 20);
        int visits_to_go = 64 + static_cast<int>(random() % 1000);
        pager.before_visit = [&](Pager& self) {
            const usize index = kSwapPages / 4 + random() % (kSwapPages * 3 / 4);
            Contents* contents = self.resident(index);
            if (visits_to_go > 0) {
                visits_to_go--;
            } else if (visits_to_go == 0 && contents != nullptr) {
                visits_to_go = -1;
                const usize offset = random() % kWords;
                const u32 bit = 1u << random() % 32;
                (*contents)[offset] ^= bit;
                if (self.disk.count(index) != 0)
                    self.disk[index][offset] ^= bit;  // also when it leaves as a clean page
            }
        };
        const SwapReport report = run(pager, SwapPattern::DirtyHot, seed);
        ASSERT_NE(report.failure, nullptr) << "seed " << seed;
    }
}

TEST(SwapWorkload, NoticesAnOldVersionOfAPage) {
    for (u32 seed = 1; seed <= 20; ++seed) {
        Pager pager(kOptions[seed / 4 % 4], 20);
        int writes_to_go = 60;
        pager.forgets_write = [&](usize) { return writes_to_go-- == 0; };
        expect_noticed(pager, seed);
    }
}

TEST(SwapWorkload, NoticesAPageInAnothersPlace) {
    for (u32 seed = 1; seed <= 20; ++seed) {
        Pager pager(kOptions[seed / 4 % 4], 20);
        int reads_to_go = 30;
        pager.on_read = [&](usize index, Contents& contents) {
            if (reads_to_go-- == 0)
                contents = pager.disk[index == 0 ? 1 : 0];
        };
        expect_noticed(pager, seed);
    }
}

TEST(SwapWorkload, NoticesANewPageThatIsNotZero) {
    Pager pager("fifo", 20);
    pager.on_new_page = [](usize index, Contents& contents) {
        if (index == 50)
            contents[kWords - 1] = 1;
    };
    const SwapReport report = run(pager, SwapPattern::Scan, 1);
    EXPECT_STREQ(report.failure, "a new page is not zero");
    EXPECT_EQ(report.page, 50u);
    EXPECT_EQ(report.visit, 50u);
    EXPECT_EQ(report.offset, (kWords - 1) * sizeof(u32));
    EXPECT_EQ(report.expected, 0u);
    EXPECT_EQ(report.got, 1u);
}

}  // namespace
