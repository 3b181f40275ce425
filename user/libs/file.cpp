// Files by descriptor. Layer: user. uCore: user/libs/file.c.
#include "user/libs/file.h"

#include "user/libs/stdio.h"
#include "user/libs/syscall.h"

namespace {

char type_letter(const struct stat& stat) {
    switch (stat.st_mode & S_IFMT) {
    case S_IFREG: return 'r';
    case S_IFDIR: return 'd';
    case S_IFLNK: return 'l';
    case S_IFCHR: return 'c';
    case S_IFBLK: return 'b';
    case S_IFIFO: return 'p';
    default: return '-';
    }
}

}  // namespace

int open(const char* path, uint32_t open_flags) { return sys_open(path, open_flags); }

int close(int fd) { return sys_close(fd); }

int read(int fd, void* base, size_t len) { return sys_read(fd, base, len); }

int write(int fd, const void* base, size_t len) { return sys_write(fd, base, len); }

int seek(int fd, off_t pos, int whence) { return sys_seek(fd, pos, whence); }

int fstat(int fd, struct stat* stat) { return sys_fstat(fd, stat); }

int fsync(int fd) { return sys_fsync(fd); }

int dup(int fd) { return sys_dup(fd, NO_FD); }

int dup2(int fd1, int fd2) { return sys_dup(fd1, fd2); }

int pipe(int* fd_store) { return sys_pipe(fd_store); }

int mkfifo(const char* name, uint32_t open_flags) { return sys_mkfifo(name, open_flags); }

int truncate(int fd, size_t size) { return sys_truncate(fd, size); }

int stat(const char* path, struct stat* stat) { return sys_stat(path, stat); }

int lstat(const char* path, struct stat* stat) { return sys_lstat(path, stat); }

int link(const char* existing, const char* path) { return sys_link(existing, path); }

int symlink(const char* target, const char* path) { return sys_symlink(target, path); }

int readlink(const char* path, char* buffer, size_t len) { return sys_readlink(path, buffer, len); }

int unlink(const char* path) { return sys_unlink(path); }

int rename(const char* from, const char* to) { return sys_rename(from, to); }

int statfs(const char* path, struct statfs* info) { return sys_statfs(path, info); }

int sync() { return sys_sync(); }

int ioctl(int fd, uint32_t request, uintptr_t argument) { return sys_ioctl(fd, request, argument); }

void print_stat(const char* name, int fd, struct stat* stat) {
    cprintf("[%03d] %s\n", fd, name);
    cprintf("    mode    : %c\n", type_letter(*stat));
    cprintf("    links   : %u\n", stat->st_nlinks);
    cprintf("    blocks  : %u\n", stat->st_blocks);
    cprintf("    size    : %u\n", stat->st_size);
}
