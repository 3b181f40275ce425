// System calls: the table, and the way through it.
//
// Layer: syscall. uCore counterpart: kern/syscall/syscall.c.

#include "kern/syscall/syscall.h"

#include "libs/abi.h"

namespace syscall {
namespace {

int sys_unknown(arch::TrapFrame&) { return -static_cast<int>(Error::Invalid); }

struct Row {
    u32 number;
    const char* name;
    Handler handler;
};

// Every system call that this kernel has.
constexpr Row kRows[] = {
    {SYS_exit, "exit", sys_exit},
    {SYS_fork, "fork", sys_fork},
    {SYS_wait, "wait", sys_wait},
    {SYS_exec, "exec", sys_exec},
    {SYS_clone, "clone", sys_clone},
    {SYS_exit_thread, "exit_thread", sys_exit_thread},
    {SYS_yield, "yield", sys_yield},
    {SYS_kill, "kill", sys_kill},
    {SYS_gettime, "gettime", sys_gettime},
    {SYS_getpid, "getpid", sys_getpid},
    {SYS_brk, "brk", sys_brk},
    {SYS_mmap, "mmap", sys_mmap},
    {SYS_munmap, "munmap", sys_munmap},
    {SYS_shmem, "shmem", sys_shmem},
    {SYS_putc, "putc", sys_putc},
    {SYS_pgdir, "pgdir", sys_pgdir},
#if LAB >= 6
    {SYS_sleep, "sleep", sys_sleep},
    {SYS_lab6_set_priority, "set_priority", sys_set_priority},
#endif
#if LAB >= 7
    {SYS_sem_init, "sem_init", sys_sem_init},
    {SYS_sem_post, "sem_post", sys_sem_post},
    {SYS_sem_wait, "sem_wait", sys_sem_wait},
    {SYS_sem_free, "sem_free", sys_sem_free},
    {SYS_sem_get_value, "sem_get_value", sys_sem_get_value},
    {SYS_event_send, "event_send", sys_event_send},
    {SYS_event_recv, "event_recv", sys_event_recv},
    {SYS_mbox_init, "mbox_init", sys_mbox_init},
    {SYS_mbox_send, "mbox_send", sys_mbox_send},
    {SYS_mbox_recv, "mbox_recv", sys_mbox_recv},
    {SYS_mbox_free, "mbox_free", sys_mbox_free},
    {SYS_mbox_info, "mbox_info", sys_mbox_info},
#endif
#if LAB >= 8
    {SYS_open, "open", sys_open},
    {SYS_close, "close", sys_close},
    {SYS_read, "read", sys_read},
    {SYS_write, "write", sys_write},
    {SYS_seek, "seek", sys_seek},
    {SYS_fstat, "fstat", sys_fstat},
    {SYS_fsync, "fsync", sys_fsync},
    {SYS_chdir, "chdir", sys_chdir},
    {SYS_getcwd, "getcwd", sys_getcwd},
    {SYS_mkdir, "mkdir", sys_mkdir},
    {SYS_link, "link", sys_link},
    {SYS_rename, "rename", sys_rename},
    {SYS_readlink, "readlink", sys_readlink},
    {SYS_symlink, "symlink", sys_symlink},
    {SYS_unlink, "unlink", sys_unlink},
    {SYS_getdirentry, "getdirentry", sys_getdirentry},
    {SYS_rmdir, "rmdir", sys_rmdir},
    {SYS_dup, "dup", sys_dup},
    {SYS_truncate, "truncate", sys_truncate},
    {SYS_lstat, "lstat", sys_lstat},
    {SYS_statfs, "statfs", sys_statfs},
    {SYS_sync, "sync", sys_sync},
    {SYS_stat, "stat", sys_stat},
    {SYS_pipe, "pipe", sys_pipe},
    {SYS_mkfifo, "mkfifo", sys_mkfifo},
    {SYS_ioctl, "ioctl", sys_ioctl},
    {SYS_processes, "processes", sys_processes},
    {SYS_memory_info, "memory_info", sys_memory_info},
    {SYS_set_foreground, "set_foreground", sys_set_foreground},
    {SYS_mount, "mount", sys_mount},
    {SYS_umount, "umount", sys_umount},
    {SYS_halt, "halt", sys_halt},
#endif
};

consteval HandlerTable make_table() {
    HandlerTable table{};
    for (Handler& handler : table.handlers)
        handler = sys_unknown;
    for (const Row& row : kRows)
        table.handlers[row.number] = row.handler;
    return table;
}

}  // namespace

constinit const HandlerTable syscall_handlers = make_table();

const char* name_of(u32 number) {
    for (const Row& row : kRows)
        if (row.number == number)
            return row.name;
    return nullptr;
}

int to_user(Result<void> result) {
    return result.has_value() ? 0 : -static_cast<int>(result.error());
}

int to_user(Result<u32> result) {
    return result.has_value() ? static_cast<int>(result.value())
                              : -static_cast<int>(result.error());
}

}  // namespace syscall
