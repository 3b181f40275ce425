// The self-check of operations for which there is no memory.
//
// Layer: selftest. No uCore counterpart.
// A thread of the kernel plays a process: it loads a program and never runs it.

#include "kern/selftest/no_memory_check.h"

#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/mm/failure.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/process/fpu.h"
#include "kern/process/kill.h"
#include "kern/sched/preempt.h"
#include "kern/selftest/no_memory_scene.h"
#include "kern/selftest/usage.h"
#include "kern/vm/copy.h"
#include "kern/vm/fault.h"
#include "kern/vm/mapping.h"
#include "libs/assert.h"

namespace selftest {
namespace {

using mm::kPageSize;
using process::CloneFlags;
using process::Process;
using vm::AddressSpace;
using vm::Permissions;
using vm::VirtAddr;

constexpr const char* kMemoryIsFree = "nothing is planned to fail";
constexpr arch::PageFaultCause kWrite{2};
constexpr Permissions kReadWrite = Permissions::Read | Permissions::Write;
// More than any of the operations needs.
constexpr u32 kMostAllocations = 1000;

// Memory of the process: an area with pages of its own in its first half, shared memory with a gap
// between, and one place where nothing is.
constexpr VirtAddr kOwn{0x20000000}, kShared{0x30000000}, kNothing{0x40000000};
constexpr usize kOwnPages = 4, kSharedPages = 2;
constexpr VirtAddr kGap = kShared + kSharedPages * kPageSize;

void touch(AddressSpace& space, VirtAddr address) {
    must(vm::do_pgfault(space, kWrite, address), kMemoryIsFree);
}

void add_program(arch::TrapFrame& frame) {
    must(load_program(frame), kMemoryIsFree);
    AddressSpace& memory = *process::current().space;
    must(vm::do_mmap(memory, kOwn, kOwnPages * kPageSize, kReadWrite), kMemoryIsFree);
    for (usize page = 0; page < kOwnPages / 2; ++page)
        touch(memory, kOwn + page * kPageSize);
    must(vm::do_shmem(memory, kShared, kSharedPages * kPageSize, kReadWrite), kMemoryIsFree);
    must(
        vm::do_shmem(memory, kGap + kSharedPages * kPageSize, kSharedPages * kPageSize, kReadWrite),
        kMemoryIsFree);
    vm::swap_out(2);  // the program's first pages
}

// The first page of the program that is on the swap disk, or none.
VirtAddr find_swapped_page(AddressSpace& space) {
    VirtAddr at;
    while (mm::Pte* entry = space.page_table().next_entry(at, VirtAddr(arch::kUserTop))) {
        if (entry->is_swapped())
            return at;
        at += kPageSize;
    }
    return VirtAddr();
}

// Undoes do_fork: the child never runs.
void take_back(Process& child) {
    process::leave_user_side(child);
    {
        arch::IrqGuard irq;
        sched::withdraw(child);
        process::leave_family(child);
    }
    process::free_proc(&child);
}

Result<void> fork_with(Scene& scene, CloneFlags flags) {
    sched::PreemptGuard alone;
    const u32 pid = TRY(process::do_fork(flags, scene.frame));
    take_back(*process::find_process(pid));
    return {};
}

void give_registers(Scene&) {
    arch::IrqGuard irq;
    must(process::use_fpu(), kMemoryIsFree);
}

void share_pages(Scene& scene) {
    scene.sibling = must(vm::copy_address_space(scene.space()), kMemoryIsFree);
}

Result<void> fork(Scene& scene) { return fork_with(scene, CloneFlags::None); }

Result<void> clone(Scene& scene) {
    return fork_with(scene, static_cast<CloneFlags>(static_cast<u32>(CloneFlags::Memory) |
                                                    static_cast<u32>(CloneFlags::Thread)));
}

Result<void> exec(Scene& scene) { return load_program(scene.frame); }

Result<void> use_registers(Scene&) {
    arch::IrqGuard irq;
    return process::use_fpu();
}

Result<void> brk(Scene& scene) {
    TRY(vm::do_brk(scene.space(), scene.space().heap_end + 3 * kPageSize));
    return {};
}

Result<void> mmap(Scene& scene) {
    TRY(vm::do_mmap(scene.space(), VirtAddr(), kPageSize, kReadWrite));
    return {};
}

// In the middle of an area, which becomes two.
Result<void> munmap(Scene& scene) {
    return vm::do_munmap(scene.space(), kOwn + kPageSize, kPageSize);
}

Result<void> shmem(Scene& scene) {
    TRY(vm::do_shmem(scene.space(), kNothing, 3 * kPageSize, kReadWrite));
    return {};
}

// What touches shared memory on both sides.
Result<void> shmem_in_gap(Scene& scene) {
    TRY(vm::do_shmem(scene.space(), kGap, kSharedPages * kPageSize, kReadWrite));
    return {};
}

Result<void> touch_new_page(Scene& scene) {
    const VirtAddr lowest_of_stack(arch::kUserTop - 256 * kPageSize);
    return vm::do_pgfault(scene.space(), kWrite, lowest_of_stack);
}

Result<void> touch_swapped_page(Scene& scene) {
    const VirtAddr address = find_swapped_page(scene.space());
    if (address == VirtAddr())
        return {};  // there is no disk to swap to
    return vm::do_pgfault(scene.space(), arch::PageFaultCause(0), address);
}

Result<void> write_shared_page(Scene& scene) { return vm::do_pgfault(scene.space(), kWrite, kOwn); }

constexpr Operation kOperations[] = {
    {"fork", fork},
    {"fork with registers", fork, false, give_registers},
    {"fork again", fork, false, share_pages},
    {"clone", clone, false, give_registers},
    {"exec", exec},
    {"registers", use_registers},
    {"brk", brk},
    {"mmap", mmap},
    {"munmap", munmap},
    {"shmem", shmem, true},
    {"shmem in a gap", shmem_in_gap, true},
    {"a new page", touch_new_page, true},
    {"a swapped page", touch_swapped_page, true},
    {"a shared page", write_shared_page, true, share_pages},
};

// How many pages the process has, in memory or on the swap disk.
usize count_pages(AddressSpace& space) {
    usize pages = 0;
    VirtAddr at;
    for (; space.page_table().next_entry(at, VirtAddr(arch::kUserTop)); at += kPageSize)
        ++pages;
    return pages;
}

// What an operation that fails must leave as it was. Pages may have come back from the swap disk.
struct Belongings {
    explicit Belongings(AddressSpace& space) : Belongings(space, mm::heap_usage()) {}

    usize areas, pages;
    usize other_frames;  // neither those of its pages nor the heap's
    usize heap_blocks, heap_bytes;
    u32 slots = vm::swap_slots_in_use();
    u32 processes = process::process_count();

    bool operator==(const Belongings&) const = default;

  private:
    Belongings(AddressSpace& space, const mm::HeapUsage& heap)
        : areas(space.areas().size()),
          pages(count_pages(space)),
          other_frames(mm::nr_free_pages() + space.resident_pages() + heap.frames),
          heap_blocks(heap.blocks),
          heap_bytes(heap.bytes) {}
};

void check_failure(const Operation& operation, Error error, u32 number) {
    if (error != Error::NoMemory)
        PANIC("check_no_memory: %s without allocation %u gives %s", operation.name, number,
              error_text(error));
}

enum class Outcome : u8 { NeverAsked, Failed, DidWithout };

bool needs_files(const Operation& operation) {
    const Span<const Operation> about_files = file_operations();
    return &operation >= about_files.begin() && &operation < about_files.end();
}

// An operation that is tried again and again.
struct Trial {
    const Operation& operation;
    bool has_files = needs_files(operation);
    FileState files{};  // before it runs, the same each time; known after the first time
    bool files_known = false;
};

// The operation has failed: nothing is different from before.
void check_unchanged(const Trial& trial, Scene& scene, const Belongings& had, u32 number) {
    scene.space().areas().check_invariants();
    const bool same_files = !trial.has_files || file_state() == trial.files;
    settle();
    Belongings has(scene.space());
    if (trial.operation.may_make_tables)
        has.other_frames = had.other_frames;
    if (!same_files || !(has == had))
        PANIC("check_no_memory: %s failed without allocation %u, but %s changed",
              trial.operation.name, number, same_files ? "something has" : "files have");
}

// Makes a scene and runs the operation in it with allocations failing as planned.
Outcome run_in_scene(Trial& trial, const mm::FailurePlan& plan) {
    const Operation& operation = trial.operation;
    Scene scene(trial.has_files);
    if (operation.prepare)
        operation.prepare(scene);
    if (trial.has_files && !trial.files_known) {
        trial.files = file_state();
        trial.files_known = true;
    }
    settle();
    const Belongings had(scene.space());
    mm::plan_failures(plan);
    Result<void> result = operation.run(scene);
    const bool failed = mm::end_failures().failed != 0;
    if (result.has_value())
        return failed ? Outcome::DidWithout : Outcome::NeverAsked;
    ASSERT(failed);
    check_failure(operation, result.error(), plan.first);
    check_unchanged(trial, scene, had, plan.first);
    return Outcome::Failed;
}

Outcome run_without(Trial& trial, const mm::FailurePlan& plan) {
    const u32 free_blocks_before = free_blocks();
    settle();
    const Usage before;
    const Outcome outcome = run_in_scene(trial, plan);
    if (free_blocks() != free_blocks_before)
        PANIC("check_no_memory: %s without allocation %u loses blocks of the disk",
              trial.operation.name, plan.first);
    settle();
    require_nothing_lost(before, trial.operation.name);
    return outcome;
}

// How often an operation asks for memory, and how often it does without what it does not get.
struct Need {
    u32 allocations = 0;
    u32 done_without = 0;
};

// Has each allocation of the operation fail, and `count` from there on.
Need explore(Trial& trial, mm::Allocation what, u32 count = 1) {
    Need need;
    for (;;) {
        const u32 number = need.allocations + 1;
        const Outcome outcome = run_without(trial, {.what = what, .first = number, .count = count});
        if (outcome == Outcome::NeverAsked)
            return need;
        need.allocations = number;
        need.done_without += outcome == Outcome::DidWithout ? 1 : 0;
        ASSERT(number < kMostAllocations);
    }
}

int check_all(void*) {
    for (const Operation& operation : kOperations)
        explore(operation);
    return 0;
}

}  // namespace

Scene::Scene(bool with_files) : with_files_(with_files) {
    if (with_files_)
        add_files();
    else
        add_program(frame);
}

Scene::~Scene() {
    if (with_files_)
        remove_files();
    sibling.reset();
    process::leave_user_side(process::current());
}

AddressSpace& Scene::space() { return *process::current().space; }

void explore(const Operation& operation) {
    Trial trial{operation};
    const Need blocks = explore(trial, mm::Allocation::Heap);
    const Need all = explore(trial, mm::Allocation::Any, mm::FailurePlan::kForEver);
    if (trial.has_files) {  // frames are the heap's there
        cprintf("no memory: %s asks for %u blocks, and does without %u\n", operation.name,
                blocks.allocations, blocks.done_without);
        return;
    }
    const Need frames = explore(trial, mm::Allocation::Frames);
    // What does without something may ask for something else in its place.
    ASSERT(frames.done_without + blocks.done_without > 0 ||
           all.allocations == frames.allocations + blocks.allocations);
    cprintf("no memory: %s asks for %u frames and %u blocks, and does without %u\n", operation.name,
            frames.allocations, blocks.allocations, frames.done_without + blocks.done_without);
}

void check_in_thread(int (*check)(void*)) {
    settle();
    const Usage before;
    const u32 pid = must(process::kernel_thread(check, nullptr), kMemoryIsFree);
    must(process::do_wait(pid), "it is our child");
    settle();
    require_nothing_lost(before, "a thread");
}

void check_no_memory() {
    check_in_thread(check_all);
    cprintf("check_no_memory() succeeded!\n");
}

}  // namespace selftest
