// Process 1 of a kernel that runs programs: starts the first one, and waits for all.
//
// Layer: init. uCore counterpart: init_main, user_main in kern/process/proc.c.

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/init/stages.h"
#include "kern/mm/failure.h"
#include "kern/mm/frame.h"
#include "kern/mm/frame_reserve.h"
#include "kern/mm/heap.h"
#include "kern/process/exec.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/process/programs.h"
#include "kern/vm/swap.h"
#if LAB >= 6
#include "kern/selftest/sched_check.h"
#include "kern/selftest/selection.h"
#endif

namespace init {
namespace {

// What is in use of what can leak.
struct Usage {
    usize free_frames = mm::nr_free_pages();
    mm::HeapUsage heap = mm::heap_usage();
    u32 processes = process::process_count();
    u32 swap_slots = vm::swap_slots_in_use();

    bool operator==(const Usage&) const = default;
};

void print_usage(const char* when, const Usage& usage) {
    cprintf("  %s: %u frames free, %u heap blocks, %u processes, %u swap slots\n", when,
            static_cast<u32>(usage.free_frames), static_cast<u32>(usage.heap.blocks),
            usage.processes, usage.swap_slots);
}

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
    cprintf("the program can not be run: %s. There are:\n", error_text(error));
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
    const Usage before;
#if LAB >= 6
    selftest::run_if_asked("sched", selftest::check_sched);
#endif
    mm::begin_failures_of_programs();
    needed(process::kernel_thread(user_main, nullptr), "the first program");
    while (process::do_wait(process::kAnyChild).has_value()) {}
    cprintf("all user-mode processes have quit.\n");
    const Usage after;
    if (!(after == before)) {
        print_usage("before", before);
        print_usage("after", after);
        PANIC("something was not given back");
    }
    cprintf("init check memory pass.\n");
    return 0;
}
