// exec of an ELF file in memory, when the kernel takes programs from files only.
// Layer: user. uCore: none.
#include "user/libs/file.h"
#include "user/libs/stdio.h"
#include "user/libs/ulib.h"

namespace {

int write_all(int fd, const void* data, size_t size) {
    for (size_t done = 0; done < size;) {
        const int written = write(fd, static_cast<const char*>(data) + done, size - done);
        if (written <= 0) {
            return written < 0 ? written : -E_NA_DEV;
        }
        done += static_cast<size_t>(written);
    }
    return 0;
}

}  // namespace

// The file stays when exec succeeds: there is nobody who could remove it. The next one of this name
// is written over it.
int exec_image(const char* name, const void* elf, size_t size) {
    char path[64];
    snprintf(path, sizeof(path), "/%s.image", name);
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (fd < 0) {
        return fd;
    }
    int error = write_all(fd, elf, size);
    close(fd);
    if (error == 0) {
        const char* arguments[] = {path, nullptr};
        error = __exec(name, arguments);
    }
    unlink(path);
    return error;
}
