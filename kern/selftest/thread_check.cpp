// The self-checks of kernel threads.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/thread_check.h"

#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "arch/layout.h"
#include "arch/paging.h"
#include "arch/probe.h"
#include "arch/segments.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/frame.h"
#include "kern/mm/heap.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/selftest/digest.h"
#include "libs/assert.h"
#include "libs/prng.h"
#include "libs/string.h"

namespace selftest {
namespace {

constexpr u32 kMaxThreads = 12, kMaxTurns = 8;
constexpr u32 kInitPages = 4096;  // init touches one of these
constexpr const char* kMemoryIsFree = "memory is free at boot";

// What the threads do to each other: each turn is noted here, in the order in which they happen.
struct TurnLog {
    u32 turns = 0;
    u32 digest = 0;
};
constinit TurnLog turn_log;

// What a thread is told.
struct Assignment {
    u32 index;
    u32 turns;
    u32 seed;
};

// The address that thread `index` touches in turn `turn`: nothing is mapped in the user half.
uptr probe_address(u32 index, u32 turn) {
    return arch::kUserBase + (index * kMaxTurns + turn) * arch::kPageSize;
}

// What holds whenever a thread runs.
void check_surroundings(const process::Process& parent) {
    const process::Process& self = process::current();
    const mm::VirtAddr here(arch::stack_pointer());
    ASSERT(self.kernel_stack.bottom() <= here && here < self.stack_top());
    ASSERT(arch::kernel_stack() == self.stack_top().raw());
    ASSERT(arch::root_table() == self.root_table.raw());
    ASSERT(self.parent == &parent);
    ASSERT(arch::interrupts_enabled());
}

// Takes its turns; between them all others have theirs. What it keeps on its stack and in registers
// must still be there. The result is a function of the assignment.
int take_turns(void* argument) {
    const Assignment mine = *static_cast<const Assignment*>(argument);
    Prng random(mine.seed + mine.index);
    u32 sum = 0;
    for (u32 turn = 0; turn < mine.turns; ++turn) {
        check_surroundings(process::init_process());
        u32 word;
        ASSERT(!arch::probe_read(probe_address(mine.index, turn), word));
        sum = sum * 31 + random.next();
        ++turn_log.turns;
        turn_log.digest = digest_step(turn_log.digest, mine.index << 8 | turn);
        sched::schedule();
    }
    return static_cast<int>(sum & 0x7fffffff);
}

int expected_result(const Assignment& assignment) {
    Prng random(assignment.seed + assignment.index);
    u32 sum = 0;
    for (u32 turn = 0; turn < assignment.turns; ++turn)
        sum = sum * 31 + random.next();
    return static_cast<int>(sum & 0x7fffffff);
}

// Several threads at a time, with different numbers of turns; waited for in the order of their
// making.
void check_turns(u32 seed) {
    Prng random(seed);
    Assignment assignments[kMaxThreads];
    u32 pids[kMaxThreads];
    const u32 threads = 4 + random.below(kMaxThreads - 3);
    turn_log = {};
    for (u32 i = 0; i < threads; ++i) {
        assignments[i] = {i, 1 + random.below(kMaxTurns), seed};
        pids[i] = must(process::kernel_thread(take_turns, &assignments[i]), kMemoryIsFree);
        for (u32 other = 0; other < i; ++other)
            ASSERT(pids[other] != pids[i]);
    }
    for (u32 i = 0; i < threads; ++i) {
        process::EndedChild ended = must(process::do_wait(pids[i]), "it is our child");
        ASSERT(ended.pid == pids[i]);
        if (ended.exit_code != expected_result(assignments[i]))
            PANIC(
                "check_threads: thread %u ended with 0x%08x instead of 0x%08x: it lost a register "
                "or its stack",
                i, ended.exit_code, expected_result(assignments[i]));
    }
    ASSERT(!process::do_wait(process::kAnyChild).has_value());
    cprintf("threads check: seed 0x%08x turns %u digest 0x%08x\n", seed, turn_log.turns,
            turn_log.digest);
}

int end_at_once(void*) { return 7; }

int make_orphans(void*) {
    for (u32 i = 0; i < 3; ++i)
        must(process::kernel_thread(end_at_once, nullptr), kMemoryIsFree);
    return 0;
}

// Children whose parent ends first become init's, which is who runs this.
void check_orphans() {
    must(process::kernel_thread(make_orphans, nullptr), kMemoryIsFree);
    u32 ended = 0;
    while (process::do_wait(process::kAnyChild).has_value())
        ++ended;
    ASSERT(ended == 4);
}

}  // namespace

void check_threads() {
    const usize free_before = mm::nr_free_pages();
    const mm::HeapUsage heap_before = mm::heap_usage();
    const u32 processes_before = process::process_count();
    check_turns(debug::option_number("seed", 1));
    check_orphans();
    ASSERT(process::process_count() == processes_before);
    ASSERT(mm::heap_usage() == heap_before);
    ASSERT(mm::nr_free_pages() == free_before);
    cprintf("check_threads() succeeded!\n");
}

void check_init() {
    const process::Process& self = process::current();
    ASSERT(self.pid == 1 && strcmp(self.name, "init") == 0);
    check_surroundings(process::idle_process());
    u32 word;
    const u32 page = Prng(debug::option_number("seed", 1)).below(kInitPages);
    ASSERT(!arch::probe_read(arch::kUserBase + page * arch::kPageSize, word));
    cprintf("check_init() succeeded!\n");
}

}  // namespace selftest
