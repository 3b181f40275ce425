// A kernel's threads in unit tests.
#include "tests/unit/host_threads.h"

#include <semaphore>
#include <thread>

#include "libs/assert.h"

constinit sched::Cpu sched::the_cpu;

mm::KernelStack::~KernelStack() {}

namespace host_threads {

namespace {

World* the_world = nullptr;

// Thrown in those that wait for ever, so that they end.
struct End {};

}  // namespace

struct Thread {
    explicit Thread(std::function<void()> its_work) : work(std::move(its_work)) {}

    // Gives the processor back, and returns when it is this thread's turn again.
    void stop() {
        guards = arch::irq_guards;
        back.release();
        go.acquire();
        if (ending)
            throw End();
    }

    std::function<void()> work;
    sched::Task task;
    bool ended = false;
    bool ending = false;
    int guards = 0;  // how many it has, while it does not run
    std::binary_semaphore go{0}, back{0};
    std::thread host;
};

namespace {

Thread* running = nullptr;

void maybe_interrupt() {
    if (running && !running->ending && the_world->interrupted &&
        the_world->random(the_world->interrupted) == 0)
        sched::schedule();
}

}  // namespace

World::World(u32 seed) : random_(seed) {
    ASSERT(!the_world);
    the_world = this;
    arch::when_interrupts_on = maybe_interrupt;
}

World::~World() {
    end_all();
    arch::when_interrupts_on = nullptr;
    the_world = nullptr;
}

sched::Task& World::add(std::function<void()> work) {
    Thread& added = *threads_.emplace_back(std::make_unique<Thread>(std::move(work)));
    added.task.pid = static_cast<u32>(threads_.size());
    added.task.state = sched::TaskState::Runnable;
    added.host = std::thread([&added] {
        added.go.acquire();
        try {
            if (!added.ending)
                added.work();
        } catch (const End&) {}
        added.ended = true;
        added.back.release();
    });
    return added.task;
}

void World::resume(Thread& thread) {
    running = &thread;
    sched::the_cpu.current = &thread.task;
    arch::irq_guards = thread.guards;
    thread.go.release();
    thread.back.acquire();
    running = nullptr;
    arch::irq_guards = 0;
    arch::IrqGuard irq;
    check();
}

void World::tick() {
    arch::IrqGuard irq;
    ++ticks_;
    sched::expire_timers();
}

void World::work(bool with_clock) {
    constexpr u32 kLongest = 100000;  // ticks: nobody sets an alarm as late as that
    for (u32 idle = 0; idle < kLongest;) {
        std::vector<Thread*> ready;
        bool alive = false;
        for (auto& thread : threads_) {
            alive = alive || !thread->ended;
            if (!thread->ended && thread->task.state == sched::TaskState::Runnable)
                ready.push_back(thread.get());
        }
        if (!alive || (ready.empty() && !with_clock))
            return;
        if (with_clock && (ready.empty() || random(8) == 0))
            tick();
        if (ready.empty()) {
            ++idle;
            continue;
        }
        idle = 0;
        resume(*ready[random(static_cast<u32>(ready.size()))]);
    }
}

bool World::run() {
    work(true);
    for (auto& thread : threads_)
        if (!thread->ended)
            return false;
    return true;
}

void World::run_now() { work(false); }

void World::pass(u32 ticks) {
    for (u32 i = 0; i < ticks; ++i) {
        tick();
        run_now();
    }
}

void World::end_all() {
    check = [] {};
    for (auto& thread : threads_) {
        thread->ending = true;
        if (!thread->ended)
            resume(*thread);
        thread->host.join();
    }
    threads_.clear();
}

}  // namespace host_threads

// What kern/sched/scheduler.cpp does.

void sched::schedule() {
    ASSERT(host_threads::running);
    host_threads::running->stop();
}

void sched::wakeup_proc(Task& task) { task.state = TaskState::Runnable; }

void sched::set_priority(Task& task, u32 priority) { task.priority = clamp_priority(priority); }
