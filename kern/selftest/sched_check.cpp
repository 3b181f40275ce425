// The self-check of preemption and sleep.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/sched_check.h"

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/driver/clock.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/sched/preempt.h"
#include "kern/sched/timer.h"
#include "libs/assert.h"
#include "libs/prng.h"

namespace selftest {
namespace {

constexpr const char* kMemoryIsFree = "memory is free at boot";
constexpr u32 kLongTime = 60;  // ticks: longer than any policy's turn
constexpr u32 kSleepers = 40, kLongestSleep = 50;

// What two threads that compute see of each other.
struct Rivals {
    volatile u32 turns = 0;  // of the second one: how often it came to its preemption point
    volatile bool stop = false;
};
constinit Rivals rivals;

u32 start(int (*function)(void*), void* argument) {
    return must(process::kernel_thread(function, argument), kMemoryIsFree);
}

int wait_for(u32 pid) { return must(process::do_wait(pid), "it is our child").exit_code; }

int compute(void*) {
    while (!rivals.stop) {
        rivals.turns = rivals.turns + 1;
        sched::preemption_point();
    }
    return 0;
}

// Both threads want the CPU all the time and never give way by themselves.
void check_preemption() {
    rivals.turns = 0;
    rivals.stop = false;
    const u32 pid = start(compute, nullptr);
    const u32 begin = driver::ticks;
    while (rivals.turns == 0 && driver::ticks - begin < kLongTime)
        sched::preemption_point();
    ASSERT(rivals.turns != 0);
    {
        sched::PreemptGuard alone;
        const u32 before = rivals.turns, start_of_guard = driver::ticks;
        while (driver::ticks - start_of_guard < kLongTime)
            sched::preemption_point();
        ASSERT(rivals.turns == before);
        ASSERT(sched::current().needs_reschedule);
    }
    ASSERT(!sched::current().needs_reschedule);  // it gave way where the guard ended
    rivals.stop = true;
    ASSERT(wait_for(pid) == 0);
}

// Sleeps for as many ticks as it is told; the result is how many it was too late.
int sleep_a_while(void* argument) {
    const u32 ticks = *static_cast<u32*>(argument);
    const u32 begin = driver::ticks;
    ASSERT(sched::sleep(ticks) == 0);
    const u32 slept = driver::ticks - begin;
    ASSERT(slept >= ticks);
    return static_cast<int>(slept - ticks);
}

void check_sleep(u32 seed) {
    Prng random(seed);
    u32 times[kSleepers], pids[kSleepers];
    for (u32 i = 0; i < kSleepers; ++i) {
        times[i] = 1 + random.below(kLongestSleep);
        pids[i] = start(sleep_a_while, &times[i]);
    }
    for (u32 pid : pids)
        ASSERT(wait_for(pid) <= 1);  // nobody computes meanwhile
}

int sleep_for_ever(void* left) {
    *static_cast<u32*>(left) = sched::sleep(~u32{0});
    return 0;
}

void check_wake_up() {
    u32 left = 0;
    const u32 pid = start(sleep_for_ever, &left);
    sched::sleep(10);
    sched::wakeup_proc(*process::find_process(pid));
    ASSERT(wait_for(pid) == 0);
    ASSERT(left >= ~u32{0} - 12 && left < ~u32{0});
}

}  // namespace

void check_sched() {
    check_preemption();
    check_sleep(debug::option_number("seed", 1));
    check_wake_up();
    cprintf("check_sched() succeeded!\n");
}

}  // namespace selftest
