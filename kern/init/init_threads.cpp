// Process 1 of a kernel that has threads only: greets, and sees whether threads work.
//
// Layer: init. uCore counterpart: init_main in kern/process/proc.c.

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/init/stages.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/process/process.h"
#include "kern/selftest/do_fork_check.h"
#include "kern/selftest/failure_check.h"
#include "kern/selftest/selection.h"
#include "kern/selftest/thread_check.h"

namespace init {
namespace {

// A thread of its own for check=stack_overflow: the report is to name it.
int deep_main(void*) {
    process::set_name(process::current(), "deep");
    selftest::overflow_stack_when_asked();
    return 0;
}

}  // namespace
}  // namespace init

int init::init_main(void* argument) {
    process::Process& self = process::current();
    process::set_init_process(self);
    process::set_name(self, "init");
    cprintf("this initproc, pid = %u, name = \"%s\"\n", self.pid, self.name);
    cprintf("To U: \"%s\".\n", static_cast<const char*>(argument));
    if (debug::check_asked_for("stack_overflow"))
        must(process::do_wait(needed(process::kernel_thread(deep_main, nullptr), "a thread")),
             "it is our child");
    selftest::run_if_asked("init", selftest::check_init);
    selftest::run_if_wanted("threads", selftest::check_threads);
    cprintf("To U: \"en.., Bye, Bye. :)\"\n");
    return 0;
}
