// What the tests of usertests are made of. Layer: user. uCore: none.
#include "user/usertests/harness.h"

#include "user/usertests/report.h"

namespace usertests {

void fail_at(const char* file, int line, const char* format, ...) {
    char reason[160];
    va_list args;
    va_start(args, format);
    vsnprintf(reason, sizeof(reason), format, args);
    va_end(args);
    report_failure(file, line, reason);
    exit(1);
}

void expect_equal(int actual, int wanted, const char* what, const char* file, int line) {
    if (actual != wanted) {
        // What was called may have been a whole function.
        fail_at(file, line, "%.60s is %d, not %d", what, actual, wanted);
    }
}

int code_of(int pid) {
    int code = 0;
    const int error = waitpid(pid, &code);
    if (error != 0) {
        FAIL("waitpid(%d) returns %d", pid, error);
    }
    return code;
}

u8 byte_at(u32 seed, u32 offset) {
    const u32 mixed = (offset / 4 + seed * 0x10001) * 0x9E3779B1;
    return static_cast<u8>(mixed >> (8 * (offset % 4)));
}

namespace {

constexpr u32 kPiece = 4096;
u8 piece[kPiece];

}  // namespace

void write_bytes(int fd, u32 seed, u32 from, u32 size) {
    for (u32 done = 0; done < size;) {
        const u32 count = min(size - done, kPiece);
        for (u32 i = 0; i < count; i++) {
            piece[i] = byte_at(seed, from + done + i);
        }
        const int written = write(fd, piece, count);
        if (written != static_cast<int>(count)) {
            FAIL("write of %u bytes at %u returns %d", count, from + done, written);
        }
        done += count;
    }
}

void check_bytes(int fd, u32 seed, u32 from, u32 size) {
    for (u32 done = 0; done < size;) {
        const u32 count = min(size - done, kPiece);
        const int got = read(fd, piece, count);
        if (got != static_cast<int>(count)) {
            FAIL("read of %u bytes at %u returns %d", count, from + done, got);
        }
        for (u32 i = 0; i < count; i++) {
            if (piece[i] != byte_at(seed, from + done + i)) {
                FAIL("byte %u of the file is wrong", from + done + i);
            }
        }
        done += count;
    }
}

void make_file(const char* path, u32 seed, u32 size) {
    const OpenFile file(path, O_WRONLY | O_CREAT | O_TRUNC);
    write_bytes(file.fd(), seed, 0, size);
}

void check_file(const char* path, u32 seed, u32 size) {
    const OpenFile file(path, O_RDONLY);
    check_bytes(file.fd(), seed, 0, size);
    char more;
    EXPECT_EQ(read(file.fd(), &more, 1), 0);
    EXPECT_EQ(size_of(path), size);
}

u32 size_of(const char* path) {
    struct stat info;
    EXPECT_EQ(stat(path, &info), 0);
    return info.st_size;
}

const char* numbered(const char* prefix, int number) {
    static char name[64];
    snprintf(name, sizeof(name), "%s%d", prefix, number);
    return name;
}

}  // namespace usertests
