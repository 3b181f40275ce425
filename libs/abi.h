// The user ABI: what a program and the kernel must agree on. System call numbers, flags, and the
// layout of structures that cross the border.
// Layer: libs (kernel, user library, user programs; C and C++). uCore: libs/unistd.h, libs/stat.h,
// libs/dirent.h. Numbers and layouts are the original's.
#pragma once

#include <stddef.h>
#include <stdint.h>

// A system call is `int $T_SYSCALL`: number in eax; arguments in edx, ecx, ebx, edi, esi; result in
// eax, where a negative one is minus an error number (error.def). No other register changes.
enum { T_SYSCALL = 0x80 };

enum {
    SYS_exit = 1,            // (code)
    SYS_fork = 2,            // () -> pid of the child, 0 in the child
    SYS_wait = 3,            // (pid or 0 for any child, int* code or NULL)
    SYS_exec = 4,            // (name, argc, argv); without files: (name, length of it, ELF, size)
    SYS_clone = 5,           // (flags, top of stack or 0) -> as fork
    SYS_exit_thread = 9,     // (code)
    SYS_yield = 10,          // ()
    SYS_sleep = 11,          // (ticks)
    SYS_kill = 12,           // (pid)
    SYS_gettime = 17,        // () -> ticks since boot
    SYS_getpid = 18,         // () -> pid
    SYS_brk = 19,            // (uintptr_t*): wanted break in, break out; 0 asks only
    SYS_mmap = 20,           // (uintptr_t* address in and out, length, MMAP_ flags)
    SYS_munmap = 21,         // (address, length)
    SYS_shmem = 22,          // as mmap; shared with children
    SYS_putc = 30,           // (character)
    SYS_pgdir = 31,          // (): prints the page tables
    SYS_sem_init = 40,       // (value) -> id
    SYS_sem_post = 41,       // (id)
    SYS_sem_wait = 42,       // (id, timeout)
    SYS_sem_free = 43,       // (id)
    SYS_sem_get_value = 44,  // (id, int*)
    SYS_event_send = 48,     // (pid, event, timeout)
    SYS_event_recv = 49,     // (int* pid, int* event, timeout)
    SYS_mbox_init = 50,      // (slots) -> id
    SYS_mbox_send = 51,      // (id, buffer, timeout)
    SYS_mbox_recv = 52,      // (id, buffer, timeout)
    SYS_mbox_free = 53,      // (id)
    SYS_mbox_info = 54,      // (id, info)
    SYS_open = 100,          // (path, O_ flags) -> descriptor
    SYS_close = 101,         // (descriptor)
    SYS_read = 102,          // (descriptor, buffer, length) -> bytes
    SYS_write = 103,         // (descriptor, buffer, length) -> bytes
    SYS_seek = 104,          // (descriptor, offset, LSEEK_)
    SYS_fstat = 110,         // (descriptor, struct stat*)
    SYS_fsync = 111,         // (descriptor)
    SYS_chdir = 120,         // (path)
    SYS_getcwd = 121,        // (buffer, length)
    SYS_mkdir = 122,         // (path)
    SYS_link = 123,          // (old path, new path)
    SYS_rename = 124,        // (old path, new path)
    SYS_readlink = 125,      // (path, buffer, length)
    SYS_symlink = 126,       // (target, path)
    SYS_unlink = 127,        // (path)
    SYS_getdirentry = 128,   // (descriptor, struct dirent*)
    SYS_rmdir = 129,         // (path)
    SYS_dup = 130,        // (descriptor, new descriptor or NO_FD for the lowest free) -> descriptor
    SYS_truncate = 131,   // (descriptor, size in bytes)
    SYS_lstat = 132,      // (path, struct stat*): of the link, when it is one
    SYS_statfs = 133,     // (path, struct statfs*)
    SYS_sync = 134,       // (): all that was written is on the disks
    SYS_stat = 135,       // (path, struct stat*): as fstat; opens nothing
    SYS_pipe = 140,       // (int[2])
    SYS_mkfifo = 141,     // (name, O_ flags)
    SYS_ioctl = 142,      // (descriptor, request, argument)
    SYS_processes = 143,  // (struct process_info*, count) -> how many processes there are
    SYS_memory_info = 144,        // (struct memory_info*)
    SYS_set_foreground = 145,     // (pid or 0)
    SYS_mount = 153,              // (source, target, type, data)
    SYS_umount = 154,             // (target)
    SYS_halt = 201,               // ()
    SYS_lab6_set_priority = 255,  // (priority; 0 counts as 1)
};

// clone
enum {
    CLONE_VM = 0x100,      // share the address space
    CLONE_THREAD = 0x200,  // a thread of the same process
    CLONE_FS = 0x800,      // share the open files
};

// mmap and shmem. Memory can always be read.
enum {
    MMAP_WRITE = 0x100,  // may be written
    MMAP_STACK = 0x200,  // grows downwards
};

// open
enum {
    O_RDONLY = 0,
    O_WRONLY = 1,
    O_RDWR = 2,
    O_ACCMODE = 3,  // mask for the three above
    O_CREAT = 0x04,
    O_EXCL = 0x08,
    O_TRUNC = 0x10,
    O_APPEND = 0x20,
};

// In place of a descriptor: none, or any. (No descriptor, and no error number either.)
enum { NO_FD = -0x9527 };

// seek: where the offset counts from
enum { LSEEK_SET = 0, LSEEK_CUR = 1, LSEEK_END = 2 };

// Longest names, in bytes without the NUL, and arguments of exec.
enum {
    FS_MAX_DNAME_LEN = 31,    // name of a device
    FS_MAX_FNAME_LEN = 255,   // name of a file
    FS_MAX_FPATH_LEN = 4095,  // path
    EXEC_MAX_ARG_NUM = 32,
    EXEC_MAX_ARG_LEN = 4095,
};

// stat.st_mode: the type of a file.
enum {
    S_IFMT = 070000,   // mask
    S_IFREG = 010000,  // regular file
    S_IFDIR = 020000,  // directory
    S_IFLNK = 030000,  // symbolic link
    S_IFCHR = 040000,  // character device
    S_IFBLK = 050000,  // block device
    S_IFIFO = 060000,  // pipe or fifo (ours)
};

// ioctl of the console's input (`stdin:`). The argument is not used.
//
// By lines: the kernel echoes keys and lets them be edited by backspace; read returns when a line
// is complete, or Ctrl-D was typed. Raw: read returns keys as soon as there are any, without echo;
// Enter is \n, Backspace \b; the cursor keys up, down, right, left are ESC [ A, B, C, D, Home ESC
// [ H, End ESC [ F, Delete ESC [ 3 ~. The mode is the device's, not the descriptor's.
//
// Ctrl-C ends the foreground process and all that descend from it, in either mode. When there is
// none, it empties the line; in raw mode it is the key 3.
enum {
    STDIN_LINES = 0,
    STDIN_RAW = 1,
};

// What fstat tells.
struct stat {
    uint32_t st_mode;
    uint32_t st_nlinks;
    uint32_t st_blocks;  // that the file takes on its device
    uint32_t st_size;    // in bytes
};

// getdirentry: the caller sets offset to 0 for the first entry; each call fills in one name and
// advances offset by the size of a name.
struct dirent {
    int32_t offset;
    char name[FS_MAX_FNAME_LEN + 1];
};

// What statfs tells of the file system that a path lies in.
struct statfs {
    uint32_t block_size;  // in bytes
    uint32_t blocks;
    uint32_t free_blocks;
    uint32_t name_max;  // longest name, in bytes
    char label[32];     // its name, with a NUL
};

// process_info.state
enum {
    PROCESS_NEW = 0,
    PROCESS_RUNNABLE = 1,  // runs, or could
    PROCESS_SLEEPING = 2,
    PROCESS_ZOMBIE = 3,  // has ended; its parent has not asked for it yet
};

enum { PROCESS_NAME_LEN = 50 };

// What `processes` tells of each process: it fills in at most `count` of them, by ascending number,
// and returns how many there are, which may be more.
struct process_info {
    uint32_t pid;
    uint32_t parent;  // its parent's number, 0 when there is none
    uint32_t state;   // PROCESS_
    uint32_t pages;   // of memory that it has now; those it shares count fully
    uint32_t ticks;   // for which it had the CPU
    uint32_t priority;
    char name[PROCESS_NAME_LEN + 2];  // with a NUL
};

// What memory_info tells.
struct memory_info {
    uint32_t total_pages;  // that the kernel manages
    uint32_t free_pages;
    uint32_t cache_pages;  // not free, but to be had: what caches hold that can be read again
    uint32_t heap_bytes;   // of the kernel's heap, in use
    uint32_t swap_pages;   // that there is room for on the swap disk; 0 without one
    uint32_t swap_used;    // of these
};

// What a message of a mailbox is described by. To send: len bytes at data. To receive: there is
// room for size bytes at data; len and from are filled in.
struct mboxbuf {
    int from;     // number of the process that sent it
    size_t size;  // of the memory at data
    size_t len;   // of the message
    void* data;
};

// What mbox_info tells.
struct mboxinfo {
    uint32_t slots;      // that are taken
    uint32_t max_slots;  // that there are
    uint32_t senders;    // that wait for a slot
    uint32_t receivers;  // that wait for a message
};

// C has this keyword under another name.
#ifdef __cplusplus
#define ABI_ASSERT(x) static_assert(x, #x)
#else
#define ABI_ASSERT(x) _Static_assert(x, #x)
#endif
ABI_ASSERT(sizeof(struct stat) == 16);
ABI_ASSERT(offsetof(struct stat, st_size) == 12);
ABI_ASSERT(sizeof(struct dirent) == 260);
ABI_ASSERT(offsetof(struct dirent, name) == 4);
ABI_ASSERT(sizeof(struct mboxinfo) == 16);
ABI_ASSERT(sizeof(struct statfs) == 48);
ABI_ASSERT(sizeof(struct process_info) == 76);
ABI_ASSERT(sizeof(struct memory_info) == 24);
#undef ABI_ASSERT
