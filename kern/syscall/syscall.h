// System calls: from the number in a program's eax to the function that does it.
//
// Layer: syscall. uCore counterpart: kern/syscall/syscall.h.
#pragma once

#include "arch/interrupts.h"
#include "arch/trapframe.h"
#include "libs/result.h"
#include "libs/types.h"

namespace syscall {

// Does one system call. Gets the caller's registers; the result, or minus an error number, is what
// the caller will see in eax. Context: thread, interrupts off; a handler that takes long enables
// them.
using Handler = int (*)(arch::TrapFrame& frame);

inline constexpr u32 kTableSize = 256;

// The handlers by number, so that a call finds its own with one look (user_entry.S). Numbers
// that are no system call have a handler that says so; 0 is one of them.
struct HandlerTable {
    Handler handlers[kTableSize];
};
extern "C" const HandlerTable syscall_handlers;

// The name of system call `number`, or nullptr when there is no such call.
const char* name_of(u32 number);

// The arguments, in the order in which the user library passes them.
inline u32 argument(const arch::TrapFrame& frame, unsigned index) {
    const arch::GeneralRegisters& r = frame.registers;
    const u32 values[] = {r.edx, r.ecx, r.ebx, r.edi, r.esi};
    return values[index];
}

// What a program sees of a result: a number that is not negative, or minus an error number.
int to_user(Result<void> result);
int to_user(Result<u32> result);

// The handlers, by what they are about.
int sys_exit(arch::TrapFrame& frame);
int sys_fork(arch::TrapFrame& frame);
int sys_wait(arch::TrapFrame& frame);
int sys_exec(arch::TrapFrame& frame);
int sys_clone(arch::TrapFrame& frame);
int sys_exit_thread(arch::TrapFrame& frame);
int sys_yield(arch::TrapFrame& frame) REQUIRES(arch::interrupts_off);
int sys_kill(arch::TrapFrame& frame);
int sys_getpid(arch::TrapFrame& frame);
int sys_brk(arch::TrapFrame& frame);
int sys_mmap(arch::TrapFrame& frame);
int sys_munmap(arch::TrapFrame& frame);
int sys_shmem(arch::TrapFrame& frame);
int sys_gettime(arch::TrapFrame& frame);
int sys_putc(arch::TrapFrame& frame);
int sys_pgdir(arch::TrapFrame& frame);
#if LAB >= 6
int sys_sleep(arch::TrapFrame& frame);
int sys_set_priority(arch::TrapFrame& frame);
#endif
#if LAB >= 7
int sys_sem_init(arch::TrapFrame& frame);
int sys_sem_post(arch::TrapFrame& frame);
int sys_sem_wait(arch::TrapFrame& frame);
int sys_sem_free(arch::TrapFrame& frame);
int sys_sem_get_value(arch::TrapFrame& frame);
int sys_event_send(arch::TrapFrame& frame);
int sys_event_recv(arch::TrapFrame& frame);
int sys_mbox_init(arch::TrapFrame& frame);
int sys_mbox_send(arch::TrapFrame& frame);
int sys_mbox_recv(arch::TrapFrame& frame);
int sys_mbox_free(arch::TrapFrame& frame);
int sys_mbox_info(arch::TrapFrame& frame);
#endif
#if LAB >= 8
int sys_open(arch::TrapFrame& frame);
int sys_close(arch::TrapFrame& frame);
int sys_read(arch::TrapFrame& frame);
int sys_write(arch::TrapFrame& frame);
int sys_seek(arch::TrapFrame& frame);
int sys_fstat(arch::TrapFrame& frame);
int sys_fsync(arch::TrapFrame& frame);
int sys_chdir(arch::TrapFrame& frame);
int sys_getcwd(arch::TrapFrame& frame);
int sys_mkdir(arch::TrapFrame& frame);
int sys_link(arch::TrapFrame& frame);
int sys_rename(arch::TrapFrame& frame);
int sys_readlink(arch::TrapFrame& frame);
int sys_symlink(arch::TrapFrame& frame);
int sys_unlink(arch::TrapFrame& frame);
int sys_getdirentry(arch::TrapFrame& frame);
int sys_rmdir(arch::TrapFrame& frame);
int sys_dup(arch::TrapFrame& frame);
int sys_truncate(arch::TrapFrame& frame);
int sys_lstat(arch::TrapFrame& frame);
int sys_statfs(arch::TrapFrame& frame);
int sys_sync(arch::TrapFrame& frame);
int sys_stat(arch::TrapFrame& frame);
int sys_pipe(arch::TrapFrame& frame);
int sys_mkfifo(arch::TrapFrame& frame);
int sys_ioctl(arch::TrapFrame& frame);
int sys_processes(arch::TrapFrame& frame);
int sys_memory_info(arch::TrapFrame& frame);
int sys_set_foreground(arch::TrapFrame& frame);
int sys_mount(arch::TrapFrame& frame);
int sys_umount(arch::TrapFrame& frame);
int sys_halt(arch::TrapFrame& frame);
#endif

}  // namespace syscall
