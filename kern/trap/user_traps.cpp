// Traps from user mode.
//
// Layer: trap. uCore counterpart: parts of trap and trap_dispatch in kern/trap/trap.c.

#include "kern/trap/user_traps.h"

#include "arch/cpu_features.h"
#include "arch/fpu.h"
#include "arch/user.h"
#include "kern/debug/log.h"
#include "kern/process/fpu.h"
#include "kern/process/kill.h"
#include "kern/process/user_fault.h"
#include "kern/trap/page_fault.h"
#include "kern/trap/timer_interrupt.h"
#include "kern/trap/trap.h"

namespace trap {
namespace {

// Without it a program may not use the floating-point registers: they could not be kept apart.
constinit bool has_fpu = false;

// The program did what it must not, or used the floating-point registers for the first time in its
// turn.
arch::TrapFrame* user_exception(arch::TrapFrame* frame) {
    if (frame->vector == arch::kVectorDeviceNotAvailable && has_fpu &&
        process::use_fpu().has_value())
        return frame;
    process::kill_current(*frame);
}

const char* on_or_off(bool is_on) { return is_on ? "on" : "off"; }

}  // namespace

void user_traps_init() {
    timer_interrupt_init();
    has_fpu = arch::fpu_init();
    arch::user_entries_init();
    arch::turn_on_protections();
    const arch::Protections& has = arch::protections;
    debug::log(debug::LogLevel::Info, "trap", "SMEP %s, SMAP %s, UMIP %s", on_or_off(has.smep),
               on_or_off(has.smap), on_or_off(has.umip));
    set_fault_resolver(process::resolve_page_fault);
    set_user_traps({user_exception, process::before_return_to_user});
}

}  // namespace trap
