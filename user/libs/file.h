// Files by descriptor.
// Layer: user (C and C++). uCore: user/libs/file.h.
// Every function returns minus an error number when it fails.
#pragma once

#include "user/libs/defs.h"
#include "user/libs/stat.h"
#include "user/libs/unistd.h"

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
int mkfifo(const char* name, uint32_t open_flags);

// Prints what fstat told about the file.
void print_stat(const char* name, int fd, struct stat* stat);

USER_API_END
