// Files by descriptor.
// Layer: user (C and C++). uCore: user/libs/file.h.
// Every function returns minus an error number when it fails.
#pragma once

#include "user/libs/defs.h"
#include "user/libs/stat.h"
#include "user/libs/unistd.h"

// As everywhere, stat and statfs are functions as well as structures.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"

USER_API_BEGIN

int open(const char* path, uint32_t open_flags);
int close(int fd);
int read(int fd, void* base, size_t len);
int write(int fd, const void* base, size_t len);
int seek(int fd, off_t pos, int whence);
int fstat(int fd, struct stat* stat);
int fsync(int fd);
int dup(int fd);
int dup2(int fd1, int fd2);
int pipe(int* fd_store);
// One end, for reading or for writing, of the pipe that is known as `name` as long as somebody has
// an end of it. A descriptor.
int mkfifo(const char* name, uint32_t open_flags);

// Cuts the file off behind `size` bytes, or fills it up with zeros to that size.
int truncate(int fd, size_t size);

// stat follows a symbolic link at the end of the path, lstat does not.
int stat(const char* path, struct stat* stat);
int lstat(const char* path, struct stat* stat);

int link(const char* existing, const char* path);
int symlink(const char* target, const char* path);
// The target of a symbolic link, at most `len` bytes of it, without a NUL; returns their number.
int readlink(const char* path, char* buffer, size_t len);
int unlink(const char* path);  // no directory
// Another name for a file or directory; what had that name before is replaced, if it is a file and
// no directory, or an empty directory and a directory.
int rename(const char* from, const char* to);

// Tells of the file system that `path` lies in.
int statfs(const char* path, struct statfs* info);
// Writes all that is not on its disk yet.
int sync(void);
// A device's own service: see abi.h for those there are.
int ioctl(int fd, uint32_t request, uintptr_t argument);

// Prints what fstat told about the file.
void print_stat(const char* name, int fd, struct stat* stat);

USER_API_END

#pragma GCC diagnostic pop
