// The patterns, the contents and the comparisons of the check of page replacement.
//
// Layer: selftest. uCore counterpart: check_swap in kern/mm/swap.c.
#include "kern/selftest/swap_workload.h"

#include "libs/assert.h"

namespace selftest {
namespace {

// Spreads the bits of a number over all 32; nothing but odd factors and shifts, so no two numbers
// give the same result (the finalizer of MurmurHash3).
constexpr u32 mix(u32 x) {
    x ^= x >> 16;
    x *= 0x85EBCA6B;
    x ^= x >> 13;
    x *= 0xC2B2AE35;
    x ^= x >> 16;
    return x;
}

// From one word of a page to the next. Odd, so all words of a page differ.
constexpr u32 kWordStep = 0x9E3779B9;

SwapCounters difference(const SwapCounters& after, const SwapCounters& before) {
    return {after.faults - before.faults, after.reads - before.reads, after.writes - before.writes};
}

}  // namespace

const char* swap_pattern_name(SwapPattern pattern) {
    switch (pattern) {
    case SwapPattern::Uniform: return "uniform";
    case SwapPattern::Scan: return "scan";
    case SwapPattern::HotSet: return "hot_set";
    case SwapPattern::DirtyHot: return "dirty_hot";
    }
    UNREACHABLE();
}

Span<volatile u32> SwapRange::page(usize index, Access) {
    const Span<volatile u8> bytes = memory_.subspan(index * page_bytes_, page_bytes_);
    return {reinterpret_cast<volatile u32*>(bytes.data()), page_bytes_ / sizeof(u32)};
}

SwapWorkload::SwapWorkload(SwapMemory& memory, usize page_count, u32 seed)
    : memory_(memory), page_count_(page_count), seed_(seed), prng_(seed) {
    ASSERT(page_count >= 4 && page_count <= kMaxPages);
}

SwapReport SwapWorkload::run(SwapPattern pattern, u32 visits) {
    ASSERT(report_.visit == 0);
    if (!fill())
        return report_;
    const SwapCounters before = memory_.counters();
    for (u32 i = 0; i < visits; ++i) {
        if (!visit(next_visit(pattern)))
            return report_;
    }
    report_.counters = difference(memory_.counters(), before);
    static_cast<void>(check_all());
    return report_;
}

SwapWorkload::Visit SwapWorkload::next_visit(SwapPattern pattern) {
    const u32 pages = static_cast<u32>(page_count_);
    const u32 hot_pages = pages / 4;
    if (pattern == SwapPattern::DirtyHot) {
        if (prng_.below(4) != 0)
            return {prng_.below(hot_pages), Access::Write};
        return {hot_pages + scan_++ % (pages - hot_pages), Access::Read};
    }
    u32 page;
    if (pattern == SwapPattern::Scan) {
        page = scan_++ % pages;
    } else if (pattern == SwapPattern::HotSet && prng_.below(10) != 0) {
        page = prng_.below(hot_pages);
    } else {
        page = prng_.below(pages);
    }
    return {page, prng_.below(4) == 0 ? Access::Write : Access::Read};
}

// The first word of the page as it was written last; word n is n * kWordStep more.
u32 SwapWorkload::first_word(usize page) const {
    return mix(mix(seed_ ^ static_cast<u32>(page) * 0x10001) + generations_[page]);
}

bool SwapWorkload::fill() {
    for (usize page = 0; page < page_count_; ++page) {
        const Span<volatile u32> words = memory_.page(page, Access::Write);
        if (!compare_page(page, words))
            return false;
        write_page(page, words);
        end_visit();
    }
    return true;
}

bool SwapWorkload::visit(Visit visit) {
    const u32 faults = memory_.counters().faults;
    const Span<volatile u32> words = memory_.page(visit.page, visit.access);
    // Reading the first word brings the page in, so the comparison of all of it comes second.
    if (!compare_word(visit.page, words, 0) ||
        !compare_word(visit.page, words, (visit.page + 7 * report_.visit) % words.size()) ||
        !compare_word(visit.page, words, words.size() - 1)) {
        return false;
    }
    if (memory_.counters().faults != faults && !compare_page(visit.page, words))
        return false;
    if (visit.access == Access::Write)
        write_page(visit.page, words);
    end_visit();
    return true;
}

bool SwapWorkload::check_all() {
    for (usize page = 0; page < page_count_; ++page) {
        if (!compare_page(page, memory_.page(page, Access::Read)))
            return false;
        end_visit();
    }
    return true;
}

// What word `index` of the page must be: zero until it is written.
u32 SwapWorkload::word(usize page, usize index) const {
    return generations_[page] == 0 ? 0 : first_word(page) + static_cast<u32>(index) * kWordStep;
}

bool SwapWorkload::compare_word(usize page, Span<volatile u32> words, usize index) {
    const u32 expected = word(page, index);
    const u32 got = words[index];
    return got == expected || fail(page, index, expected, got);
}

bool SwapWorkload::compare_page(usize page, Span<volatile u32> words) {
    u32 expected = word(page, 0);
    const u32 step = word(page, 1) - expected;
    for (usize index = 0; index < words.size(); ++index) {
        const u32 got = words.data()[index];
        if (got != expected)
            return fail(page, index, expected, got);
        expected += step;
    }
    return true;
}

bool SwapWorkload::fail(usize page, usize index, u32 expected, u32 got) {
    report_.failure = generations_[page] == 0 ? "a new page is not zero" : "a page has changed";
    report_.page = static_cast<u32>(page);
    report_.offset = static_cast<u32>(index * sizeof(u32));
    report_.expected = expected;
    report_.got = got;
    return false;
}

void SwapWorkload::write_page(usize page, Span<volatile u32> words) {
    generations_[page]++;
    u32 next = first_word(page);
    for (volatile u32& word : words) {
        word = next;
        next += kWordStep;
    }
}

void SwapWorkload::end_visit() {
    report_.visit++;
    if (report_.visit % kVisitsPerTick == 0)
        memory_.tick();
}

}  // namespace selftest
