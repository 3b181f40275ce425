// Process 1 of a kernel that runs programs: starts the first one, and waits for all.
//
// Layer: init. uCore counterpart: init_main, user_main in kern/process/proc.c.

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/driver/block_device.h"
#include "kern/init/stages.h"
#include "kern/mm/failure.h"
#include "kern/mm/frame_reserve.h"
#include "kern/process/exec.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/process/programs.h"
#include "kern/sched/preempt.h"
#include "kern/selftest/disk_threads_check.h"
#include "kern/selftest/no_memory_check.h"
#include "kern/selftest/no_memory_program_check.h"
#include "kern/selftest/protection_check.h"
#if LAB >= 7
#include "kern/selftest/philosophers.h"
#endif
#include "kern/selftest/selection.h"
#include "kern/selftest/usage.h"

namespace init {
namespace {

// The program to run: the boot option `init`; else what the kernel was built for (make build-PROG);
// else one that shows something.
StringView first_program() {
    StringView wanted = debug::option("init");
    if (!wanted.empty())
        return wanted;
#ifdef TEST
#define TEXT_OF(name) #name
#define TEXT(name)    TEXT_OF(name)
    return TEXT(TEST);
#undef TEXT
#undef TEXT_OF
#else
    return "exit";
#endif
}

// Process 2: becomes the program.
int user_main(void*) {
    StringView name = first_program();
    Error error = process::kernel_execve(name);
    cprintf("the program can not be run: %s.", error_text(error));
    cprintf(error == Error::NoEntry ? " There are:\n" : "\n");
    if (error == Error::NoEntry)
        process::print_programs();
    return -static_cast<int>(error);
}

}  // namespace
}  // namespace init

int init::init_main(void*) {
    process::Process& self = process::current();
    process::set_init_process(self);
    process::set_name(self, "init");

    mm::frame_reserve_init();
    driver::set_between_commands([] { sched::preemption_point(); });
    selftest::run_if_asked("no_memory", selftest::check_no_memory);
    selftest::run_if_asked("no_memory_program", selftest::check_no_memory_in_program);
    selftest::break_protection_when_asked();
    const selftest::Usage before;
    selftest::run_if_asked("disk_threads", selftest::check_disk_threads);
#if LAB >= 6
    check_threads();
#endif
    mm::begin_failures_of_programs();
    needed(process::kernel_thread(user_main, nullptr), "the first program");
#if LAB >= 7
    if (debug::check_wanted("philosophers"))
        selftest::start_philosophers();  // allocations may fail, as those of programs may
#endif
    while (process::do_wait(process::kAnyChild).has_value()) {}
    cprintf("all user-mode processes have quit.\n");
    selftest::require_nothing_lost(before, "something");
    cprintf("init check memory pass.\n");
    return 0;
}
