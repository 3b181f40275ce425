// Processes: making and finding them.
//
// Layer: process. uCore counterpart: kern/process/proc.c.

#include "kern/process/process.h"

#include "arch/interrupts.h"
#include "kern/mm/heap.h"
#include "kern/mm/page_table.h"
#include "kern/sched/trace.h"
#include "libs/assert.h"
#include "libs/string.h"

namespace process {
namespace {

constexpr u32 kBuckets = 1024;

constinit Bucket table[kBuckets] GUARDED_BY(arch::interrupts_off);
constinit PidAllocator pids GUARDED_BY(arch::interrupts_off);
constinit Process* idle = nullptr;
constinit Process* init = nullptr;

Bucket& bucket_of(u32 pid) REQUIRES(arch::interrupts_off) { return table[pid % kBuckets]; }

}  // namespace

Result<Process*> alloc_proc() {
    mm::Owned<Process> process = TRY(mm::Owned<Process>::create());
    Result<mm::KernelStack> stack = mm::KernelStack::create();
    if (!stack.has_value())
        return stack.error();
    process->kernel_stack = stack.take();
    process->root_table = mm::boot_page_table().root_address();
    return process.release();
}

void free_proc(Process* process) {
    ASSERT(!process->hash_link.is_linked() && !process->queued);
    ASSERT(process->children.empty());
    mm::destroy(process);
}

Process& idle_process() { return *idle; }
Process& init_process() { return *init; }

void adopt_idle(Process* new_idle) {
    arch::IrqGuard irq;
    idle = new_idle;
    idle->pid = must(pids.allocate(), "the first number");
    ASSERT(idle->pid == 0);
    bucket_of(0).push_back(*idle);
    set_name(*idle, "idle");
    sched::scheduler_init(*idle);
}

void set_init_process(Process& process) { init = &process; }

Process* find_process(u32 pid) {
    arch::IrqGuard irq;
    for (Process& process : bucket_of(pid))
        if (process.pid == pid)
            return &process;
    return nullptr;
}

Result<void> enter_family(Process& child, Process& parent) {
    arch::assert_interrupts_off();
#if LAB >= 5
    // The parent may have been killed while it made the child, and its threads with it.
    if (parent.killed)
        return Error::Killed;
#endif
    if (pids.in_use() >= kMaxProcesses)
        return Error::NoFreeProcess;
    u32 pid = TRY(pids.allocate());
    child.pid = pid;
    sched::trace_name(pid, child.name);
    bucket_of(child.pid).push_back(child);
    child.parent = &parent;
    parent.children.push_back(child);
    return {};
}

void leave_family(Process& child) {
    arch::assert_interrupts_off();
    child.parent->children.remove(child);
    child.parent = nullptr;
    bucket_of(child.pid).remove(child);
    pids.free(child.pid);
}

Span<Bucket> all_processes() { return table; }

u32 process_count() {
    arch::IrqGuard irq;
    return pids.in_use();
}

void set_name(Process& process, const char* name) {
    usize length = strnlen(name, kMaxNameLength);
    memcpy(process.name, name, length);
    process.name[length] = 0;
    if (process.pid != 0)
        sched::trace_name(process.pid, process.name);
}

Process* find_stack_overflow(mm::VirtAddr address) {
    arch::IrqGuard irq;
    for (Bucket& bucket : table)
        for (Process& process : bucket)
            if (process.kernel_stack.guards(address))
                return &process;
    return nullptr;
}

}  // namespace process
