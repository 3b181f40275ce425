// What the kernel does when it has booted: becomes the idle process and starts the init process.
//
// Layer: init. uCore counterpart: proc_init, init_main, cpu_idle in kern/process/proc.c.

#include "arch/context.h"
#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/debug/panic.h"
#include "kern/init/stages.h"
#include "kern/mm/zeroed_frames.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/process/process.h"
#include "kern/selftest/copy_thread_check.h"
#include "kern/selftest/do_fork_check.h"
#include "kern/selftest/failure_check.h"
#include "kern/selftest/heap_check.h"
#include "kern/selftest/proc_run_check.h"
#include "kern/selftest/selection.h"
#include "kern/trap/double_fault.h"
#if LAB >= 5
#include "kern/mm/page_table.h"
#include "kern/trap/user_traps.h"
#endif

namespace init {
namespace {

// Work for when there is no other. Returns whether there was any.
bool did_idle_work() { return mm::prepare_zeroed_frame(); }

// Process 0: runs when nobody else wants to, and switches the machine off when init has ended.
void cpu_idle() {
    while (process::process_count() > 1) {
        sched::schedule();
        arch::disable_interrupts();
        const bool nobody_waits = sched::nobody_waits();
        const process::Process* init = process::find_process(1);
        if (init && init->state == sched::TaskState::Zombie)
            must(process::do_wait(1), "init has ended");
        else if (nobody_waits && !did_idle_work())
            arch::enable_interrupts_and_wait();
        arch::enable_interrupts();
    }
    debug::power_off(debug::ExitCode::Ok);
}

// What the check of the heap has in use at a time, and half of that besides.
constexpr usize kFramesForHeap = 96;

// Runs on idle's own stack.
void run_idle() {
    selftest::run_if_wanted("proc_run", selftest::check_proc_run);
#if LAB >= 5
    trap::user_traps_init();
    mm::protect_kernel_image();
    // This check uses up numbers, and the first program is to be process 2.
    const auto run_do_fork_check = selftest::run_if_asked;
#else
    const auto run_do_fork_check = selftest::run_if_wanted;
#endif
    u32 pid = init::needed(
        process::kernel_thread(init::init_main, const_cast<char*>("Hello world!!")), "process 1");
    ASSERT(pid == 1);
    while (did_idle_work()) {}
    run_do_fork_check("do_fork", selftest::check_do_fork);
    cpu_idle();
}

}  // namespace
}  // namespace init

void init::work() {
    need_frames_for_checks(kFramesForHeap);
    selftest::run_if_wanted("slab", selftest::check_slab);
    selftest::run_if_asked("slab_sharing", selftest::check_slab_sharing);
    needed(mm::kernel_stacks_init(), "the page tables of the kernel stacks");
    trap::double_fault_init();
    selftest::run_if_wanted("copy_thread", selftest::check_copy_thread);
    process::Process* idle = needed(process::alloc_proc(), "process 0");
    process::adopt_idle(idle);
    arch::run_on_stack(idle->stack_top().raw(), run_idle);
}
