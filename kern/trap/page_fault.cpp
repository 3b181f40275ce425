// Page faults: who can do something about one.
//
// Layer: trap. uCore counterpart: pgfault_handler in kern/trap/trap.c. [IA32-3A 4.7]

#include "kern/trap/page_fault.h"

#include "arch/interrupts.h"
#include "arch/probe.h"
#include "kern/debug/backtrace.h"
#include "kern/debug/log.h"
#include "kern/debug/panic.h"
#include "kern/debug/trapframe.h"
#if LAB >= 5
#include "arch/cpu_features.h"
#include "kern/process/kill.h"
#include "kern/vm/address_space.h"
#endif
#include "kern/trap/trap.h"

namespace trap {
namespace {

using arch::TrapFrame;

constinit FaultResolver resolver = nullptr;

// Asks the resolver, with interrupts on if the faulting code had them on: it may wait for a disk.
bool resolve(mm::VirtAddr address, arch::PageFaultCause cause, bool interrupts_were_on) {
    if (!resolver)
        return false;
    if (!interrupts_were_on)
        return resolver(address, cause);
    arch::IrqWindow window;
    return resolver(address, cause);
}

// A call of something that is no code: the caller is not in the backtrace, since the function that
// it called never made a frame. The return address lies on top of the stack.
void tell_caller(const TrapFrame& frame) {
    auto* stack = reinterpret_cast<const u8*>(&frame) + arch::kKernelFrameSize;
    cprintf("no code at 0x%08x, called from\n", frame.eip);
    debug::print_debuginfo(*reinterpret_cast<const uptr*>(stack) - 1);
}

// Whether a page may come in for this access. The kernel touches the memory of a process by probes
// only: anything else is a bug of its own, and must not be covered up. Self-checks have no process.
bool may_be_resolved([[maybe_unused]] const TrapFrame& frame, [[maybe_unused]] uptr resume) {
#if LAB >= 5
    if (arch::refused_by(frame, arch::page_fault_address()))
        return false;
    return frame.from_user() || resume != 0 || vm::AddressSpace::active();
#else
    return true;
#endif
}

TrapFrame* page_fault(TrapFrame* frame) {
    mm::VirtAddr address(arch::page_fault_address());
    arch::PageFaultCause cause(frame->error);
    const uptr resume = frame->from_user() ? 0 : arch::resume_after_fault(frame->eip);
    if (may_be_resolved(*frame, resume) &&
        resolve(address, cause, (frame->eflags & arch::kFlagsInterrupt) != 0))
        return frame;
    if (resume != 0) {
        frame->eip = resume;
        return frame;
    }
#if LAB >= 5
    if (frame->from_user())
        process::kill_current(*frame);
    if (const char* rule = arch::refused_by(*frame, address.raw())) {
        debug::print_trapframe(*frame);
        PANIC("page fault at 0x%08x: %s", address.raw(), rule);
    }
#endif
    debug::print_trapframe(*frame);
    if (address.raw() == frame->eip && !frame->from_user())
        tell_caller(*frame);
    PANIC("page fault at 0x%08x that nothing can resolve", address.raw());
}

}  // namespace

void page_fault_init() { set_handler(arch::kVectorPageFault, page_fault); }

void set_fault_resolver(FaultResolver new_resolver) { resolver = new_resolver; }

}  // namespace trap
