// Process 1 of a kernel with a file system: mounts it, runs the first program, and waits for all.
//
// Layer: init. uCore counterpart: init_main, user_main in kern/process/proc.c, fs_init.

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/fs/dev/devices.h"
#include "kern/fs/vfs/mount.h"
#include "kern/init/disks.h"
#include "kern/init/stages.h"
#include "kern/init/write_back.h"
#include "kern/mm/failure.h"
#include "kern/mm/frame_reserve.h"
#include "kern/process/exec_file.h"
#include "kern/process/exit.h"
#include "kern/process/foreground.h"
#include "kern/process/fork.h"
#include "kern/process/output_line.h"
#include "kern/sched/preempt.h"
#include "kern/selftest/disk_threads_check.h"
#include "kern/selftest/no_memory_check.h"
#include "kern/selftest/no_memory_files.h"
#include "kern/selftest/philosophers.h"
#include "kern/selftest/protection_check.h"
#include "kern/selftest/selection.h"
#include "kern/selftest/usage.h"

namespace init {
namespace {

// The program to run and its arguments, with blanks between them: the boot option `init`; else what
// the kernel was built for (make build-PROG, make script-NAME); else the shell.
StringView first_program() {
    StringView wanted = debug::option("init");
    if (!wanted.empty())
        return wanted;
#define TEXT_OF(name) #name
#define TEXT(name)    TEXT_OF(name)
#if defined(TEST) && defined(TESTSCRIPT)
    return TEXT(TEST) " " TEXT(TESTSCRIPT);
#elif defined(TEST)
    return TEXT(TEST);
#else
    return "sh";
#endif
#undef TEXT
#undef TEXT_OF
}

// Cuts `text` into arguments at blanks.
Result<void> split(StringView text, process::Arguments& arguments) {
    for (usize at = 0; at < text.size();) {
        const usize end = min(text.find(' ', at), text.size());
        if (end > at)
            TRY(arguments.add(text.substr(at, end - at)));
        at = end + 1;
    }
    return {};
}

// Process 2: becomes the program.
int user_main(void*) {
    process::Arguments arguments;
    Result<void> enough = split(first_program(), arguments);
    const Error error = enough.has_value() ? process::kernel_execve(arguments) : enough.error();
    cprintf("the program can not be run: %s.\n", error_text(error));
    return -static_cast<int>(error);
}

void start_file_system() {
    needed(mount_boot_file_system(), "the file system");
    fs::set_interrupt_action(process::end_foreground);
    fs::set_output_action(process::output_written);
    fs::stdin_begin();
}

// Everything is on the disks when this is over, or the console says that it is not.
void end_file_system() {
    fs::stdin_end();
    Result<void> written = fs::unmount_all();
    if (!written.has_value())
        cprintf("the file system is not wholly on its disk: %s\n", error_text(written.error()));
}

}  // namespace
}  // namespace init

int init::init_main(void*) {
    process::Process& self = process::current();
    process::set_init_process(self);
    process::set_name(self, "init");

    mm::frame_reserve_init();
    driver::set_between_commands([] { sched::preemption_point(); });
    selftest::break_protection_when_asked();
    selftest::run_if_asked("disk_threads", selftest::check_disk_threads);
    check_threads();
    needed(start_devices(), "the devices");
    const selftest::Usage before;
    start_file_system();
    selftest::run_if_asked("no_memory", selftest::check_no_memory);
    selftest::run_if_asked("no_memory_files", selftest::check_no_memory_for_files);
    mm::begin_failures_of_programs();
    needed(process::kernel_thread(user_main, nullptr), "the first program");
    start_write_back();
    // Who sits at the shell does not want to read about them.
    const bool is_shell = first_program().starts_with("sh");
    const auto run_philosophers = is_shell ? selftest::run_if_asked : selftest::run_if_wanted;
    run_philosophers("philosophers", selftest::start_philosophers);
    while (process::do_wait(process::kAnyChild).has_value()) {}
    cprintf("all user-mode processes have quit.\n");
    end_write_back();
    end_file_system();
    selftest::require_nothing_lost(before, "something");
    cprintf("init check memory pass.\n");
    return 0;
}
