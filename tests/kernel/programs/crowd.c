// Twenty processes make 1,000 files in one directory, write, check and remove them, all at once.
#include "files.h"

enum { PROCESSES = 20, FILES = 50 };

static char path[] = "/files/00-00";

static void set_path(int who, int number) {
    path[7] = (char)('0' + who / 10);
    path[8] = (char)('0' + who % 10);
    path[10] = (char)('0' + number / 10);
    path[11] = (char)('0' + number % 10);
}

static u32 seed_of(int who, int number) { return (u32)(who * 100 + number); }

static u32 size_of(int who, int number) { return (u32)(number * 700 + who * 13); }

static void make(int who, int number) {
    static u8 bytes[40000];
    const u32 size = size_of(who, number);
    set_path(who, number);
    const int fd = CALL(open, path, O_CREAT | O_EXCL | O_RDWR, 0);
    if (fd < 0) {
        fail(path, fd, 0);
    }
    fill(bytes, seed_of(who, number), 0, size);
    expect("write", CALL(write, fd, bytes, size), (int)size);
    if (number % 10 == who % 10) {
        expect("fsync", CALL(fsync, fd, 0, 0), 0);
    }
    CALL(close, fd, 0, 0);
}

static void check(int who, int number) {
    static u8 bytes[40000];
    const u32 size = size_of(who, number);
    set_path(who, number);
    const int fd = CALL(open, path, O_RDONLY, 0);
    if (fd < 0) {
        fail(path, fd, 0);
    }
    expect("read", CALL(read, fd, bytes, sizeof bytes), (int)size);
    expect("contents", is_pattern(bytes, seed_of(who, number), 0, size), 1);
    CALL(close, fd, 0, 0);
}

static void work(int who) {
    for (int number = 0; number < FILES; number++) {
        make(who, number);
        if (number % 5 == 4) {
            CALL(yield, 0, 0, 0);
            check(who, number - 2);
            set_path(who, number - 3);
            expect("unlink", CALL(unlink, path, 0, 0), 0);
        }
    }
    for (int number = 0; number < FILES; number++) {
        if (number % 5 != 1) {
            check(who, number);
            set_path(who, number);
            expect("unlink", CALL(unlink, path, 0, 0), 0);
        }
    }
    leave(0);
}

static int start(int argc, char** argv) {
    (void)argc, (void)argv;
    expect("mkdir", CALL(mkdir, "/files", 0, 0), 0);
    for (int who = 0; who < PROCESSES; who++) {
        if (CALL(fork, 0, 0, 0) == 0) {
            work(who);
        }
    }
    for (int who = 0; who < PROCESSES; who++) {
        expect("one of them", wait_for(0), 0);
    }
    PASS("crowd");
}
