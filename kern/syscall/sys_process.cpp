// System calls about processes.
//
// Layer: syscall. uCore counterpart: kern/syscall/syscall.c.

#include "arch/interrupts.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/process/kill.h"
#include "kern/process/process.h"
#include "kern/syscall/syscall.h"
#include "kern/vm/uaccess.h"
#include "libs/abi.h"

namespace syscall {
namespace {

using arch::TrapFrame;
using process::CloneFlags;

// Waits for child `pid`, or any for 0, and tells how it ended.
Result<void> wait(u32 pid, vm::UserPtr<int> code) {
    // EXERCISE lab5.3b BEGIN Wait for the child, hand its exit code to the program, and free it
    // HINT process::wait_for_zombie waits, vm::write_user writes to the program's memory, and may
    // HINT fail: a program that gave a bad pointer must be able to ask again. NULL: it does not
    // HINT want the code.
    process::Process* zombie = TRY(process::wait_for_zombie(pid));
    if (!code.is_null())
        TRY(vm::write_user(code, zombie->exit_code));
    process::reap(zombie);
    return {};
    // EXERCISE lab5.3b STUB
    //| static_cast<void>(pid);
    //| static_cast<void>(code);
    //| NOT_IMPLEMENTED("lab5.3b");
    // EXERCISE lab5.3b END
}

}  // namespace

int sys_exit(TrapFrame& frame) {
    process::do_exit_all_threads(static_cast<int>(argument(frame, 0)));
}

int sys_exit_thread(TrapFrame& frame) { process::do_exit(static_cast<int>(argument(frame, 0))); }

int sys_fork(TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(process::do_fork(CloneFlags::None, frame));
}

int sys_clone(TrapFrame& frame) {
    arch::IrqWindow window;
    constexpr u32 kKnown = CLONE_VM | CLONE_THREAD | CLONE_FS;
    const u32 flags = argument(frame, 0), stack = argument(frame, 1);
    if (flags & ~kKnown)
        return -static_cast<int>(Error::Invalid);
    TrapFrame child_frame = frame;
    if (stack != 0)
        child_frame.esp = stack;
    return to_user(process::do_fork(static_cast<CloneFlags>(flags), child_frame));
}

int sys_wait(TrapFrame& frame) {
    arch::IrqWindow window;
    // A negative number asks for a child that can not exist.
    return to_user(wait(argument(frame, 0), vm::UserPtr<int>(argument(frame, 1))));
}

int sys_yield(TrapFrame&) {
    sched::yield();
    return 0;
}

int sys_kill(TrapFrame& frame) { return to_user(process::do_kill(argument(frame, 0))); }

int sys_getpid(TrapFrame&) { return static_cast<int>(process::current().pid); }

}  // namespace syscall
