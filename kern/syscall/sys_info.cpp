// System calls that tell how the machine is doing, and what the terminal is for.
//
// Layer: syscall. No uCore counterpart.

#include "arch/interrupts.h"
#include "kern/fs/vfs/mount.h"
#include "kern/mm/frame.h"
#include "kern/mm/heap.h"
#include "kern/process/foreground.h"
#include "kern/process/kill.h"
#include "kern/process/process.h"
#include "kern/syscall/syscall.h"
#include "kern/vm/swap.h"
#include "kern/vm/uaccess.h"
#include "libs/string.h"

namespace syscall {
namespace {

using arch::TrapFrame;
using process::Process;

static_assert(PROCESS_NEW == static_cast<int>(sched::TaskState::New) &&
              PROCESS_RUNNABLE == static_cast<int>(sched::TaskState::Runnable) &&
              PROCESS_SLEEPING == static_cast<int>(sched::TaskState::Sleeping) &&
              PROCESS_ZOMBIE == static_cast<int>(sched::TaskState::Zombie));
static_assert(PROCESS_NAME_LEN == process::kMaxNameLength);

// The process with the lowest number that is not below `pid`, or nullptr.
Process* find_from(u32 pid) REQUIRES(arch::interrupts_off) {
    Process* lowest = nullptr;
    for (process::Bucket& bucket : process::all_processes())
        for (Process& process : bucket)
            if (process.pid >= pid && (!lowest || process.pid < lowest->pid))
                lowest = &process;
    return lowest;
}

void describe(const Process& process, struct process_info& info) {
    info = {.pid = process.pid,
            .parent = process.parent ? process.parent->pid : 0,
            .state = static_cast<u32>(process.state),
            .pages = process.space ? static_cast<u32>(process.space->resident_pages()) : 0,
            .ticks = process.ticks_run,
            .priority = process.priority,
            .name = {}};
    memcpy(info.name, process.name, sizeof(process.name));
}

Result<u32> processes(uptr to, u32 count) {
    for (u32 i = 0, pid = 0; i < count; ++i) {
        struct process_info info;
        {
            arch::IrqGuard irq;
            const Process* process = find_from(pid);
            if (!process)
                break;
            describe(*process, info);
        }
        TRY(vm::copy_to_user(to + i * sizeof(info), &info, sizeof(info)));
        pid = info.pid + 1;
    }
    return process::process_count();
}

// How many frames the allocator hands out, free and in use.
u32 count_pages() {
    u32 count = 0;
    for (const mm::Page& page : mm::all_pages())
        count += page.has(mm::PageFlag::Reserved) ? 0 : 1;
    return count;
}

Result<void> memory_info(vm::UserPtr<struct memory_info> to) {
    const struct memory_info info = {.total_pages = count_pages(),
                                     .free_pages = static_cast<u32>(mm::nr_free_pages()),
                                     .cache_pages = fs::cached_pages(),
                                     .heap_bytes = static_cast<u32>(mm::heap_usage().bytes),
                                     .swap_pages = vm::swap_slots_capacity(),
                                     .swap_used = vm::swap_slots_in_use()};
    return vm::write_user(to, info);
}

}  // namespace

int sys_processes(TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(processes(argument(frame, 0), argument(frame, 1)));
}

int sys_memory_info(TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(memory_info(vm::UserPtr<struct memory_info>(argument(frame, 0))));
}

int sys_set_foreground(TrapFrame& frame) {
    process::set_foreground(argument(frame, 0));
    return 0;
}

int sys_halt(TrapFrame&) {
    arch::IrqWindow window;
    process::end_all_programs();
    return 0;
}

}  // namespace syscall
