// FrameHog: makes memory scarce for a check.
//
// Layer: selftest. uCore counterpart: check_swap in kern/mm/swap.c, which takes the free list away.
#pragma once

#include "kern/mm/frame.h"
#include "libs/scope.h"
#include "libs/string.h"

namespace selftest {

// Holds all frames but `frames_left` while it lives. Context: boot, before other threads allocate.
class FrameHog : NonCopyable {
  public:
    [[nodiscard]] explicit FrameHog(usize frames_left) {
        for (usize block = kLargestBlock; block > 0; block /= 2)
            while (mm::nr_free_pages() >= frames_left + block && take(block)) {}
    }

    ~FrameHog() {
        while (mm::Page* page = held_.pop_front())
            mm::free_pages(page, page->block_frames());
    }

  private:
    static constexpr usize kLargestBlock = usize{1} << 15;

    bool take(usize frames) {
        Result<mm::Page*> page = mm::alloc_pages(frames);
        if (!page.has_value())
            return false;
        page.value()->set_block_frames(frames);
        held_.push_back(*page.value());
        return true;
    }

    mm::Page::List held_;
};

// Writes junk to `count` neighbouring frames that are free, so that whoever gets one of them next
// and has to clear it is found out if he does not.
inline void fill_free_frames_with_junk(usize count) {
    Result<mm::Page*> pages = mm::alloc_pages(count);
    if (!pages.has_value())
        return;
    memset(mm::page_to_kva(pages.value()), 0xa5, count * mm::kPageSize);
    mm::free_pages(pages.value(), count);
}

}  // namespace selftest
