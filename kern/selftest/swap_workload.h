// Uses more pages than there are frames, in several patterns, and verifies every byte of them.
//
// Layer: selftest. uCore counterpart: check_swap in kern/mm/swap.c, which uses five pages. Prints
// nothing, so that it runs on the host too; kern/selftest/swap_policy_check.cpp is the glue.
#pragma once

#include "libs/prng.h"
#include "libs/span.h"
#include "libs/types.h"

namespace selftest {

// How the pages are visited. The hot set is the first quarter of them.
enum class SwapPattern : u8 {
    Uniform,   // any page, one visit in four writes
    Scan,      // one page after the other, round and round, one visit in four writes
    HotSet,    // nine visits in ten go to the hot set, the others anywhere; one in four writes
    DirtyHot,  // three visits in four write a page of the hot set; between them a scan reads the
               // others one after the other, round and round
};
inline constexpr SwapPattern kSwapPatterns[] = {SwapPattern::Uniform, SwapPattern::Scan,
                                                SwapPattern::HotSet, SwapPattern::DirtyHot};

// "uniform", "scan", "hot_set", "dirty_hot".
const char* swap_pattern_name(SwapPattern pattern);

// What the check at boot does; labs/lab3/models.py has the same numbers. The hot set is meant to
// fit into the frames easily, the pages are not.
inline constexpr usize kSwapPages = 64;
inline constexpr usize kSwapFrames = 32;
inline constexpr u32 kSwapVisits = 1000;

// What the swap mechanism did.
struct SwapCounters {
    u32 faults = 0;  // page faults
    u32 reads = 0;   // pages read from the swap disk
    u32 writes = 0;  // pages written to the swap disk
};

// The pages that are visited. Paged on demand; they read as zeros before they are written.
class SwapMemory {
  public:
    enum class Access : u8 { Read, Write };

    // The words of page `index`. They are read, and with Access::Write written, before the next
    // call. The result is as long for every page.
    virtual Span<volatile u32> page(usize index, Access access) = 0;

    // Some time has passed: SwapManager::tick_event is due.
    virtual void tick() = 0;

    // Since any moment before the workload began.
    virtual SwapCounters counters() const = 0;

  protected:
    ~SwapMemory() = default;
};

// A range of virtual memory: the machine's page faults bring its pages in. Users add tick() and
// counters().
class SwapRange : public SwapMemory {
  public:
    // `memory` is borrowed and starts at a page boundary.
    SwapRange(Span<volatile u8> memory, usize page_bytes)
        : memory_(memory), page_bytes_(page_bytes) {}
    Span<volatile u32> page(usize index, Access access) override;

  protected:
    ~SwapRange() = default;

  private:
    Span<volatile u8> memory_;
    usize page_bytes_;
};

// What came out.
struct SwapReport {
    const char* failure = nullptr;  // What was wrong; nullptr when nothing was.
    u32 visit = 0;                  // After how many visits; the first ones fill the pages.
    u32 page = 0, offset = 0;       // The wrong word, by its page and its offset there in bytes.
    u32 expected = 0, got = 0;      // What it should be, and what it is.
    SwapCounters counters;          // Of the visits of the pattern alone.
};

// One run over memory that was not used before. A run
//
//     1. checks that each page is zero and fills it, in order,
//     2. visits pages in a pattern; what comes in by a fault is compared completely, what is there
//        in three places; a visit that writes changes every word,
//     3. compares all of each page, in order.
//
// Every word of a page is a function of the seed, the page, its place there, and of how often the
// page was written, which is remembered here. So a byte that changed, a page in another's place and
// an old version of a page are all noticed. After every kVisitsPerTick visits there is a tick.
//
// The pattern draws from Prng(seed): for Uniform the page, for HotSet below(10), 0 for any page,
// and the page; then, for both and for Scan, below(4), 0 for a write. DirtyHot: below(4), 0 for
// the scan, and otherwise the hot page. labs/lab3/models.py does the same; change both.
class SwapWorkload {
  public:
    static constexpr usize kMaxPages = 256;
    static constexpr u32 kVisitsPerTick = 16;

    // `page_count` pages of `memory`, which is borrowed: 4 to kMaxPages.
    SwapWorkload(SwapMemory& memory, usize page_count, u32 seed);
    SwapWorkload(const SwapWorkload&) = delete;
    SwapWorkload& operator=(const SwapWorkload&) = delete;

    // May be called once. `visits` counts step 2 only. Context: thread, may fault.
    SwapReport run(SwapPattern pattern, u32 visits);

  private:
    using Access = SwapMemory::Access;
    struct Visit {
        usize page;
        Access access;
    };

    Visit next_visit(SwapPattern pattern);
    u32 first_word(usize page) const;
    u32 word(usize page, usize index) const;
    bool fill();
    bool visit(Visit visit);
    bool check_all();
    bool compare_word(usize page, Span<volatile u32> words, usize index);
    bool compare_page(usize page, Span<volatile u32> words);
    bool fail(usize page, usize index, u32 expected, u32 got);
    void write_page(usize page, Span<volatile u32> words);
    void end_visit();

    SwapMemory& memory_;
    const usize page_count_;
    const u32 seed_;
    Prng prng_;
    u32 scan_ = 0;  // How many pages the scan of a pattern has passed.
    SwapReport report_;
    u32 generations_[kMaxPages] = {};  // How often each page was written; 0: it is all zero.
};

}  // namespace selftest
