// Making processes.
//
// Layer: process. uCore counterpart: do_fork, kernel_thread, copy_thread in kern/process/proc.c.

#include "kern/process/fork.h"

#include "arch/interrupts.h"
#include "libs/scope.h"
#include "libs/string.h"

namespace process {

using arch::TrapFrame;

void copy_thread(Process& child, const TrapFrame& frame) {
    // EXERCISE lab4.1 BEGIN Lay the frame on top of the child's stack; its context starts there
    // HINT The frame of a kernel thread is short (arch::kKernelFrameSize: no esp and ss); one from
    // HINT user mode (from_user()) is whole. It is to end where the child's stack ends. The child
    // HINT sees 0 as fork's result (eax). The first switch_to the child loads child.context: it is
    // HINT to go on at arch::trap_return, with its stack pointer at the frame.
    const usize size = frame.from_user() ? sizeof(TrapFrame) : arch::kKernelFrameSize;
    auto* own_frame = (child.stack_top() - size).as<TrapFrame>();
    memcpy(own_frame, &frame, size);
    own_frame->registers.eax = 0;
    child.context.eip = reinterpret_cast<uptr>(arch::trap_return);
    child.context.esp = reinterpret_cast<uptr>(own_frame);
    // EXERCISE lab4.1 STUB
    //| static_cast<void>(child);
    //| static_cast<void>(frame);
    //| NOT_IMPLEMENTED("lab4.1");
    // EXERCISE lab4.1 END
}

namespace {

// Gives `child` the parent's memory, or a copy of it, and what else a program has. A thread of the
// kernel has none.
[[maybe_unused]] Result<void> copy_mm([[maybe_unused]] Process& child,
                                      [[maybe_unused]] CloneFlags flags) {
#if LAB >= 5
    TRY(copy_user_side(child, flags));
#endif
    return {};
}

// With CloneFlags::Thread, `child` ends when its parent's other threads do.
[[maybe_unused]] void join_threads([[maybe_unused]] Process& child,
                                   [[maybe_unused]] CloneFlags flags) {
#if LAB >= 5
    join_user_threads(child, flags);
#endif
}

}  // namespace

Result<u32> do_fork([[maybe_unused]] CloneFlags flags, const TrapFrame& frame) {
    // EXERCISE lab4.2 BEGIN Make the child: allocate it, set it up, enter it, wake it up
    // HINT The steps: alloc_proc; copy_mm; copy_thread; set_name, since a child has its parent's
    // HINT name; enter_family, which gives it a number, and join_threads, with interrupts off;
    // HINT sched::wakeup_proc; the result is its number. When a step fails, undo those before it: a
    // HINT ScopeExit that calls free_proc does that, until the child is entered.
    Process* child = TRY(alloc_proc());
    ScopeExit undo{[&] { free_proc(child); }};
    TRY(copy_mm(*child, flags));
    copy_thread(*child, frame);
    set_name(*child, current().name);
    {
        arch::IrqGuard irq;
        TRY(enter_family(*child, current()));
        join_threads(*child, flags);
    }
    undo.dismiss();
    const u32 pid = child->pid;  // once awake, the child may be gone before we look again
    sched::wakeup_proc(*child);
    return pid;
    // EXERCISE lab4.2 STUB
    //| static_cast<void>(frame);
    //| NOT_IMPLEMENTED("lab4.2");
    // EXERCISE lab4.2 END
}

Result<u32> kernel_thread(int (*function)(void*), void* argument) {
    TrapFrame frame;
    arch::make_kernel_thread_frame(frame, function, argument);
    return do_fork(CloneFlags::None, frame);
}

}  // namespace process
