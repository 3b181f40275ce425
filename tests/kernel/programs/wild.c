// Pointers that lead nowhere, into every call about files: an error, and nothing happens.
#include "files.h"

static const u32 wild[] = {0,          1,          0x1000,     0x1FFFFF,   0xA0000000, 0xB0000000,
                           0xBFFFFFFF, 0xC0000000, 0xC0100000, 0xF8000000, 0xFAC00000, 0xFFFFFFFF};
enum { COUNT = sizeof wild / sizeof wild[0] };

static void expect_fault(const char* what, int got, u32 pointer) {
    if (got != FAULT && got != INVAL) {
        print("pointer ");
        print_number((int)pointer);
        print(": ");
        fail(what, got, FAULT);
    }
}

static void try_all(int fd, int folder, u32 bad) {
#define TRY_CALL(name, a, b, c) expect_fault(#name " " #a " " #b, CALL(name, a, b, c), bad)
    TRY_CALL(open, bad, O_RDONLY, 0);
    TRY_CALL(open, bad, O_CREAT | O_RDWR, 0);
    TRY_CALL(read, fd, bad, 100);
    TRY_CALL(write, fd, bad, 100);
    TRY_CALL(fstat, fd, bad, 0);
    TRY_CALL(stat, bad, bad, 0);
    TRY_CALL(stat, "/wild", bad, 0);
    TRY_CALL(lstat, "/wild", bad, 0);
    TRY_CALL(statfs, "/", bad, 0);
    TRY_CALL(statfs, bad, bad, 0);
    TRY_CALL(chdir, bad, 0, 0);
    TRY_CALL(getcwd, bad, 100, 0);
    TRY_CALL(mkdir, bad, 0, 0);
    TRY_CALL(rmdir, bad, 0, 0);
    TRY_CALL(link, bad, "/x", 0);
    TRY_CALL(link, "/wild", bad, 0);
    TRY_CALL(symlink, bad, "/x", 0);
    TRY_CALL(symlink, "/wild", bad, 0);
    TRY_CALL(rename, bad, "/x", 0);
    TRY_CALL(rename, "/wild", bad, 0);
    TRY_CALL(readlink, bad, bad, 10);
    TRY_CALL(readlink, "/link", bad, 10);
    TRY_CALL(unlink, bad, 0, 0);
    TRY_CALL(getdirentry, folder, bad, 0);
    TRY_CALL(pipe, bad, 0, 0);
    TRY_CALL(mkfifo, bad, O_RDONLY, 0);
    TRY_CALL(mount, bad, "/", "sfs");
    TRY_CALL(mount, "disk1:", bad, "sfs");
    TRY_CALL(umount, bad, 0, 0);
    TRY_CALL(exec, 0, 1, bad);
    TRY_CALL(exec, bad, 1, bad);
}

// A page of the program's own, at whose end things may lie half on nothing.
static u8* last_page(void) {
    uintptr_t address = 0;
    expect("mmap", CALL(mmap, &address, 0x3000, MMAP_WRITE), 0);
    expect("munmap", CALL(munmap, address + 0x1000, 0x2000, 0), 0);
    return (u8*)address;
}

static int start(int argc, char** argv) {
    (void)argc, (void)argv;
    struct stat before, after;
    const int fd = CALL(open, "/file", O_CREAT | O_RDWR, 0);
    const int folder = CALL(open, "/", O_RDONLY, 0);
    u8* end = last_page() + 0x1000;
    static u8 bytes[0x2000];
    fill(bytes, 1, 0, sizeof bytes);
    expect("write", CALL(write, fd, bytes, sizeof bytes), sizeof bytes);
    expect("symlink", CALL(symlink, "/wild", "/link", 0), 0);
    CALL(stat, "/", &before, 0);
    for (int i = 0; i < COUNT; i++) {
        CALL(seek, fd, 0, LSEEK_SET);
        try_all(fd, folder, wild[i]);
    }
    CALL(stat, "/", &after, 0);
    expect("size of the root", (int)after.st_size, (int)before.st_size);
    // Lengths that wrap around, or that reach out of the memory.
    CALL(seek, fd, 0, LSEEK_SET);
    expect("read of -1", CALL(read, fd, bytes, -1), FAULT);
    expect("write of -1", CALL(write, fd, bytes, -1), FAULT);
    expect("write of 2.8 GB", CALL(write, fd, bytes, 0xAFF00000), FAULT);
    expect("read of nothing", CALL(read, fd, 0, 0), 0);
    expect("write of nothing", CALL(write, fd, 0xFFFFFFFF, 0), 0);
    // What begins in the program's memory and ends outside: as much as there is room for.
    expect("seek", CALL(seek, fd, 0, LSEEK_SET), 0);
    const int part = CALL(read, fd, end - 100, 6000);
    if (part != 100 && part != FAULT && part != 0) {
        fail("read over the end", part, 100);
    }
    expect("seek", CALL(seek, fd, 0, LSEEK_SET), 0);
    expect("all is still there", CALL(read, fd, bytes, sizeof bytes), sizeof bytes);
    expect("as it was", is_pattern(bytes, 1, 0, sizeof bytes), 1);
    // A text that runs off the last page.
    end[-1] = 'x';
    end[-2] = 'x';
    expect("open at the end", CALL(open, end - 2, O_RDONLY, 0), FAULT);
    end[-1] = 0;
    expect("name at the end", CALL(open, end - 2, O_RDONLY, 0), NOENT);
    // Paths as long as they may be, and longer.
    static char path[5000];
    for (u32 i = 0; i < sizeof path - 1; i++) {
        path[i] = i % 2 ? '.' : '/';
    }
    path[4096] = 0;
    expect("a path of 4096", CALL(open, path, O_RDONLY, 0), TOO_BIG);
    path[4095] = 0;
    const int long_one = CALL(open, path, O_RDONLY, 0);
    if (long_one < 0) {
        fail("a path of 4095", long_one, 0);
    }
    PASS("wild");
}
