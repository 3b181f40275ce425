// A kernel's threads in unit tests: what kern/sync builds on, on the host.
//
// Each is a thread of the host, but one at a time runs, and who is next is up to a seed. A thread
// is interrupted wherever the kernel's could be: where interrupts come on again. So one seed is one
// interleaving, the same in every run.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <vector>

#include "kern/sched/scheduler.h"
#include "kern/sched/timer.h"

namespace host_threads {

struct Thread;

// One machine; one at a time.
class World {
  public:
    explicit World(u32 seed);
    ~World();

    // A thread that does `work`, beginning in the next run(). Its pid is 1 for the first one, and
    // so on.
    sched::Task& add(std::function<void()> work);

    // Runs all threads until each has ended, or none can go on. The clock ticks when nobody wants
    // to run, and now and then before. True: all have ended.
    bool run();

    // The same, but the clock stands still: until nobody wants to run.
    void run_now();

    // The same for so many ticks of the clock.
    void pass(u32 ticks);

    // Ticks since the beginning.
    u32 ticks() const { return ticks_; }

    // Called whenever a thread has stopped running, with interrupts off.
    std::function<void()> check = [] {};

    // Who is interrupted: one in so many occasions; 0: nobody.
    u32 interrupted = 3;

    // Gives all those who wait for ever an end, which run() has shown to be there.
    void end_all();

    u32 random(u32 below) { return static_cast<u32>(random_() % below); }

  private:
    friend struct Thread;
    void work(bool with_clock);
    void resume(Thread& thread);
    void tick();

    std::mt19937 random_;
    std::vector<std::unique_ptr<Thread>> threads_;
    u32 ticks_ = 0;
};

}  // namespace host_threads
