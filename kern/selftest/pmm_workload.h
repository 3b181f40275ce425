// Exercises a frame allocation strategy against a simple model of what it must do.
//
// Layer: selftest. uCore counterpart: the steps of basic_check and default_check in
// kern/mm/default_pmm.c. Prints nothing, so that it runs on the host too.
#pragma once

#include "kern/mm/pmm_manager.h"
#include "libs/types.h"

namespace selftest {

// How many frames the workload gives to the strategy, and how many Pages it needs for that: one
// more on either side, which stays in use, so that a strategy that leaves its range is noticed.
inline constexpr usize kArenaFrames = 512;
inline constexpr usize kArenaPages = kArenaFrames + 2;

// How many random operations the check at boot does; the digest depends on it.
inline constexpr u32 kPmmOperations = 1000;

// What came out. Frames are counted from the first one of the range.
struct PmmReport {
    static constexpr i32 kNoFrame = -1;  // nullptr was the answer, or should have been.

    const char* failure = nullptr;  // What was wrong; nullptr when nothing was.
    u32 operation = 0;              // Which operation of the workload that was, from 1 on; 0 for
                                    // the fixed steps, whose number `failure` tells.
    usize frames = 0;               // The size of the allocation or of the range that was freed.
    i32 expected = 0, got = 0;      // Its first frame; or numbers of frames.
    u32 digest = 0;                 // Of where all allocations of the workload were placed.
};

// Is told of the random allocations, one after the other: for somebody outside who wants to look
// at them. `frame` is kNoFrame when there was no room.
class PmmObserver {
  public:
    virtual void allocated(usize frames, i32 frame) = 0;

  protected:
    ~PmmObserver() = default;
};

// Runs the fixed steps and then `operations` random allocations and frees on `manager`, which
// nobody uses. `pages` are kArenaPages Pages in use; they are so again when nothing was wrong.
//
// The digest starts at 0x811C9DC5; each allocation in order makes it (digest ^ frame) *
// 0x01000193, with 0xFFFFFFFF for one that found no block. labs/lab2/models.py computes it too.
// `observer` may be nullptr.
PmmReport run_pmm_workload(mm::PmmManager& manager, mm::Page* pages, u32 seed, u32 operations,
                           PmmObserver* observer = nullptr);

}  // namespace selftest
