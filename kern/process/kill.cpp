// Processes that are ended by others, or by what they did.
//
// Layer: process. uCore counterpart: do_kill in kern/process/proc.c, parts of trap_dispatch.

#include "kern/process/kill.h"

#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/debug/trapframe.h"
#include "kern/process/exit.h"
#include "kern/process/output_line.h"
#include "kern/sched/timer.h"

namespace process {
namespace {

constexpr int kKilledCode = -static_cast<int>(Error::Killed);

// `process` is to end with `code`, unless it is to end already. Context: interrupts off.
[[maybe_unused]] void mark_killed(Process& process, int code = kKilledCode) {
    if (!process.killed)
        process.exit_code = code;
    process.killed = true;
    if (&process == &current())
        sched::this_cpu().end_wanted = true;
    if (process.wait_reason != WaitReason::None)
        sched::wakeup_proc(process);
}

// The process with the most pages in memory; among equals one that is to end already.
Process* find_largest_process() {
    arch::IrqGuard irq;
    Process* largest = nullptr;
    usize most = 0;
    for (Bucket& bucket : all_processes())
        for (Process& process : bucket) {
            if (!process.space || process.state == sched::TaskState::Zombie)
                continue;
            const usize pages = process.space->resident_pages();
            if (!largest || pages > most || (pages == most && process.killed)) {
                largest = &process;
                most = pages;
            }
        }
    return largest;
}

}  // namespace

Result<void> do_kill(u32 pid) {
    // EXERCISE lab5.3a BEGIN Have the process end, unless it is the kernel's or ends anyway
    // HINT find_process looks it up; a zombie has ended already (BadProcess). A process that is
    // HINT marked already, or ends by itself just now, is Killed: it may be about to give up its
    // HINT memory. Any other one without user memory (space) belongs to the kernel (Invalid).
    // HINT mark_killed() marks it, and wakes it up if it waits for something. Interrupts must stay
    // HINT away.
    arch::IrqGuard irq;
    Process* process = find_process(pid);
    if (!process || process->state == sched::TaskState::Zombie)
        return Error::BadProcess;
    if (process->killed)
        return Error::Killed;
    if (!process->space)
        return Error::Invalid;
    mark_killed(*process);
    return {};
    // EXERCISE lab5.3a STUB
    //| static_cast<void>(pid);
    //| NOT_IMPLEMENTED("lab5.3a");
    // EXERCISE lab5.3a END
}

void do_exit_all_threads(int code) {
    {
        arch::IrqGuard irq;
        Process& self = current();
        for (Process* other = self.next_thread; other != &self; other = other->next_thread)
            mark_killed(*other, code);
    }
    do_exit(code);
}

void kill_current(const arch::TrapFrame& frame) {
    debug::print_trapframe(frame);
    cprintf("killed by kernel.\n");
    do_exit_all_threads(kKilledCode);
}

void end_largest_process() {
    if (vm::AddressSpace::being_ended() > 0) {
        sched::sleep(1);
        return;
    }
    Process* largest = find_largest_process();
    ASSERT(largest);
    const usize most = largest->space->resident_pages();
    if (!largest->killed) {
        cprintf("out of memory: process %u, \"%s\", with %u pages in memory, is ended\n",
                largest->pid, largest->name, static_cast<u32>(most));
        arch::IrqGuard irq;
        mark_killed(*largest);
    }
    if (largest == &current())
        do_exit_all_threads(kKilledCode);
    sched::sleep(1);  // under any policy it gets the CPU now
}

void before_return_to_user() {
    while (sched::this_cpu().preempt_wanted && !current().killed && !may_end_its_line())
        sched::schedule();
    if (!current().killed)
        return;
    const int code = current().exit_code;
    if (current().is_thread)
        do_exit(code);
    do_exit_all_threads(code);
}

}  // namespace process
