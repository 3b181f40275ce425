// What the kernel must not do, done on purpose, so that the tests see it caught.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/protection_check.h"

#include "arch/cpu_features.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/process/process.h"
#include "kern/trap/trap.h"
#include "kern/vm/address_space.h"
#include "kern/vm/fault.h"

namespace selftest {
namespace {

constexpr uptr kUserPage = 0x00800000;
constexpr u8 kReturn = 0xc3;  // the instruction `ret`
constexpr u32 kVector = 3;    // of some trap

[[gnu::noinline]] void write_code() {
    *reinterpret_cast<volatile u8*>(reinterpret_cast<uptr>(&write_code)) = kReturn;
}

[[gnu::noinline]] void write_constant() {
    *const_cast<volatile char*>(static_cast<const volatile char*>("constant")) = 'C';
}

[[gnu::noinline]] void read_user() {
    cprintf("the page begins with 0x%02x\n", *reinterpret_cast<volatile u8*>(kUserPage));
}

// A trap comes while user memory may be accessed: its handler still must not.
[[gnu::noinline]] void read_user_in_trap() {
    trap::set_handler(kVector, [](arch::TrapFrame* frame) {
        read_user();
        return frame;
    });
    const arch::UserAccess access;
    arch::raise<kVector>();
}

[[gnu::noinline]] void write_user() { *reinterpret_cast<volatile u8*>(kUserPage) = kReturn; }

[[gnu::noinline]] void run_user() { reinterpret_cast<void (*)()>(kUserPage)(); }

// Calls `act` where a page of user mode holds an instruction.
void with_user_page(void (*act)()) {
    using vm::Permissions;
    using vm::VirtAddr;
    Ref<vm::AddressSpace> space = must(vm::AddressSpace::create(), "memory for a check");
    const VirtAddr page(kUserPage);
    must(space->map(page, mm::kPageSize,
                    Permissions::Read | Permissions::Write | Permissions::Execute),
         "a free address space");
    must(vm::do_pgfault(*space, arch::PageFaultCause(6), page), "memory for a check");
    *static_cast<u8*>(mm::page_to_kva(space->page_table().get_page(page))) = kReturn;
    space->activate();
    act();
    vm::AddressSpace::deactivate();
}

// A bug of the kernel in a process: what it touches must not come in as if the process had.
[[gnu::noinline]] void demand_user() {
    Ref<vm::AddressSpace> space = must(vm::AddressSpace::create(), "memory for a check");
    must(space->map(vm::VirtAddr(kUserPage), mm::kPageSize, vm::Permissions::Read),
         "a free address space");
    process::Process& self = process::current();
    arch::IrqGuard irq;
    self.root_table = space->page_table().root_address();
    self.space = space;
    arch::set_root_table(self.root_table.raw());
    arch::IrqWindow window;
    read_user();
}

struct Act {
    const char* name;
    void (*act)();
    bool needs_user_page;
};

constexpr Act kActs[] = {
    {"write_code", write_code, false},   {"write_constant", write_constant, false},
    {"read_user", read_user, true},      {"write_user", write_user, true},
    {"run_user", run_user, true},        {"read_user_in_trap", read_user_in_trap, true},
    {"demand_user", demand_user, false},
};

}  // namespace

void break_protection_when_asked() {
    for (const Act& act : kActs) {
        if (!debug::check_asked_for(act.name))
            continue;
        if (act.needs_user_page)
            with_user_page(act.act);
        else
            act.act();
        cprintf("%s: nothing stopped it\n", act.name);
    }
}

}  // namespace selftest
