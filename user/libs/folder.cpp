// What is in a folder, and what kind of a file something is. Layer: user. uCore: none.
#include "user/libs/folder.h"

#include "user/libs/dir.h"
#include "user/libs/error.h"
#include "user/libs/file.h"
#include "user/libs/syscall.h"

int read_folder(const char* path, Array<Text>& names) {
    const int fd = open(path, O_RDONLY);
    if (fd < 0) {
        return fd;
    }
    struct dirent entry;
    entry.offset = 0;
    int error;
    while ((error = sys_getdirentry(fd, &entry)) == 0) {
        names.push_back(Text(StringView(entry.name)));
    }
    close(fd);
    names.sort([](const Text& a, const Text& b) { return compare(a.view(), b.view()) < 0; });
    return error == -E_NOENT ? 0 : error;
}

int read_link(const char* path, Text& target) {
    char buffer[FS_MAX_FPATH_LEN + 1];
    const int length = readlink(path, buffer, sizeof(buffer));
    if (length >= 0) {
        target.assign(StringView(buffer, static_cast<usize>(length)));
    }
    return min(length, 0);
}

bool is_self_or_parent(StringView name) { return name == "." || name == ".."; }

bool is_folder(const char* path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

char type_letter(uint32_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG: return '-';
    case S_IFDIR: return 'd';
    case S_IFLNK: return 'l';
    case S_IFCHR: return 'c';
    case S_IFBLK: return 'b';
    case S_IFIFO: return 'p';
    default: return '?';
    }
}

const char* type_name(uint32_t mode) {
    switch (mode & S_IFMT) {
    case S_IFREG: return "file";
    case S_IFDIR: return "directory";
    case S_IFLNK: return "symbolic link";
    case S_IFCHR: return "character device";
    case S_IFBLK: return "block device";
    case S_IFIFO: return "pipe";
    default: return "????";
    }
}

int copy_contents(int from, int to, bool* reading) {
    char buffer[4096];
    for (int total = 0;;) {
        *reading = true;
        const int got = read(from, buffer, sizeof(buffer));
        if (got <= 0) {
            return got < 0 ? got : total;
        }
        *reading = false;
        for (int done = 0; done < got;) {
            const int written = write(to, buffer + done, static_cast<size_t>(got - done));
            if (written <= 0) {
                return written < 0 ? written : -E_NA_DEV;
            }
            done += written;
        }
        total += got;
    }
}
