// Tests: files that several processes work on, and devices. Layer: user. uCore: none.
#include "user/usertests/harness.h"

namespace usertests {

namespace {

// Cutting a file off while another writes to it.
void truncate3() {
    close(open("file", O_CREAT | O_TRUNC | O_WRONLY));
    const int pid = start_child([] {
        for (int i = 0; i < 60; i++) {
            const OpenFile writing("file", O_WRONLY);
            EXPECT_EQ(write(writing.fd(), "1234567890", 10), 10);
            char buffer[32];
            const OpenFile reading("file", O_RDONLY);
            EXPECT(read(reading.fd(), buffer, sizeof(buffer)) >= 0);
        }
    });
    for (int i = 0; i < 100; i++) {
        const OpenFile file("file", O_CREAT | O_WRONLY | O_TRUNC);
        EXPECT_EQ(write(file.fd(), "xxx", 3), 3);
    }
    EXPECT_EQ(code_of(pid), 0);
    EXPECT(size_of("file") <= 10);
}

// How often each letter from 'a' on is in the file.
void count_letters(const char* path, int letters, u32* counts) {
    const OpenFile file(path, O_RDONLY);
    char buffer[512];
    int got;
    while ((got = read(file.fd(), buffer, sizeof(buffer))) > 0) {
        for (int i = 0; i < got; i++) {
            EXPECT(buffer[i] >= 'a' && buffer[i] < 'a' + letters);
            counts[buffer[i] - 'a']++;
        }
    }
    EXPECT_EQ(got, 0);
}

// A parent and its child share the offset: nothing is written over.
void sharedfd() {
    constexpr u32 kRounds = 200;
    const OpenFile file("file", O_CREAT | O_RDWR);
    run_children(2, [&](int number) {
        char text[10];
        memset(text, 'a' + number, sizeof(text));
        for (u32 i = 0; i < kRounds; i++) {
            EXPECT_EQ(write(file.fd(), text, sizeof(text)), sizeof(text));
        }
    });
    u32 counts[2] = {};
    count_letters("file", 2, counts);
    EXPECT_EQ(counts[0], 10 * kRounds);
    EXPECT_EQ(counts[1], 10 * kRounds);
}

// Several that append by descriptors of their own lose nothing, either.
void shared_append() {
    constexpr u32 kRounds = 100;
    run_children(4, [](int number) {
        const OpenFile file("file", O_CREAT | O_WRONLY | O_APPEND);
        char text[33];
        memset(text, 'a' + number, sizeof(text));
        for (u32 i = 0; i < kRounds; i++) {
            EXPECT_EQ(write(file.fd(), text, sizeof(text)), sizeof(text));
        }
    });
    u32 counts[4] = {};
    count_letters("file", 4, counts);
    for (u32 count : counts) {
        EXPECT_EQ(count, 33 * kRounds);
    }
}

// Four files that grow at the same time.
void fourfiles() {
    run_children(4, [](int number) {
        const OpenFile file(numbered("f", number), O_CREAT | O_RDWR);
        for (u32 i = 0; i < 30; i++) {
            write_bytes(file.fd(), static_cast<u32>(number), i * 500, 500);
        }
    });
    for (int i = 0; i < 4; i++) {
        check_file(numbered("f", i), static_cast<u32>(i), 30 * 500);
    }
}

// A file without a name goes on until it is closed.
void unlinkread() {
    make_file("file", 1, 9000);
    const OpenFile file("file", O_RDWR);
    EXPECT_EQ(unlink("file"), 0);
    EXPECT_EQ(open("file", O_RDONLY), -E_NOENT);
    make_file("file", 2, 3);
    check_bytes(file.fd(), 1, 0, 9000);
    write_bytes(file.fd(), 1, 9000, 9000);
    EXPECT_EQ(seek(file.fd(), 0, LSEEK_SET), 0);
    check_bytes(file.fd(), 1, 0, 18000);
    check_file("file", 2, 3);
}

// Open files without a name, whose process is killed, are given back.
void unlinked_and_killed() {
    for (int i = 0; i < 10; i++) {
        const int pid = start_child([] {
            const OpenFile file("file", O_RDWR | O_CREAT);
            write_bytes(file.fd(), 1, 0, 50000);
            EXPECT_EQ(unlink("file"), 0);
            for (;;) {
                sleep(100);
            }
        });
        sleep(3);
        EXPECT_EQ(kill(pid), 0);
        EXPECT_EQ(code_of(pid), -E_KILLED);
    }
}

// One of many makes the file; the others are told that it is there.
void exclusive_race() {
    for (int round = 0; round < 10; round++) {
        int made = 0;
        int pids[5];
        for (int& pid : pids) {
            pid = fork();
            EXPECT(pid >= 0);
            if (pid == 0) {
                const int fd = open("file", O_CREAT | O_EXCL | O_RDWR);
                EXPECT(fd >= 0 || fd == -E_EXISTS);
                exit(fd >= 0 ? 100 : 0);
            }
        }
        for (int pid : pids) {
            made += code_of(pid) == 100 ? 1 : 0;
        }
        EXPECT_EQ(made, 1);
        EXPECT_EQ(unlink("file"), 0);
    }
}

// Many small files, made and removed by several: what was made is there, what was removed is not.
void manywrites() {
    run_children(4, [](int number) {
        char name[16];
        snprintf(name, sizeof(name), "w%d", number);
        for (u32 i = 0; i < 25; i++) {
            make_file(name, i, 700 * (i % 7));
            check_file(name, i, 700 * (i % 7));
            EXPECT_EQ(unlink(name), 0);
            if (i % 10 == 0) {
                EXPECT_EQ(sync(), 0);
            }
        }
    });
}

// A name that always means one of two files, however often it is replaced.
void rename_race() {
    make_file("name", 1, 300);
    const int pid = start_child([] {
        for (u32 i = 0; i < 60; i++) {
            make_file("new", 1, 300);
            EXPECT_EQ(rename("new", "name"), 0);
        }
    });
    for (int i = 0; i < 200; i++) {
        const OpenFile file("name", O_RDONLY);
        check_bytes(file.fd(), 1, 0, 300);
    }
    EXPECT_EQ(code_of(pid), 0);
}

// --- Devices ------------------------------------------------------------------------------------

void null_and_zero() {
    char buffer[100];
    const OpenFile nothing("null:", O_RDWR);
    EXPECT_EQ(write(nothing.fd(), buffer, sizeof(buffer)), sizeof(buffer));
    EXPECT_EQ(read(nothing.fd(), buffer, sizeof(buffer)), 0);
    const OpenFile zeros("zero:", O_RDONLY);
    memset(buffer, 'x', sizeof(buffer));
    EXPECT_EQ(read(zeros.fd(), buffer, sizeof(buffer)), sizeof(buffer));
    for (char c : buffer) {
        EXPECT_EQ(c, 0);
    }
    const OpenFile numbers("random:", O_RDONLY);
    u32 first[4] = {};
    u32 second[4] = {};
    EXPECT_EQ(read(numbers.fd(), first, sizeof(first)), sizeof(first));
    EXPECT_EQ(read(numbers.fd(), second, sizeof(second)), sizeof(second));
    EXPECT(memcmp(first, second, sizeof(first)) != 0);
}

// Calls that devices have no answer to: an error, no crash.
void devices_refuse() {
    static const char* const devices[] = {"stdin:", "stdout:", "null:", "zero:", "disk0:"};
    for (const char* device : devices) {
        const int fd = open(device, O_RDONLY);
        if (fd < 0) {
            continue;
        }
        struct dirent entry;
        entry.offset = 0;
        struct stat info;
        EXPECT_EQ(fstat(fd, &info), 0);
        if (!S_ISDIR(info.st_mode)) {  // disk0: is the root of its file system
            EXPECT(syscall2(SYS_getdirentry, static_cast<uintptr_t>(fd),
                            reinterpret_cast<uintptr_t>(&entry)) < 0);
        }
        EXPECT(truncate(fd, 0) < 0);
        seek(fd, 10, LSEEK_SET);
        fsync(fd);
        EXPECT(mkdir("null:/x") < 0);
        EXPECT(unlink(device) < 0);
        EXPECT(rename(device, "x") < 0);
        EXPECT(link(device, "x") < 0);
        EXPECT_EQ(close(fd), 0);
    }
    EXPECT(open("nosuch:", O_RDONLY) < 0);
    EXPECT(open(":", O_RDONLY) < 0);
    EXPECT(open("a-device-with-a-name-that-is-much-too-long-to-be-one:", O_RDONLY) < 0);
    char c = 'x';
    EXPECT(write(0, &c, 1) < 0 || size_of(".") > 0);
}

constexpr Test kTests[] = {
    {"truncate3", truncate3},           {"sharedfd", sharedfd},
    {"shared_append", shared_append},   {"fourfiles", fourfiles},
    {"unlinkread", unlinkread},         {"unlinked_and_killed", unlinked_and_killed},
    {"exclusive_race", exclusive_race}, {"manywrites", manywrites},
    {"rename_race", rename_race},       {"null_and_zero", null_and_zero},
    {"devices_refuse", devices_refuse},
};

}  // namespace

constinit const Span<const Test> kSharedFileTests = kTests;

}  // namespace usertests
