// The steps, the random workload and the model that a frame allocation strategy is checked with.
//
// Layer: selftest. uCore counterpart: basic_check and default_check in kern/mm/default_pmm.c.
#include "kern/selftest/pmm_workload.h"

#include "libs/assert.h"
#include "libs/prng.h"

namespace selftest {
namespace {

using mm::Page;
using mm::PageFlag;
using mm::Placement;
using mm::PmmManager;

constexpr i32 kNoFrame = PmmReport::kNoFrame;

// The model: a byte for each frame, and a plain walk over all of them.
class FrameMap {
  public:
    FrameMap() { used_[kArenaFrames] = 1; }

    bool is_free(usize start, usize n) const {
        for (usize i = start; i < start + n; ++i) {
            if (used_[i] != 0) {
                return false;
            }
        }
        return true;
    }
    usize free_frames() const { return free_; }

    void take(usize start, usize n) {
        for (usize i = start; i < start + n; ++i)
            used_[i] = 1;
        free_ -= n;
    }
    void give(usize start, usize n) {
        for (usize i = start; i < start + n; ++i)
            used_[i] = 0;
        free_ += n;
    }

    // Where first, best or worst fit puts `n` frames; the lowest of equally good places.
    i32 find(Placement rule, usize n) const {
        i32 best = kNoFrame;
        usize best_length = rule == Placement::BestFit ? kArenaFrames + 1 : n - 1;
        usize length = 0;  // of the free run that ends here
        for (usize i = 0; i <= kArenaFrames; ++i) {
            if (used_[i] == 0) {
                ++length;
                continue;
            }
            if (length >= n && (length < best_length) == (rule == Placement::BestFit) &&
                length != best_length) {
                best = static_cast<i32>(i - length);
                best_length = length;
                if (rule == Placement::FirstFit) {
                    break;
                }
            }
            length = 0;
        }
        return best;
    }

    // Whether a free block of `n` frames exists whose start, counted from frame 0 and not from the
    // arena, is a multiple of `n`, a power of two.
    bool has_aligned(usize n) const {
        for (usize number = align_up(usize{1}, n); number - 1 + n <= kArenaFrames; number += n) {
            if (is_free(number - 1, n))
                return true;
        }
        return false;
    }

  private:
    u8 used_[kArenaFrames + 1] = {};  // The last byte ends the last run.
    usize free_ = kArenaFrames;
};

usize power_of_two_for(usize n) {
    usize size = 1;
    while (size < n)
        size *= 2;
    return size;
}

class Checker {
  public:
    Checker(PmmManager& manager, Page* pages, PmmObserver* observer)
        : manager_(manager), pages_(pages), observer_(observer) {}

    bool range_steps();
    bool list_steps();
    bool buddy_steps();
    bool random_steps(u32 seed, u32 operations);
    bool is_buddy() const { return manager_.placement() == Placement::Buddy; }
    const PmmReport& report() const { return report_; }

  private:
    static constexpr usize kMaxBlocks = 128;
    struct Block {
        usize start, frames;
    };

    Page* page(usize frame) { return pages_ + 1 + frame; }
    i32 alloc(usize n);
    void begin(usize start, usize n);
    bool fail(const char* what, usize n, i32 expected, i32 got);
    bool expect_alloc(usize n, i32 expected, const char* what);
    bool expect_free_count(usize expected, const char* what);
    bool free(usize start, usize n, usize free_after, const char* what);
    bool check_placement(usize n, i32 got);
    bool check_free_block(usize frame);
    bool random_alloc(usize n);
    bool random_free();
    bool free_blocks_and_take_all();
    Block remove_block(usize index);
    void add_block(usize start, usize n);

    PmmManager& manager_;
    Page* pages_;
    PmmObserver* observer_;
    PmmReport report_;
    Prng prng_{1};
    FrameMap map_;
    Block blocks_[kMaxBlocks];  // What is allocated.
    usize block_count_ = 0;
};

bool Checker::fail(const char* what, usize n, i32 expected, i32 got) {
    report_.failure = what;
    report_.frames = n;
    report_.expected = expected;
    report_.got = got;
    return false;
}

i32 Checker::alloc(usize n) {
    Page* got = manager_.alloc_pages(n);
    return got == nullptr ? kNoFrame : static_cast<i32>(got - page(0));
}

void Checker::begin(usize start, usize n) {
    manager_.init(pages_);
    manager_.init_memmap(page(start), n);
}

bool Checker::expect_alloc(usize n, i32 expected, const char* what) {
    const i32 got = alloc(n);
    return got == expected || fail(what, n, expected, got);
}

bool Checker::expect_free_count(usize expected, const char* what) {
    const usize got = manager_.nr_free_pages();
    return got == expected || fail(what, 0, static_cast<i32>(expected), static_cast<i32>(got));
}

bool Checker::free(usize start, usize n, usize free_after, const char* what) {
    manager_.free_pages(page(start), n);
    return expect_free_count(free_after, what);
}

// Two ranges with a hole between them, the higher one first.
bool Checker::range_steps() {
    begin(8, 4);
    manager_.init_memmap(page(0), 4);
    return expect_free_count(8, "step 1: nr_free_pages after init_memmap of 4 + 4 frames") &&
           expect_alloc(2, 0, "step 2: the range with the lower address comes first") &&
           expect_alloc(4, 8, "step 3: the rest of the lower range is too small") &&
           expect_alloc(3, kNoFrame, "step 4: 2 frames are left") &&
           free(8, 4, 6, "step 5: nr_free_pages after freeing 4 frames") &&
           free(0, 2, 8, "step 5: nr_free_pages after freeing 2 frames more") &&
           expect_alloc(5, kNoFrame, "step 6: a hole keeps the ranges apart") &&
           expect_alloc(4, 0, "step 7: the lower range is whole again") &&
           expect_alloc(4, 8, "step 8: the higher range is whole, too") &&
           expect_free_count(0, "step 8: nr_free_pages when all is in use");
}

// One block of 8 frames. The answers are the same for first, best and worst fit.
bool Checker::list_steps() {
    begin(0, 8);
    const char* const split = "step 9: the block of 8 frames is split";
    return expect_alloc(2, 0, split) && expect_alloc(3, 2, split) && expect_alloc(3, 5, split) &&
           expect_free_count(0, "step 10: nr_free_pages when all is in use") &&
           expect_alloc(1, kNoFrame, "step 10: nothing is left") &&
           free(2, 3, 3, "step 11: nr_free_pages after freeing the block in the middle") &&
           expect_alloc(4, kNoFrame, "step 12: the only free block has 3 frames") &&
           expect_alloc(2, 2, "step 13: the block of 3 frames is split") &&
           free(2, 2, 3, "step 14: nr_free_pages after freeing 2 frames") &&
           expect_alloc(3, 2, "step 14: the freed block merges with the one behind it") &&
           free(5, 3, 3, "step 15: nr_free_pages after freeing the last block") &&
           free(0, 2, 5, "step 15: nr_free_pages after freeing the first block") &&
           expect_alloc(3, 5, "step 16: only the last block has 3 frames") &&
           expect_alloc(2, 0, "step 17: the first block has 2 frames") &&
           free(5, 3, 3, "step 18: nr_free_pages after freeing the last block") &&
           free(0, 2, 5, "step 18: nr_free_pages after freeing the first block") &&
           free(2, 3, 8, "step 18: nr_free_pages after freeing the block between them") &&
           expect_alloc(8, 0, "step 19: the freed block merges with both neighbours") &&
           free(0, 4, 4, "step 20: nr_free_pages after freeing half of an allocation") &&
           free(4, 4, 8, "step 20: nr_free_pages after freeing the other half") &&
           expect_alloc(8, 0, "step 21: the freed block merges with the one before it") &&
           expect_free_count(0, "step 21: nr_free_pages when all is in use");
}

// Frames 7 to 14 of the arena have the numbers 8 to 15: one aligned block of 8.
bool Checker::buddy_steps() {
    begin(7, 8);
    if (!expect_free_count(8, "step 1: nr_free_pages after init_memmap of 8 frames"))
        return false;
    const i32 four = alloc(3);
    if (four != 7 && four != 11)
        return fail("step 2: 3 frames get an aligned 4", 3, 7, four);
    const i32 other = 18 - four;  // the half that is left
    const i32 two = alloc(2);
    if (two != other && two != other + 2)
        return fail("step 3: an aligned 2", 2, other, two);
    const i32 pair = 2 * other + 2 - two;  // where the single frames must be
    const i32 one = alloc(1), last = alloc(1);
    if (min(one, last) != pair || max(one, last) != pair + 1) {
        return fail("step 4: the last 2 frames, one by one", 1, pair, one);
    }
    return expect_free_count(0, "step 5: nr_free_pages when all is in use") &&
           expect_alloc(1, kNoFrame, "step 5: nothing is left") &&
           free(static_cast<usize>(one), 1, 1, "step 6: nr_free_pages after freeing 1 frame") &&
           free(static_cast<usize>(two), 2, 3, "step 6: nr_free_pages after freeing 2 frames") &&
           expect_alloc(4, kNoFrame, "step 7: these are no block of 4") &&
           free(static_cast<usize>(last), 1, 4, "step 8: nr_free_pages after freeing 1 frame") &&
           expect_alloc(4, other, "step 8: all buddies of this half have merged") &&
           free(static_cast<usize>(four), 3, 4, "step 9: nr_free_pages: 3 frames took 4") &&
           free(static_cast<usize>(other), 4, 8, "step 9: nr_free_pages when all is free") &&
           expect_alloc(8, 7, "step 10: both halves have merged");
}

// Whether the model agrees with an allocation of `n` frames at `got`; the model takes it over.
bool Checker::check_placement(usize n, i32 got) {
    report_.digest = (report_.digest ^ static_cast<u32>(got)) * 0x01000193;
    if (!is_buddy()) {
        const i32 expected = map_.find(manager_.placement(), n);
        if (got != expected)
            return fail("alloc_pages chose another place", n, expected, got);
        if (got == kNoFrame)
            return true;
    } else if (got == kNoFrame) {
        return !map_.has_aligned(n) || fail("alloc_pages did not find the free block", n, 0, got);
    }
    const usize start = static_cast<usize>(got);
    if (got < 0 || start + n > kArenaFrames)
        return fail("these frames are not its own", n, 0, got);
    if (!map_.is_free(start, n))
        return fail("alloc_pages gave a frame in use", n, 0, got);
    if (is_buddy() && !is_aligned(start + 1, n))
        return fail("the block is not aligned", n, 0, got);
    if (page(start)->has(PageFlag::BlockHead) || page(start)->is_linked() ||
        page(start)->has(PageFlag::Free) || page(start + n - 1)->has(PageFlag::Free)) {
        return fail("an allocated frame looks like a free one", n, got, got);
    }
    map_.take(start, n);
    return check_free_block(start + n);
}

// Whether the Pages of the free block around `frame`, if it is in one, look as page.h says. The
// model does not know which of two free buddies are one block.
bool Checker::check_free_block(usize frame) {
    if (is_buddy() || !map_.is_free(frame, 1))
        return true;
    usize start = frame, end = frame;
    while (start > 0 && map_.is_free(start - 1, 1))
        --start;
    while (map_.is_free(end, 1))
        ++end;
    const i32 first = static_cast<i32>(start);
    const usize size = end - start, said = page(start)->block_frames();
    if (!page(start)->has(PageFlag::BlockHead))
        return fail("the first frame of a free block is no BlockHead", size, first, first);
    if (said != size)
        return fail("wrong block_frames() of a free block", size, static_cast<i32>(size),
                    static_cast<i32>(said));
    if (frame > start && page(frame)->has(PageFlag::BlockHead))
        return fail("a frame inside a free block is BlockHead", size, first,
                    static_cast<i32>(frame));
    return true;
}

bool Checker::random_alloc(usize n) {
    const i32 got = alloc(n);
    if (observer_ != nullptr)
        observer_->allocated(n, got);
    const usize taken = is_buddy() ? power_of_two_for(n) : n;
    if (!check_placement(taken, got))
        return false;
    if (got != kNoFrame)
        add_block(static_cast<usize>(got), n);
    return expect_free_count(map_.free_frames(), "wrong nr_free_pages after alloc_pages");
}

// Frees one block; from time to time only a part of it, unless it is a buddy's.
bool Checker::random_free() {
    const usize index = prng_.below(static_cast<u32>(block_count_));
    const bool may_split = !is_buddy() && blocks_[index].frames > 1 && block_count_ < kMaxBlocks;
    const Block block = remove_block(index);
    usize start = block.start, n = block.frames;
    if (may_split && prng_.below(4) == 0) {
        start += prng_.below(static_cast<u32>(block.frames));
        n = 1 + prng_.below(static_cast<u32>(block.start + block.frames - start));
        add_block(block.start, start - block.start);
        add_block(start + n, block.start + block.frames - (start + n));
    }
    manager_.free_pages(page(start), n);
    map_.give(start, is_buddy() ? power_of_two_for(n) : n);
    return check_free_block(start) && check_free_block(start + n) &&
           expect_free_count(map_.free_frames(), "wrong nr_free_pages after free_pages");
}

// The last blocks go back; then what is free must be as whole as it was at the beginning.
bool Checker::free_blocks_and_take_all() {
    while (block_count_ > 0) {
        if (!random_free())
            return false;
    }
    if (!is_buddy())
        return random_alloc(kArenaFrames);
    for (usize size = kArenaFrames; size > 0; size /= 2) {
        while (map_.has_aligned(size)) {
            if (!random_alloc(size))
                return false;
        }
    }
    return true;
}

bool Checker::random_steps(u32 seed, u32 operations) {
    prng_ = Prng(seed);
    report_.digest = 0x811C9DC5;
    begin(0, kArenaFrames);
    if (!check_free_block(0))
        return false;
    for (u32 i = 0; i < operations; ++i) {
        report_.operation = i + 1;
        const u32 alloc_odds = i / 128 % 2 == 0 ? 5 : 3;  // fill for a while, then drain
        const bool odds = prng_.below(8) < alloc_odds;
        bool ok;
        if (block_count_ == 0 || (odds && block_count_ < kMaxBlocks)) {
            const u32 limit = prng_.below(4) == 0 ? 64 : 8;
            ok = random_alloc(1 + prng_.below(limit));
        } else {
            ok = random_free();
        }
        if (!ok)
            return false;
    }
    report_.operation = operations + 1;
    return free_blocks_and_take_all();
}

Checker::Block Checker::remove_block(usize index) {
    const Block removed = blocks_[index];
    blocks_[index] = blocks_[--block_count_];
    return removed;
}

void Checker::add_block(usize start, usize n) {
    if (n == 0)
        return;
    ASSERT(block_count_ < kMaxBlocks);
    blocks_[block_count_++] = {start, n};
}

}  // namespace

PmmReport run_pmm_workload(PmmManager& manager, Page* pages, u32 seed, u32 operations,
                           PmmObserver* observer) {
    Checker checker(manager, pages, observer);
    const bool fixed =
        checker.is_buddy() ? checker.buddy_steps() : checker.range_steps() && checker.list_steps();
    if (fixed)
        static_cast<void>(checker.random_steps(seed, operations));
    return checker.report();
}

}  // namespace selftest
