// The self-check of making processes.
//
// Layer: selftest. No uCore counterpart.
// The children never run: they are looked at, and taken back by hand.

#include "kern/selftest/do_fork_check.h"

#include "arch/context.h"
#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/failure.h"
#include "kern/mm/frame.h"
#include "kern/mm/heap.h"
#include "kern/process/fork.h"
#include "kern/process/process.h"
#include "kern/selftest/digest.h"
#include "kern/selftest/frame_hog.h"
#include "libs/assert.h"
#include "libs/prng.h"
#include "libs/string.h"

namespace selftest {
namespace {

using process::Process;

constexpr u32 kOperations = 40, kMostAlive = 12;
constexpr const char* kMemoryIsFree = "memory is free at boot";
constexpr const char* kParentName = "fork's parent";

// What must be the same again in the end.
struct Balance {
    usize free_frames = mm::nr_free_pages();
    mm::HeapUsage heap = mm::heap_usage();
    u32 processes = process::process_count();

    bool operator==(const Balance&) const = default;
};

int never_runs(void*) { UNREACHABLE(); }

// A frame for never_runs that can be told from others by its edx.
arch::TrapFrame make_frame(u32 mark) {
    arch::TrapFrame frame;
    arch::make_kernel_thread_frame(frame, never_runs, reinterpret_cast<void*>(mark));
    return frame;
}

// Undoes do_fork.
void take_back(Process& child) {
    {
        arch::IrqGuard irq;
        sched::withdraw(child);
        process::leave_family(child);
    }
    process::free_proc(&child);
}

void require(bool holds, const char* what) {
    if (!holds)
        PANIC("check_do_fork: %s", what);
}

// Looks at the child that a do_fork has just made with make_frame(mark).
void check_child(Process* child, u32 mark) {
    arch::IrqGuard irq;
    Process& parent = process::current();
    require(child != nullptr, "the result is not the number of a process");
    require(child->parent == &parent, "the child's parent is not who called do_fork");
    require(parent.children.back() == child, "the child is not the last of its parent's children");
    require(child->children.empty(), "the child has children");
    require(strcmp(child->name, kParentName) == 0, "the child has not the name of its parent");
    require(child->state == sched::TaskState::Runnable, "the child is not runnable");
    require(child->queued, "the child is not in the run queue");
    require(child->runs == 0, "the child has run before its parent gave way");
    const mm::VirtAddr frame(child->context.esp);
    require(child->kernel_stack.bottom() <= frame && frame < child->stack_top(),
            "the child would not begin on its own stack");
    require(frame.as<arch::TrapFrame>()->registers.edx == mark,
            "the child would not begin with the registers that do_fork was given");
}

// Makes children and takes some back, in an order from the seed. Returns how many were made.
u32 check_children(Prng& random, u32& digest) {
    Process* alive[kMostAlive];
    u32 count = 0, made = 0;
    for (u32 i = 0; i < kOperations; ++i) {
        if (count == kMostAlive || (count > 0 && random.below(3) == 0)) {
            const u32 chosen = random.below(count);
            take_back(*alive[chosen]);
            alive[chosen] = alive[--count];
            continue;
        }
        const u32 mark = random.next();
        const u32 pid =
            must(process::do_fork(process::CloneFlags::None, make_frame(mark)), kMemoryIsFree);
        for (u32 other = 0; other < count; ++other)
            require(alive[other]->pid != pid, "two children have the same number");
        alive[count] = process::find_process(pid);
        check_child(alive[count], mark);
        digest = digest_step(digest, pid << 8 | count);
        ++count;
        ++made;
    }
    while (count > 0)
        take_back(*alive[--count]);
    return made;
}

// A child of a child: the parent is whoever is current.
void check_grandchild() {
    Process& self = process::current();
    Process& child = *process::find_process(
        must(process::do_fork(process::CloneFlags::None, make_frame(0)), kMemoryIsFree));
    sched::this_cpu().current = &child;
    Result<u32> pid = process::do_fork(process::CloneFlags::None, make_frame(0));
    sched::this_cpu().current = &self;
    Process* grandchild = process::find_process(must(move(pid), kMemoryIsFree));
    require(grandchild != nullptr && grandchild->parent == &child && self.children.back() == &child,
            "the parent of a child's child is not the child");
    take_back(*grandchild);
    take_back(child);
}

// do_fork with interrupts off, and with them on.
void check_interrupts_are_kept() {
    require(arch::interrupts_enabled(), "interrupts are off before it began");
    {
        arch::IrqGuard irq;
        const u32 pid =
            must(process::do_fork(process::CloneFlags::None, make_frame(0)), kMemoryIsFree);
        require(!arch::interrupts_enabled(), "interrupts were off before do_fork, and on after it");
        take_back(*process::find_process(pid));
    }
    const u32 pid = must(process::do_fork(process::CloneFlags::None, make_frame(0)), kMemoryIsFree);
    require(arch::interrupts_enabled(), "interrupts were on before do_fork, and off after it");
    take_back(*process::find_process(pid));
}

// A fork with fewer and fewer frames left fails or succeeds; in both cases nothing is missing.
void check_out_of_memory() {
    constexpr usize kMostFrames = 4;
    const Balance before;
    bool failed = false, succeeded = false;
    for (usize frames = 0; frames <= kMostFrames; ++frames) {
        {
            FrameHog hog(frames);
            Result<u32> pid = process::do_fork(process::CloneFlags::None, make_frame(0));
            failed = failed || !pid.has_value();
            succeeded = succeeded || pid.has_value();
            if (pid.has_value())
                take_back(*process::find_process(pid.value()));
            else
                require(pid.error() == Error::NoMemory, "no memory, but another error");
        }
        require(Balance() == before, "something is left behind when there is no memory");
    }
    require(failed && succeeded, "it does not depend on how much memory there is");
}

// The first thing that fork allocates fails, then the second, and so on until it needs no more.
void check_each_allocation(mm::Allocation what) {
    const Balance before;
    for (u32 number = 1;; ++number) {
        mm::plan_failures({.what = what, .first = number});
        Result<u32> pid = process::do_fork(process::CloneFlags::None, make_frame(0));
        const bool failed = mm::end_failures().failed != 0;
        if (pid.has_value())
            take_back(*process::find_process(pid.value()));
        require(pid.has_value() != failed, "it does not depend on whether memory is there");
        if (failed)
            require(pid.error() == Error::NoMemory, "no memory, but another error");
        require(Balance() == before, "something is left behind when there is no memory");
        if (!failed)
            return;
    }
}

// As many processes as there can be, and one more, which finds no number: by then it has a stack.
void check_too_many() {
    Process& parent = process::current();
    const Balance before;
    u32 made = 0;
    while (process::process_count() < process::kMaxProcesses && mm::nr_free_pages() > 1000) {
        must(process::do_fork(process::CloneFlags::None, make_frame(0)), kMemoryIsFree);
        ++made;
    }
    if (process::process_count() == process::kMaxProcesses) {
        const Balance full;
        Result<u32> pid = process::do_fork(process::CloneFlags::None, make_frame(0));
        require(!pid.has_value(), "there are more than kMaxProcesses");
        require(pid.error() == Error::NoFreeProcess, "too many processes, but another error");
        require(Balance() == full, "something is left behind when there are too many processes");
    }
    for (; made > 0; --made)
        take_back(*parent.children.back());
    require(Balance() == before, "something is left behind");
}

}  // namespace

void check_do_fork() {
    const u32 seed = debug::option_number("seed", 1);
    Prng random(seed);
    Process& self = process::current();
    char own_name[process::kMaxNameLength + 1];
    strcpy(own_name, self.name);
    process::set_name(self, kParentName);

    u32 digest = 0;
    const u32 children = check_children(random, digest);
    check_grandchild();
    check_interrupts_are_kept();
    check_out_of_memory();
    check_each_allocation(mm::Allocation::Frames);
    check_each_allocation(mm::Allocation::Heap);
    check_too_many();

    process::set_name(self, own_name);
    cprintf("do_fork check: seed 0x%08x children %u digest 0x%08x\n", seed, children, digest);
    cprintf("check_do_fork() succeeded!\n");
}

}  // namespace selftest
