// Processes: a thread with a number, a name, a family, and later an address space and files.
//
// Layer: process. uCore counterpart: kern/process/proc.h.
#pragma once

#include "arch/interrupts.h"
#include "kern/process/pid_allocator.h"
#include "kern/sched/scheduler.h"
#include "kern/sched/task.h"
#include "libs/list.h"
#include "libs/result.h"
#include "libs/span.h"
#if LAB >= 5
#include "kern/process/user_side.h"
#endif

namespace process {

inline constexpr u32 kMaxProcesses = 4096;
inline constexpr usize kMaxNameLength = 50;

using sched::WaitReason;

// A process. On the kernel's heap; made by alloc_proc and do_fork, ended by do_exit, freed by its
// parent's do_wait. Fields change with interrupts off.
#if LAB >= 5
struct Process : sched::Task, UserSide {
#else
struct Process : sched::Task {
#endif
    bool is_idle() const { return pid == 0; }

    char name[kMaxNameLength + 1] = {};
    int exit_code = 0;  // that it has ended with, or is to end with

    Process* parent = nullptr;
    ListNode sibling_link;  // in the parent's list of children
    using Children = IntrusiveList<Process, &Process::sibling_link>;
    Children children;

    ListNode hash_link;  // in the table of all processes

#if LAB >= 5
    Process* next_thread = this;  // the ring of threads that end together: itself when it is alone
#endif
};

// A process with a kernel stack and nothing else: state New, no number, no parent. The caller owns
// it and may free it with free_proc. NoMemory.
Result<Process*> alloc_proc();

// Frees a process that is not in the table (any more), with its stack.
void free_proc(Process* process);

// The process that runs this code.
inline Process& current() { return static_cast<Process&>(sched::current()); }

// Process 0, which waits for interrupts, and process 1, the parent of all others.
Process& idle_process();
Process& init_process();

// Makes the code that runs now process 0, "idle". Called once, on a stack of idle's own.
void adopt_idle(Process* idle);

// Remembers process 1.
void set_init_process(Process& process);

// The process with number `pid`, or nullptr (uCore's find_proc). Context: interrupts off, or the
// process can not end meanwhile.
Process* find_process(u32 pid);

// Gives `child` a number, and puts it into the table and among the children of `parent`.
// NoFreeProcess when there are kMaxProcesses, Killed when the parent is about to end. Context:
// interrupts off.
Result<void> enter_family(Process& child, Process& parent) REQUIRES(arch::interrupts_off);

// The opposite. Context: interrupts off.
void leave_family(Process& child) REQUIRES(arch::interrupts_off);

// All processes, in no order. Context: interrupts off.
using Bucket = IntrusiveList<Process, &Process::hash_link>;
Span<Bucket> all_processes() REQUIRES(arch::interrupts_off);

// How many processes there are, zombies included.
u32 process_count();

// At most kMaxNameLength characters of `name` are kept.
void set_name(Process& process, const char* name);

// The process in whose stack's guard page `address` lies, or nullptr.
Process* find_stack_overflow(mm::VirtAddr address);

}  // namespace process
