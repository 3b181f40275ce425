// Writing back what files have changed, in the background.
//
// Layer: init. No uCore counterpart.

#include "kern/init/write_back.h"

#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/fs/vfs/mount.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/process/process.h"
#include "kern/process/sleep.h"

namespace init {
namespace {

using process::Process;

constexpr u32 kPeriod = 500;  // ticks: 5 s
constinit bool is_ending = false;
constinit u32 writer_pid = 0;

int write_back_main(void*) {
    process::set_name(process::current(), "writeback");
    while (!is_ending) {
        process::do_sleep(kPeriod);
        Result<void> written = fs::sync_all();
        if (!written.has_value())
            debug::log(debug::LogLevel::Warning, "fs", "can not write back: %s",
                       error_text(written.error()));
    }
    return 0;
}

// init waits for all its children, but not for this one.
void give_to(Process& child, Process& parent) {
    arch::IrqGuard irq;
    child.parent->children.remove(child);
    child.parent = &parent;
    parent.children.push_back(child);
}

}  // namespace

void start_write_back() {
    Result<u32> pid = process::kernel_thread(write_back_main, nullptr);
    if (!pid.has_value())
        return;
    writer_pid = pid.value();
    give_to(*process::find_process(writer_pid), process::idle_process());
}

void end_write_back() {
    if (writer_pid == 0)
        return;
    is_ending = true;
    Process& writer = *process::find_process(writer_pid);
    give_to(writer, process::current());
    {
        arch::IrqGuard irq;
        if (writer.wait_reason == sched::WaitReason::Timer)
            sched::wakeup_proc(writer);
    }
    must(process::do_wait(writer_pid), "it is our child");
}

}  // namespace init
