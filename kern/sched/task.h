// Task: what the scheduler needs to know of a thread.
//
// Layer: sched. uCore counterpart: half of struct proc_struct in kern/process/proc.h; the other
// half is process::Process.
#pragma once

#include "arch/context.h"
#include "kern/mm/address.h"
#include "kern/mm/kernel_stack.h"
#include "kern/sched/entity.h"

#if LAB >= 7
namespace sync {
class Lock;
class Mutex;
}  // namespace sync
#endif

namespace sched {

enum class TaskState : u8 {
    New,       // being made, not yet known to the scheduler
    Runnable,  // running, or in the run queue
    Sleeping,  // waits until somebody wakes it up
    Zombie,    // has ended; its parent has not asked for it yet
};

// What a sleeping task waits for; None when it can not be woken up because its process is to end.
enum class WaitReason : u8 { None, Child, Timer, Event };

// A thread: registers, a kernel stack, a page table. Fields are the scheduler's and the process
// layer's; they change with interrupts off.
struct Task : SchedEntity {
    // The end of the kernel stack, where a trap from user mode begins.
    mm::VirtAddr stack_top() const { return kernel_stack.top(); }

    u32 pid = 0;  // its number, given by the process layer
    TaskState state = TaskState::New;
    u32 runs = 0;             // how often it was given the CPU
    u32 ticks_run = 0;        // that came while it had the CPU
    arch::Context context;    // its registers while it does not run
    mm::PhysAddr root_table;  // its page table (uCore's cr3)
    mm::KernelStack kernel_stack;

    WaitReason wait_reason = WaitReason::None;
#if LAB >= 7
    sync::Lock* wanted = nullptr;  // the lock that it waits for
    sync::Mutex* held = nullptr;   // the first of the mutexes that it has; the others follow
    u32 own_priority = 0;          // what it has but for what others lend it; 0: nothing is lent

    // Of the search for deadlocks (sync/deadlock.h):
    u64 search = 0;               // the last one that has found it
    Task* search_from = nullptr;  // who waits for what it holds
    Task* search_next = nullptr;  // where to go after it
#endif
};

}  // namespace sched
