// System calls about memory.
//
// Layer: syscall. uCore counterpart: kern/syscall/syscall.c of uCore's full version.

#include "arch/interrupts.h"
#include "kern/mm/page_table.h"
#include "kern/process/process.h"
#include "kern/sync/preemption.h"
#include "kern/syscall/syscall.h"
#include "kern/vm/mapping.h"
#include "kern/vm/uaccess.h"
#include "libs/abi.h"

namespace syscall {
namespace {

using arch::TrapFrame;
using vm::Permissions;
using vm::UserPtr;
using vm::VirtAddr;

vm::AddressSpace& space() { return *process::current().space; }

Permissions permissions_from(u32 flags) {
    return flags & MMAP_WRITE ? Permissions::Read | Permissions::Write : Permissions::Read;
}

// The caller's variable holds the wanted end, and gets the one that came of it.
Result<void> brk(UserPtr<u32> variable) {
    u32 wanted = TRY(vm::read_user(variable));
    VirtAddr end = TRY(vm::do_brk(space(), VirtAddr(wanted)));
    return vm::write_user(variable, end.raw());
}

// The caller's variable holds the wanted address, or 0, and gets the one that came of it.
template <typename Mapper>
Result<void> map(TrapFrame& frame, Mapper mapper) {
    const UserPtr<u32> variable(argument(frame, 0));
    const u32 size = argument(frame, 1), flags = argument(frame, 2);
    u32 wanted = TRY(vm::read_user(variable));
    VirtAddr start = TRY(mapper(space(), VirtAddr(wanted), size, permissions_from(flags)));
    Result<void> told = vm::write_user(variable, start.raw());
    if (!told.has_value())
        TRY(vm::do_munmap(space(), start, size));
    return told;
}

}  // namespace

int sys_brk(TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(brk(UserPtr<u32>(argument(frame, 0))));
}

int sys_mmap(TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(map(frame, vm::do_mmap));
}

int sys_shmem(TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(map(frame, vm::do_shmem));
}

int sys_munmap(TrapFrame& frame) {
    arch::IrqWindow window;
    return to_user(vm::do_munmap(space(), VirtAddr(argument(frame, 0)), argument(frame, 1)));
}

int sys_pgdir(TrapFrame&) {
    arch::IrqWindow window;
    mm::print_pgdir(sync::preemption_point);
    return 0;
}

}  // namespace syscall
