// Directories.
// Layer: user (C and C++). uCore: user/libs/dir.h.
#pragma once

#include "user/libs/defs.h"
#include "user/libs/dirent.h"

USER_API_BEGIN

typedef struct {
    int fd;
    struct dirent dirent;
} DIR;

DIR* opendir(const char* path);    // NULL when it cannot be
struct dirent* readdir(DIR* dir);  // the next entry, valid until the next call; NULL at the end
void closedir(DIR* dir);
int mkdir(const char* path);
int rmdir(const char* path);  // which must be empty
int chdir(const char* path);
int getcwd(char* buffer, size_t len);

USER_API_END
