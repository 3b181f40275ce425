// The self-checks of semaphores and monitors: they do what a seed says, and print what came of it.
// The grader has a model that knows what should.
//
// Layer: selftest. uCore counterpart: kern/sync/check_sync.c.

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/driver/clock.h"
#include "kern/selftest/sync_check.h"
#include "kern/selftest/worker.h"
#include "kern/sync/monitor.h"
#include "libs/assert.h"
#include "libs/prng.h"

namespace selftest {
namespace {

constexpr u32 kWorkers = 6, kSteps = 80;
constexpr u32 kTimeout = 6;  // ticks: in the middle of the step after the next

constinit Worker workers[kWorkers];

void start_workers() {
    for (u32 i = 0; i < kWorkers; ++i)
        workers[i].start(i);
    wait_for_step();
}

void dismiss_workers(const char* what) {
    for (Worker& worker : workers) {
        if (!worker.is_idle())
            PANIC("%s: a thread still waits at the end", what);
        worker.dismiss();
    }
}

// --- semaphores ----------------------------------------------------------------------------------

constinit sync::Semaphore semaphore{2};

void down(u32 number) {
    semaphore.down();
    cprintf("  worker %u has one\n", number);
}

void down_for_a_while(u32 number) {
    const bool got = semaphore.down({kTimeout, false}).has_value();
    cprintf("  worker %u has %s\n", number, got ? "one" : "none");
}

void step_of_semaphore(Prng& random) {
    const u32 what = random.below(8);
    const u32 number = random.below(kWorkers);
    if (what < 4) {
        if (workers[number].is_idle())
            workers[number].tell(what < 2 ? down : down_for_a_while);
    } else if (what < 7) {
        semaphore.up();
    } else {
        cprintf("  try_down: %u\n", static_cast<u32>(semaphore.try_down()));
    }
}

// --- monitors ------------------------------------------------------------------------------------

constexpr u32 kConditions = 2, kOnlySignal = 4;  // workers from this one on never wait

constinit sync::Monitor monitor;
constinit sync::Condition conditions[kConditions] = {sync::Condition(monitor),
                                                     sync::Condition(monitor)};

// What each worker is to do inside.
struct Visit {
    u32 condition = 0;
    bool waits = false;
    bool stays = false;  // until the middle of a step
    bool waits_again = false;
};
constinit Visit visits[kWorkers];
constinit u32 inside = 0;

void note(u32 number, const char* what) { cprintf("  worker %u %s\n", number, what); }

void be_inside() {
    if (inside != 0)
        PANIC("monitor: two threads are inside");
}

void visit(u32 number) {
    const Visit& self = visits[number];
    monitor.enter();
    be_inside();
    note(number, "enters");
    if (self.waits && self.waits_again) {
        conditions[self.condition].cond_wait();
        be_inside();
        note(number, "waits again");
    }
    if (self.waits)
        conditions[self.condition].cond_wait();
    else
        conditions[self.condition].cond_signal();
    be_inside();
    note(number, self.waits ? "was called" : "has called");
    if (self.stays) {
        inside = 1;
        wait_for_middle();
        inside = 0;
    }
    monitor.leave();
}

void step_of_monitor(Prng& random) {
    const u32 number = random.below(kWorkers);
    const u32 bits = random.below(32);
    if (!workers[number].is_idle())
        return;
    Visit& wanted = visits[number];
    wanted.condition = bits & 1;
    wanted.waits = number < kOnlySignal && (bits & 6) != 0;
    wanted.stays = (bits & 8) != 0;
    wanted.waits_again = (bits & 16) != 0;
    workers[number].tell(visit);
}

// So that nobody waits at the end.
void call_all(u32 step) {
    for (u32 number = kOnlySignal; number < kWorkers; ++number)
        if (workers[number].is_idle()) {
            visits[number] = {step % kConditions, false, false, false};
            workers[number].tell(visit);
            return;
        }
}

}  // namespace

void check_semaphore() {
    Prng random(debug::option_number("seed", 1));
    start_workers();
    cprintf("semaphore:\n");
    for (u32 step = 0; step < kSteps; ++step) {
        cprintf(" %u\n", step);
        step_of_semaphore(random);
        wait_for_step();
    }
    for (u32 i = 0; i < kWorkers; ++i) {
        cprintf(" %u\n", kSteps + i);
        semaphore.up();
        wait_for_step();
        wait_for_step();
    }
    dismiss_workers("semaphore");
    cprintf("check_semaphore() ended, value %u\n", semaphore.value());
}

void check_monitor() {
    Prng random(debug::option_number("seed", 1));
    start_workers();
    cprintf("monitor:\n");
    for (u32 step = 0; step < kSteps; ++step) {
        cprintf(" %u\n", step);
        step_of_monitor(random);
        wait_for_step();
    }
    for (u32 step = 0; step < kSteps; ++step) {
        cprintf(" %u\n", kSteps + step);
        call_all(step);
        wait_for_step();
    }
    dismiss_workers("monitor");
    cprintf("check_monitor() ended\n");
}

}  // namespace selftest
