// Tests: pointers and sizes that are wrong. Layer: user. uCore: none.
#include "user/usertests/harness.h"

namespace usertests {

namespace {

// What the kernel is to write may not come from where the program could not read.
void copyin() {
    const OpenFile file("copyin", O_RDWR | O_CREAT);
    for (uintptr_t bad : kBadAddresses) {
        EXPECT(write(file.fd(), address(bad), 8192) < 0);
        EXPECT(write(file.fd(), address(bad), 1) < 0);
    }
    EXPECT_EQ(size_of("copyin"), 0);
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    for (uintptr_t bad : kBadAddresses) {
        EXPECT(write(ends[1], address(bad), 100) < 0);
        EXPECT(write(1, address(bad), 100) < 0);
    }
    close(ends[1]);
    char c;
    EXPECT_EQ(read(ends[0], &c, 1), 0);
    close(ends[0]);
}

// What is read may not go to where the program could not write, and is not lost then.
void copyout() {
    make_file("copyout", 1, 6000);
    const OpenFile file("copyout", O_RDONLY);
    for (uintptr_t bad : kBadAddresses) {
        EXPECT(read(file.fd(), address(bad), 100) < 0);
    }
    check_bytes(file.fd(), 1, 0, 6000);
}

// The same with a pipe: the bytes stay in it.
void copyout_of_pipe() {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    write_bytes(ends[1], 2, 0, 100);
    for (uintptr_t bad : kBadAddresses) {
        EXPECT(read(ends[0], address(bad), 10) < 0);
    }
    check_bytes(ends[0], 2, 0, 100);
    close(ends[0]);
    close(ends[1]);
}

// Every call that takes a path, with one that is nowhere.
void copyinstr1() {
    char buffer[16];
    struct stat info;
    struct statfs system;
    for (uintptr_t bad : kBadAddresses) {
        char* path = text_at(bad);
        EXPECT(open(path, O_RDWR | O_CREAT) < 0);
        EXPECT(mkdir(path) < 0);
        EXPECT(rmdir(path) < 0);
        EXPECT(unlink(path) < 0);
        EXPECT(chdir(path) < 0);
        EXPECT(link(path, "x") < 0);
        EXPECT(link(".", path) < 0);
        EXPECT(symlink(path, "x") < 0);
        EXPECT(symlink("x", path) < 0);
        EXPECT(rename(path, "x") < 0);
        EXPECT(readlink(path, buffer, sizeof(buffer)) < 0);
        EXPECT(stat(path, &info) < 0);
        EXPECT(lstat(path, &info) < 0);
        EXPECT(statfs(path, &system) < 0);
        EXPECT(mkfifo(path, 0) < 0);
    }
}

// Paths and names at their limits.
void copyinstr2() {
    static char path[FS_MAX_FPATH_LEN + 16];
    memset(path, 'x', sizeof(path));
    path[FS_MAX_FPATH_LEN + 15] = '\0';
    EXPECT(open(path, O_CREAT | O_RDWR) < 0);
    EXPECT(mkdir(path) < 0);
    EXPECT(unlink(path) < 0);
    path[FS_MAX_FPATH_LEN + 1] = '\0';
    EXPECT(open(path, O_CREAT | O_RDWR) < 0);
    // As long as may be: "././...x", which is the name x in the end.
    for (usize i = 0; i < FS_MAX_FPATH_LEN; i++) {
        path[i] = i % 2 == 0 ? '.' : '/';
    }
    path[FS_MAX_FPATH_LEN - 1] = 'x';
    path[FS_MAX_FPATH_LEN] = '\0';
    const int fd = open(path, O_CREAT | O_RDWR);
    EXPECT(fd >= 0);
    close(fd);
    EXPECT_EQ(unlink("x"), 0);
    path[FS_MAX_FPATH_LEN] = 'y';
    path[FS_MAX_FPATH_LEN + 1] = '\0';
    EXPECT(open(path, O_CREAT | O_RDWR) < 0);
}

// A path that runs into memory that is not there.
void copyinstr3() {
    uintptr_t place = 0;
    EXPECT_EQ(mmap(&place, 8192, MMAP_WRITE), 0);
    EXPECT_EQ(munmap(place + 4096, 4096), 0);
    char* path = text_at(place + 4095);
    *path = 'x';
    EXPECT(open(path, O_CREAT | O_RDWR) < 0);
    EXPECT(unlink(path) < 0);
    EXPECT(mkdir(path) < 0);
    const char* arguments[] = {kProgram, path, nullptr};
    EXPECT(__exec(nullptr, arguments) < 0);
    // One that ends right there is fine.
    *path = '\0';
    text_at(place)[4094] = 'x';
    const int fd = open(path - 1, O_CREAT | O_RDWR);
    EXPECT(fd >= 0);
    close(fd);
    EXPECT_EQ(munmap(place, 4096), 0);
}

// Memory that was given back is no buffer any more.
void rwsbrk() {
    make_file("rwsbrk", 1, 4096);
    uintptr_t place = 0;
    EXPECT_EQ(mmap(&place, 4096, MMAP_WRITE), 0);
    EXPECT_EQ(munmap(place, 4096), 0);
    const OpenFile file("rwsbrk", O_RDWR);
    EXPECT(read(file.fd(), address(place), 10) < 0);
    EXPECT(write(file.fd(), address(place), 1024) < 0);
    uintptr_t end = 0;
    EXPECT_EQ(brk(&end), 0);
    end += 4096;
    EXPECT_EQ(brk(&end), 0);
    const uintptr_t last = end - 4096;
    end = last;
    EXPECT_EQ(brk(&end), 0);
    EXPECT(end != last || read(file.fd(), address(last), 10) < 0);
}

// Sizes that are no sizes.
void argptest() {
    make_file("argptest", 1, 100);
    const OpenFile file("argptest", O_RDWR);
    char c[16];
    EXPECT(read(file.fd(), text_at(0xAFFFFFFF), 0xFFFFFFFF) < 0);
    EXPECT(write(file.fd(), c, 0xFFFFFFFF) < 0);
    EXPECT(write(file.fd(), c, 0x80000000) < 0);
    EXPECT_EQ(size_of("argptest"), 100);
    EXPECT_EQ(read(file.fd(), c, 0), 0);
    EXPECT_EQ(write(file.fd(), c, 0), 0);
    EXPECT(getcwd(c, 0) < 0);
    EXPECT(getcwd(c, 1) < 0);
    EXPECT(readlink("argptest", c, 10) < 0);
}

// Calls that store something, with places that are none.
void pgbug() {
    const OpenFile folder(".", O_RDONLY);
    for (uintptr_t bad : kBadAddresses) {
        const char* arguments[] = {text_at(bad), nullptr};
        EXPECT(bad == 0 || __exec(nullptr, arguments) < 0);
        EXPECT(pipe(static_cast<int*>(address(bad))) < 0);
        EXPECT(fstat(folder.fd(), static_cast<struct stat*>(address(bad))) < 0);
        EXPECT(stat(".", static_cast<struct stat*>(address(bad))) < 0);
        EXPECT(statfs(".", static_cast<struct statfs*>(address(bad))) < 0);
        EXPECT(getcwd(text_at(bad), 100) < 0);
        EXPECT(get_memory_info(static_cast<struct memory_info*>(address(bad))) < 0);
        EXPECT(get_processes(static_cast<struct process_info*>(address(bad)), 1) < 0);
        DIR dir = {folder.fd(), {}};
        EXPECT(syscall2(SYS_getdirentry, static_cast<uintptr_t>(dir.fd), bad) < 0);
    }
    const int pid = start_child([] {});
    for (uintptr_t bad : kBadAddresses) {
        EXPECT(bad == 0 || waitpid(pid, static_cast<int*>(address(bad))) < 0);
    }
    EXPECT_EQ(code_of(pid), 0);
    // A pipe whose second number can not be stored is no pipe.
    uintptr_t place = 0;
    EXPECT_EQ(mmap(&place, 8192, MMAP_WRITE), 0);
    EXPECT_EQ(munmap(place + 4096, 4096), 0);
    for (int i = 0; i < 200; i++) {
        EXPECT(pipe(static_cast<int*>(address(place + 4092))) < 0);
    }
    EXPECT_EQ(munmap(place, 4096), 0);
}

// A path in each part of the address space: no crash, and an error where there is nothing.
void validatetest() {
    for (u32 high = 0; high < 1024; high++) {
        const uintptr_t place = high << 22;
        const int result = link(text_at(place), text_at(place + 4096));
        EXPECT(result < 0);
    }
}

// Arguments of exec that are nowhere leak nothing, however often.
void badarg_often() {
    for (int i = 0; i < 2000; i++) {
        const char* arguments[] = {kProgram, text_at(0xFFFFFFFF), nullptr};
        EXPECT(__exec(nullptr, arguments) < 0);
    }
}

// Memory that no page was used of yet is a buffer like any other.
void sbrkarg() {
    uintptr_t place = 0;
    EXPECT_EQ(mmap(&place, 5 * 4096, MMAP_WRITE), 0);
    {
        const OpenFile file("sbrkarg", O_CREAT | O_RDWR);
        EXPECT_EQ(write(file.fd(), address(place), 4096), 4096);
        EXPECT_EQ(seek(file.fd(), 0, LSEEK_SET), 0);
        EXPECT_EQ(read(file.fd(), address(place + 4096), 4096), 4096);
    }
    int* ends = static_cast<int*>(address(place + 3 * 4096 - 4));
    EXPECT_EQ(pipe(ends), 0);
    close(ends[0]);
    close(ends[1]);
    EXPECT_EQ(munmap(place, 5 * 4096), 0);
}

// Buffers in memory that may not be written: our own code, and constants.
void read_only_buffers() {
    static const char constant[16] = "constant";
    make_file("source", 1, 100);
    const OpenFile file("source", O_RDONLY);
    EXPECT(read(file.fd(), const_cast<char*>(constant), 8) < 0);
    EXPECT(read(file.fd(), text_at(0x00800020), 8) < 0);
    EXPECT(fstat(file.fd(), static_cast<struct stat*>(address(0x00800020))) < 0);
    EXPECT_EQ(strcmp(constant, "constant"), 0);
    uintptr_t place = 0;
    EXPECT_EQ(mmap(&place, 4096, 0), 0);
    EXPECT(read(file.fd(), address(place), 8) < 0);
    check_bytes(file.fd(), 1, 0, 100);
    EXPECT_EQ(munmap(place, 4096), 0);
}

// A buffer that begins in memory and ends where there is none: what is told is what was done.
void half_a_buffer() {
    make_file("half", 5, 8192);
    uintptr_t place = 0;
    EXPECT_EQ(mmap(&place, 8192, MMAP_WRITE), 0);
    EXPECT_EQ(munmap(place + 4096, 4096), 0);
    const OpenFile file("half", O_RDONLY);
    const int got = read(file.fd(), address(place + 4096 - 100), 200);
    EXPECT(got < 0 || got <= 100);
    check_bytes(file.fd(), 5, static_cast<u32>(max(got, 0)), 50);
    const OpenFile other("other", O_RDWR | O_CREAT);
    const int put = write(other.fd(), address(place + 4096 - 100), 200);
    EXPECT(put < 0 || put <= 100);
    EXPECT_EQ(size_of("other"), put < 0 ? 0 : put);
    EXPECT_EQ(munmap(place, 4096), 0);
}

constexpr Test kTests[] = {
    {"copyin", copyin},
    {"copyout", copyout},
    {"copyout_of_pipe", copyout_of_pipe},
    {"copyinstr1", copyinstr1},
    {"copyinstr2", copyinstr2},
    {"copyinstr3", copyinstr3},
    {"rwsbrk", rwsbrk},
    {"argptest", argptest},
    {"pgbug", pgbug},
    {"validatetest", validatetest},
    {"badarg_often", badarg_often},
    {"sbrkarg", sbrkarg},
    {"read_only_buffers", read_only_buffers},
    {"half_a_buffer", half_a_buffer},
};

}  // namespace

constinit const Span<const Test> kPointerTests = kTests;

}  // namespace usertests
