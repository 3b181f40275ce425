// A machine with one processor and no code: tasks that compute and sleep as told, under a policy.
// Time goes in ticks.
#pragma once

#include <memory>
#include <vector>

#include "kern/sched/sched_class.h"

namespace sched_test {

// A task. It computes for `run_ticks`, sleeps for `sleep_ticks`, and so on; without sleep_ticks it
// ends after run_ticks, or never when those are kForEver.
struct SimTask : sched::SchedEntity {
    static constexpr u32 kForEver = ~0U;

    u32 run_ticks = kForEver;
    u32 sleep_ticks = 0;

    u32 left = 0;      // of this burst
    u64 wakes_at = 0;  // while it sleeps
    bool ended = false;
    u64 ran = 0;      // ticks in all
    u64 arrived = 0;  // when it was made
    u64 ended_at = 0;
    u64 wanted_since = 0;  // since when it waits for the CPU
    u64 longest_wait = 0;
    u64 total_wait = 0;
    u64 turns = 0;
    u64 wakes = 0;  // how often it came from sleep, and how long it had to wait then
    u64 wake_wait = 0;
    bool from_sleep = false;
};

class Simulator {
  public:
    // How a task that wants another turn is told to the policy: with pick_after, or as it is
    // defined, with enqueue and pick_next.
    enum class GiveWay : u8 { InOneCall, InTwo };

    explicit Simulator(sched::SchedClass& policy, GiveWay give_way = GiveWay::InOneCall)
        : policy_(policy), way_(give_way) {
        policy.init();
    }

    SimTask& add(u32 priority = 1, u32 run_ticks = SimTask::kForEver, u32 sleep_ticks = 0) {
        tasks_.push_back(std::make_unique<SimTask>());
        SimTask& task = *tasks_.back();
        task.priority = sched::clamp_priority(priority);
        task.run_ticks = task.left = run_ticks;
        task.sleep_ticks = sleep_ticks;
        task.arrived = now_;
        enqueue(task);
        return task;
    }

    // The task sleeps until wake() when it next gives up the CPU at a tick.
    void sleep_for(SimTask& task, u64 ticks) {
        if (&task == current_)
            current_ = nullptr;
        else
            dequeue(task);
        task.wakes_at = now_ + ticks;
        sleepers_.push_back(&task);
    }

    void set_priority(SimTask& task, u32 priority) {
        const bool waits = task.queued;
        if (waits)
            dequeue(task);
        task.priority = sched::clamp_priority(priority);
        if (waits)
            enqueue(task);
        else if (&task == current_)
            policy_.priority_changed(task);
    }

    // The running task gives way by itself.
    void yield() {
        if (current_ != nullptr)
            give_way();
        else
            pick();
    }

    void run(u64 ticks) {
        for (u64 end = now_ + ticks; now_ != end;)
            step();
    }

    SimTask* current() const { return current_; }
    u64 now() const { return now_; }
    u64 idle_ticks() const { return idle_; }
    usize switches() const { return switches_; }

    std::vector<std::unique_ptr<SimTask>>& tasks() { return tasks_; }

  private:
    void enqueue(SimTask& task) {
        task.queued = true;
        task.wanted_since = now_;
        policy_.enqueue(task);
    }

    void dequeue(SimTask& task) {
        task.queued = false;
        policy_.dequeue(task);
    }

    void pick() { begin_turn(static_cast<SimTask*>(policy_.pick_next())); }

    void give_way() {
        if (way_ == GiveWay::InTwo) {
            enqueue(*current_);
            return pick();
        }
        current_->queued = true;
        current_->wanted_since = now_;
        begin_turn(&static_cast<SimTask&>(policy_.pick_after(*current_)));
    }

    void begin_turn(SimTask* next) {
        current_ = next;
        if (next == nullptr)
            return;
        ASSERT(next->queued);
        next->queued = false;
        next->needs_reschedule = false;
        const u64 waited = now_ - next->wanted_since;
        next->longest_wait = std::max(next->longest_wait, waited);
        next->total_wait += waited;
        if (next->from_sleep)
            next->wake_wait += waited;
        next->from_sleep = false;
        ++next->turns;
        ++switches_;
    }

    void wake_sleepers() {
        for (usize i = 0; i < sleepers_.size();) {
            SimTask& task = *sleepers_[i];
            if (task.wakes_at > now_) {
                ++i;
                continue;
            }
            sleepers_.erase(sleepers_.begin() + static_cast<long>(i));
            task.left = task.run_ticks;
            task.from_sleep = true;
            ++task.wakes;
            enqueue(task);
            if (current_ != nullptr && policy_.preempts(task, *current_))
                current_->needs_reschedule = true;
        }
    }

    // A burst is over: the task sleeps, or ends.
    void finish(SimTask& task) {
        current_ = nullptr;
        task.needs_reschedule = false;
        if (task.sleep_ticks == 0) {
            task.ended = true;
            task.ended_at = now_;
            return;
        }
        task.wakes_at = now_ + task.sleep_ticks;
        sleepers_.push_back(&task);
    }

    void step() {
        wake_sleepers();
        if (current_ == nullptr)
            pick();
        else if (current_->needs_reschedule)
            give_way();
        ++now_;
        if (current_ == nullptr) {
            ++idle_;
            return;
        }
        SimTask& task = *current_;
        ++task.ran;
        policy_.proc_tick(task);
        if (task.left != SimTask::kForEver && --task.left == 0)
            finish(task);
    }

    sched::SchedClass& policy_;
    GiveWay way_;
    std::vector<std::unique_ptr<SimTask>> tasks_;
    std::vector<SimTask*> sleepers_;
    SimTask* current_ = nullptr;
    u64 now_ = 0;
    u64 idle_ = 0;
    usize switches_ = 0;
};

}  // namespace sched_test
