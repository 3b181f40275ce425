// Directories. Layer: user. uCore: user/libs/dir.c.
#include "user/libs/dir.h"

#include "user/libs/file.h"
#include "user/libs/stdlib.h"
#include "user/libs/syscall.h"

DIR* opendir(const char* path) {
    const int fd = open(path, O_RDONLY);
    if (fd < 0) {
        return nullptr;
    }
    struct stat stat;
    DIR* dir = nullptr;
    if (fstat(fd, &stat) == 0 && S_ISDIR(stat.st_mode)) {
        dir = static_cast<DIR*>(malloc(sizeof(DIR)));
    }
    if (dir == nullptr) {
        close(fd);
        return nullptr;
    }
    dir->fd = fd;
    dir->dirent.offset = 0;
    return dir;
}

struct dirent* readdir(DIR* dir) {
    return sys_getdirentry(dir->fd, &dir->dirent) == 0 ? &dir->dirent : nullptr;
}

void closedir(DIR* dir) {
    close(dir->fd);
    free(dir);
}

int mkdir(const char* path) { return sys_mkdir(path); }

int rmdir(const char* path) { return sys_rmdir(path); }

int chdir(const char* path) { return sys_chdir(path); }

int getcwd(char* buffer, size_t len) { return sys_getcwd(buffer, len); }
