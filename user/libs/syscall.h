// System calls, one function each: argument registers in, result of the kernel out.
// Layer: user (C and C++). uCore: user/libs/syscall.h, user/libs/syscall.c.
// Most programs want the functions of ulib.h and file.h instead.
#pragma once

#include "libs/abi.h"
#include "user/libs/defs.h"

// A call takes its arguments in edx, ecx, ebx, edi, esi and changes no register but eax; so the
// compiler may put the instruction right where the call is, and load only what the call needs.
#define SYSCALL(number, ...)                                          \
    ({                                                                \
        int syscall_result;                                           \
        __asm__ volatile("int %1"                                     \
                         : "=a"(syscall_result)                       \
                         : "i"(T_SYSCALL), "a"(number), ##__VA_ARGS__ \
                         : "cc", "memory");                           \
        syscall_result;                                               \
    })

static __always_inline int syscall0(int number) { return SYSCALL(number); }

static __always_inline int syscall1(int number, uintptr_t a) { return SYSCALL(number, "d"(a)); }

static __always_inline int syscall2(int number, uintptr_t a, uintptr_t b) {
    return SYSCALL(number, "d"(a), "c"(b));
}

static __always_inline int syscall3(int number, uintptr_t a, uintptr_t b, uintptr_t c) {
    return SYSCALL(number, "d"(a), "c"(b), "b"(c));
}

static __always_inline int syscall4(int number, uintptr_t a, uintptr_t b, uintptr_t c,
                                    uintptr_t d) {
    return SYSCALL(number, "d"(a), "c"(b), "b"(c), "D"(d));
}

static __always_inline int syscall5(int number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d,
                                    uintptr_t e) {
    return SYSCALL(number, "d"(a), "c"(b), "b"(c), "D"(d), "S"(e));
}

#undef SYSCALL

// --- Processes ----------------------------------------------------------------------------------

static __always_inline int sys_exit(int code) { return syscall1(SYS_exit, (uintptr_t)code); }

static __always_inline int sys_fork(void) { return syscall0(SYS_fork); }

static __always_inline int sys_wait(int pid, int* store) {
    return syscall2(SYS_wait, (uintptr_t)pid, (uintptr_t)store);
}

#if LAB < 8
static __always_inline int sys_exec(const char* name, size_t name_length, const void* elf,
                                    size_t size) {
    return syscall4(SYS_exec, (uintptr_t)name, name_length, (uintptr_t)elf, size);
}
#else
static __always_inline int sys_exec(const char* name, int argc, const char** argv) {
    return syscall3(SYS_exec, (uintptr_t)name, (uintptr_t)argc, (uintptr_t)argv);
}
#endif

static __always_inline int sys_exit_thread(int code) {
    return syscall1(SYS_exit_thread, (uintptr_t)code);
}

static __always_inline int sys_yield(void) { return syscall0(SYS_yield); }

static __always_inline int sys_sleep(unsigned int ticks) { return syscall1(SYS_sleep, ticks); }

static __always_inline int sys_kill(int pid) { return syscall1(SYS_kill, (uintptr_t)pid); }

static __always_inline int sys_gettime(void) { return syscall0(SYS_gettime); }

static __always_inline int sys_getpid(void) { return syscall0(SYS_getpid); }

static __always_inline int sys_lab6_set_priority(uint32_t priority) {
    return syscall1(SYS_lab6_set_priority, priority);
}

// --- Waiting for each other ---------------------------------------------------------------------

static __always_inline int sys_sem_init(int value) {
    return syscall1(SYS_sem_init, (uintptr_t)value);
}

static __always_inline int sys_sem_post(int id) { return syscall1(SYS_sem_post, (uintptr_t)id); }

static __always_inline int sys_sem_wait(int id, unsigned int timeout) {
    return syscall2(SYS_sem_wait, (uintptr_t)id, timeout);
}

static __always_inline int sys_sem_free(int id) { return syscall1(SYS_sem_free, (uintptr_t)id); }

static __always_inline int sys_sem_get_value(int id, int* value_store) {
    return syscall2(SYS_sem_get_value, (uintptr_t)id, (uintptr_t)value_store);
}

static __always_inline int sys_event_send(int pid, int event, unsigned int timeout) {
    return syscall3(SYS_event_send, (uintptr_t)pid, (uintptr_t)event, timeout);
}

static __always_inline int sys_event_recv(int* pid_store, int* event_store, unsigned int timeout) {
    return syscall3(SYS_event_recv, (uintptr_t)pid_store, (uintptr_t)event_store, timeout);
}

static __always_inline int sys_mbox_init(unsigned int max_slots) {
    return syscall1(SYS_mbox_init, max_slots);
}

static __always_inline int sys_mbox_send(int id, struct mboxbuf* buffer, unsigned int timeout) {
    return syscall3(SYS_mbox_send, (uintptr_t)id, (uintptr_t)buffer, timeout);
}

static __always_inline int sys_mbox_recv(int id, struct mboxbuf* buffer, unsigned int timeout) {
    return syscall3(SYS_mbox_recv, (uintptr_t)id, (uintptr_t)buffer, timeout);
}

static __always_inline int sys_mbox_free(int id) { return syscall1(SYS_mbox_free, (uintptr_t)id); }

static __always_inline int sys_mbox_info(int id, struct mboxinfo* info_store) {
    return syscall2(SYS_mbox_info, (uintptr_t)id, (uintptr_t)info_store);
}

// --- Memory -------------------------------------------------------------------------------------

static __always_inline int sys_brk(uintptr_t* brk_store) {
    return syscall1(SYS_brk, (uintptr_t)brk_store);
}

static __always_inline int sys_mmap(uintptr_t* address_store, size_t length, uint32_t flags) {
    return syscall3(SYS_mmap, (uintptr_t)address_store, length, flags);
}

static __always_inline int sys_munmap(uintptr_t address, size_t length) {
    return syscall2(SYS_munmap, address, length);
}

static __always_inline int sys_shmem(uintptr_t* address_store, size_t length, uint32_t flags) {
    return syscall3(SYS_shmem, (uintptr_t)address_store, length, flags);
}

// --- Console ------------------------------------------------------------------------------------

static __always_inline int sys_putc(int c) { return syscall1(SYS_putc, (uintptr_t)c); }

static __always_inline int sys_pgdir(void) { return syscall0(SYS_pgdir); }

// --- Files --------------------------------------------------------------------------------------

static __always_inline int sys_open(const char* path, uint32_t open_flags) {
    return syscall2(SYS_open, (uintptr_t)path, open_flags);
}

static __always_inline int sys_close(int fd) { return syscall1(SYS_close, (uintptr_t)fd); }

static __always_inline int sys_read(int fd, void* base, size_t len) {
    return syscall3(SYS_read, (uintptr_t)fd, (uintptr_t)base, len);
}

static __always_inline int sys_write(int fd, const void* base, size_t len) {
    return syscall3(SYS_write, (uintptr_t)fd, (uintptr_t)base, len);
}

static __always_inline int sys_seek(int fd, off_t pos, int whence) {
    return syscall3(SYS_seek, (uintptr_t)fd, (uintptr_t)pos, (uintptr_t)whence);
}

static __always_inline int sys_fstat(int fd, struct stat* stat) {
    return syscall2(SYS_fstat, (uintptr_t)fd, (uintptr_t)stat);
}

static __always_inline int sys_fsync(int fd) { return syscall1(SYS_fsync, (uintptr_t)fd); }

static __always_inline int sys_chdir(const char* path) {
    return syscall1(SYS_chdir, (uintptr_t)path);
}

static __always_inline int sys_getcwd(char* buffer, size_t len) {
    return syscall2(SYS_getcwd, (uintptr_t)buffer, len);
}

static __always_inline int sys_getdirentry(int fd, struct dirent* dirent) {
    return syscall2(SYS_getdirentry, (uintptr_t)fd, (uintptr_t)dirent);
}

static __always_inline int sys_dup(int fd1, int fd2) {
    return syscall2(SYS_dup, (uintptr_t)fd1, (uintptr_t)fd2);
}

static __always_inline int sys_pipe(int* fd_store) {
    return syscall1(SYS_pipe, (uintptr_t)fd_store);
}

static __always_inline int sys_mkfifo(const char* name, uint32_t open_flags) {
    return syscall2(SYS_mkfifo, (uintptr_t)name, open_flags);
}

static __always_inline int sys_mkdir(const char* path) {
    return syscall1(SYS_mkdir, (uintptr_t)path);
}

static __always_inline int sys_rmdir(const char* path) {
    return syscall1(SYS_rmdir, (uintptr_t)path);
}

static __always_inline int sys_link(const char* from, const char* to) {
    return syscall2(SYS_link, (uintptr_t)from, (uintptr_t)to);
}

static __always_inline int sys_rename(const char* from, const char* to) {
    return syscall2(SYS_rename, (uintptr_t)from, (uintptr_t)to);
}

static __always_inline int sys_readlink(const char* path, char* buffer, size_t len) {
    return syscall3(SYS_readlink, (uintptr_t)path, (uintptr_t)buffer, len);
}

static __always_inline int sys_symlink(const char* target, const char* path) {
    return syscall2(SYS_symlink, (uintptr_t)target, (uintptr_t)path);
}

static __always_inline int sys_unlink(const char* path) {
    return syscall1(SYS_unlink, (uintptr_t)path);
}

static __always_inline int sys_truncate(int fd, size_t size) {
    return syscall2(SYS_truncate, (uintptr_t)fd, size);
}

static __always_inline int sys_lstat(const char* path, struct stat* stat) {
    return syscall2(SYS_lstat, (uintptr_t)path, (uintptr_t)stat);
}

static __always_inline int sys_stat(const char* path, struct stat* stat) {
    return syscall2(SYS_stat, (uintptr_t)path, (uintptr_t)stat);
}

static __always_inline int sys_statfs(const char* path, struct statfs* info) {
    return syscall2(SYS_statfs, (uintptr_t)path, (uintptr_t)info);
}

static __always_inline int sys_sync(void) { return syscall0(SYS_sync); }

static __always_inline int sys_ioctl(int fd, uint32_t request, uintptr_t argument) {
    return syscall3(SYS_ioctl, (uintptr_t)fd, request, argument);
}

static __always_inline int sys_mount(const char* source, const char* target, const char* type,
                                     const void* data) {
    return syscall4(SYS_mount, (uintptr_t)source, (uintptr_t)target, (uintptr_t)type,
                    (uintptr_t)data);
}

static __always_inline int sys_umount(const char* target) {
    return syscall1(SYS_umount, (uintptr_t)target);
}

// --- What goes on in the system -----------------------------------------------------------------

static __always_inline int sys_processes(struct process_info* list, size_t count) {
    return syscall2(SYS_processes, (uintptr_t)list, count);
}

static __always_inline int sys_memory_info(struct memory_info* info) {
    return syscall1(SYS_memory_info, (uintptr_t)info);
}

static __always_inline int sys_set_foreground(int pid) {
    return syscall1(SYS_set_foreground, (uintptr_t)pid);
}

static __always_inline int sys_halt(void) { return syscall0(SYS_halt); }
