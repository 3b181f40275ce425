// Between the kernel's privilege and the user's, and back: lab 1's challenges.
//
// Layer: trap. uCore counterpart: lab1_switch_* in kern/init/init.c, T_SWITCH_* in
// kern/trap/trap.c. `iret` takes the privilege from the code selector on the stack [IA32-3A 6.12].
// So a handler that returns a frame with other selectors returns to another ring. The shapes
// differ: the CPU stores (and takes) esp and ss only when the privilege changes.
//
// Only lab 1 does this. Later kernels run user programs in user mode, and vector 121 would let any
// of them into the kernel.

#include "kern/trap/ring_switch.h"

#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/debug/trapframe.h"
#include "kern/driver/console.h"
#include "kern/trap/trap.h"
#include "libs/assert.h"
#include "libs/string.h"

namespace trap {
namespace {

using arch::TrapFrame;

constexpr u32 kUserMayUsePorts = 3u
                                 << 12;  // EFLAGS.IOPL = 3: cprintf in user mode drives the console

// Returns the frame that goes on in user mode where `frame` would have gone on in the kernel.
TrapFrame* frame_for_user(TrapFrame* frame) {
    if (frame->from_user())
        return frame;
    // EXERCISE lab1.4a BEGIN Build a frame that resumes this kernel code in user mode
    // HINT The CPU did not store esp and ss, so `frame` is too short: fill in one of your own that
    // HINT lives on after this function. All data segments become arch::kUserData, the code segment
    // HINT arch::kUserCode; the code keeps its stack, which begins where `frame` ends
    // HINT (arch::kKernelFrameSize). It prints, so it needs the ports (kUserMayUsePorts).
    static constinit TrapFrame user_frame = {};
    memcpy(&user_frame, frame, arch::kKernelFrameSize);
    user_frame.cs = arch::kUserCode;
    user_frame.ds = user_frame.es = user_frame.fs = user_frame.gs = user_frame.ss = arch::kUserData;
    user_frame.esp = reinterpret_cast<uptr>(frame) + arch::kKernelFrameSize;
    user_frame.eflags |= kUserMayUsePorts;
    return &user_frame;
    // EXERCISE lab1.4a STUB
    //| NOT_DONE_YET("lab1.4a");
    //| return frame;
    // EXERCISE lab1.4a END
}

// Returns the frame that goes on in the kernel where `frame` would have gone on in user mode.
TrapFrame* frame_for_kernel(TrapFrame* frame) {
    if (!frame->from_user())
        return frame;
    // EXERCISE lab1.4b BEGIN Build a frame that resumes this user code in the kernel
    // HINT `iret` to the same ring takes no esp: the frame itself must lie on the code's stack,
    // HINT just below frame->esp. Take the ports away again.
    auto* kernel_frame = reinterpret_cast<TrapFrame*>(frame->esp - arch::kKernelFrameSize);
    memmove(kernel_frame, frame, arch::kKernelFrameSize);
    kernel_frame->cs = arch::kKernelCode;
    kernel_frame->ds = kernel_frame->es = arch::kKernelData;
    kernel_frame->eflags &= ~kUserMayUsePorts;
    return kernel_frame;
    // EXERCISE lab1.4b STUB
    //| NOT_DONE_YET("lab1.4b");
    //| return frame;
    // EXERCISE lab1.4b END
}

// A key or a character came: 3 goes to user mode, 0 to the kernel, as the vectors do.
TrapFrame* input_arrived(TrapFrame* frame) {
    arch::assert_interrupts_off();
    driver::console_interrupt();
    for (int c; (c = driver::cons_getc()) >= 0;) {
        if (c == '3')
            frame = frame_for_user(frame);
        if (c == '0')
            frame = frame_for_kernel(frame);
        cprintf("input %c: @ring %d\n", c, frame->cs & 3);
        if (c == '3' || c == '0')
            debug::print_trapframe(*frame);
    }
    return frame;
}

void print_current_status() {
    static constinit int round = 0;
    arch::SegmentRegisters now = arch::segment_registers();
    cprintf("%d: @ring %d\n", round, now.cs & 3);
    cprintf("%d:  cs = %x\n", round, now.cs);
    cprintf("%d:  ds = %x\n", round, now.ds);
    cprintf("%d:  es = %x\n", round, now.es);
    cprintf("%d:  ss = %x\n", round, now.ss);
    ++round;
}

// Raises `vector`; the code must go on with the stack pointer that it had.
template <u32 vector>
void raise_and_compare_stack() {
    const uptr before = arch::stack_pointer();
    arch::raise<vector>();
    const uptr after = arch::stack_pointer();
    if (after != before)
        PANIC("vector %u has moved the stack pointer from 0x%08x to 0x%08x", vector, before, after);
}

}  // namespace

void ring_switch_init() {
    arch::allow_from_user(arch::kVectorSwitchToKernel);
    set_handler(arch::kVectorSwitchToUser, frame_for_user);
    set_handler(arch::kVectorSwitchToKernel, frame_for_kernel);
    set_handler(arch::kVectorIrq + arch::kIrqKeyboard, input_arrived);
    set_handler(arch::kVectorIrq + arch::kIrqSerial, input_arrived);
    while (driver::cons_getc() >= 0) {
        // Typed before anybody listened: it must not come with the next key.
    }
}

void ring_switch_test() {
    print_current_status();
    cprintf("+++ switch to  user  mode +++\n");
    raise_and_compare_stack<arch::kVectorSwitchToUser>();
    print_current_status();
    cprintf("+++ switch to kernel mode +++\n");
    raise_and_compare_stack<arch::kVectorSwitchToKernel>();
    print_current_status();
}

}  // namespace trap
