// Process 1 of a kernel that has threads only: greets, and sees whether threads work.
//
// Layer: init. uCore counterpart: init_main in kern/process/proc.c.

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/init/stages.h"
#include "kern/process/process.h"
#include "kern/selftest/failure_check.h"
#include "kern/selftest/thread_check.h"

int init::init_main(void* argument) {
    process::Process& self = process::current();
    process::set_init_process(self);
    process::set_name(self, "init");
    cprintf("this initproc, pid = %u, name = \"%s\"\n", self.pid, self.name);
    cprintf("To U: \"%s\".\n", static_cast<const char*>(argument));
    selftest::overflow_stack_when_asked();
    if (debug::check_wanted("threads"))
        selftest::check_threads();
    cprintf("To U: \"en.., Bye, Bye. :)\"\n");
    return 0;
}
