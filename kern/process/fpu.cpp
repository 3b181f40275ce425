// Whose values are in the floating-point registers.
//
// Layer: process. No uCore counterpart.

#include "kern/process/fpu.h"

#include "arch/fpu.h"
#include "arch/interrupts.h"
#include "kern/mm/heap.h"
#include "libs/string.h"

namespace process {
namespace {

// The process whose values the registers hold, or nullptr when they are nobody's.
constinit Process* owner = nullptr;

// From now on until the next switch.
void allow_fpu() {
    arch::fpu_allow();
    sched::this_cpu().at_switch |= sched::kForbidFpu;
}

// Brings the owner's values into its state. The registers keep them, too.
void save_owner() {
    if (!owner)
        return;
    allow_fpu();
    arch::fpu_save(*owner->fpu);
}

}  // namespace

Result<void> use_fpu() {
    Process& self = current();
    if (!self.fpu) {
        mm::Owned<arch::FpuState> state = TRY(mm::Owned<arch::FpuState>::create());
        arch::fpu_make_clean(*state);
        self.fpu = move(state);
    }
    allow_fpu();
    if (owner == &self)
        return {};
    save_owner();
    arch::fpu_load(*self.fpu);
    owner = &self;
    return {};
}

Result<void> copy_fpu(Process& child) {
    Process& self = current();
    if (!self.fpu)
        return {};
    mm::Owned<arch::FpuState> copy = TRY(mm::Owned<arch::FpuState>::create());
    arch::IrqGuard irq;
    if (owner == &self)
        save_owner();
    memcpy(copy->bytes, self.fpu->bytes, sizeof(copy->bytes));
    child.fpu = move(copy);
    return {};
}

void drop_fpu(Process& process) {
    arch::IrqGuard irq;
    if (owner == &process) {
        owner = nullptr;
        arch::fpu_forbid();
    }
    process.fpu.reset();
}

}  // namespace process
