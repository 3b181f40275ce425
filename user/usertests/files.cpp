// Tests: files of one process. Layer: user. uCore: none.
#include "user/usertests/harness.h"

namespace usertests {

namespace {

constexpr u32 kBlock = 4096;

// O_TRUNC is seen by those who have the file open.
void truncate1() {
    make_file("file", 1, 4);
    const OpenFile first("file", O_RDONLY);
    check_bytes(first.fd(), 1, 0, 4);
    const OpenFile second("file", O_WRONLY | O_TRUNC);
    const OpenFile third("file", O_RDONLY);
    char c;
    EXPECT_EQ(read(first.fd(), &c, 1), 0);
    EXPECT_EQ(read(third.fd(), &c, 1), 0);
    write_bytes(second.fd(), 2, 0, 6);
    check_bytes(third.fd(), 2, 0, 6);
    check_bytes(first.fd(), 2, 4, 2);
}

// A write behind the end of a file that was cut off meanwhile.
void truncate2() {
    const OpenFile first("file", O_RDWR | O_CREAT);
    write_bytes(first.fd(), 1, 0, 5000);
    const OpenFile second("file", O_RDWR | O_TRUNC);
    write_bytes(first.fd(), 1, 5000, 10);
    EXPECT_EQ(size_of("file"), 5010);
    char c = 'x';
    EXPECT_EQ(read(second.fd(), &c, 1), 1);
    EXPECT_EQ(c, 0);
    EXPECT_EQ(seek(second.fd(), 5000, LSEEK_SET), 0);
    check_bytes(second.fd(), 1, 5000, 10);
}

// truncate: shorter, longer with zeros, and what was cut off does not come back.
void truncate_call() {
    const OpenFile file("file", O_RDWR | O_CREAT);
    write_bytes(file.fd(), 1, 0, 10000);
    EXPECT_EQ(truncate(file.fd(), 5000), 0);
    EXPECT_EQ(size_of("file"), 5000);
    EXPECT_EQ(truncate(file.fd(), 20000), 0);
    EXPECT_EQ(size_of("file"), 20000);
    EXPECT_EQ(seek(file.fd(), 0, LSEEK_SET), 0);
    check_bytes(file.fd(), 1, 0, 5000);
    for (u32 at = 5000; at < 20000; at += 100) {
        char zeros[100];
        EXPECT_EQ(read(file.fd(), zeros, 100), 100);
        for (char c : zeros) {
            EXPECT_EQ(c, 0);
        }
    }
    EXPECT_EQ(truncate(file.fd(), 0), 0);
    EXPECT_EQ(size_of("file"), 0);
    const OpenFile reading("file", O_RDONLY);
    EXPECT(truncate(reading.fd(), 10) < 0);
}

void opentest() {
    const int fd = open(kProgram, O_RDONLY);
    EXPECT(fd >= 0);
    EXPECT_EQ(close(fd), 0);
    EXPECT(close(fd) < 0);
    EXPECT_EQ(open("missing", O_RDONLY), -E_NOENT);
    EXPECT_EQ(open("missing/file", O_RDWR | O_CREAT), -E_NOENT);
    EXPECT(open("", O_RDONLY) < 0);
    EXPECT(open("file", 3) < 0);
    make_file("file", 1, 10);
    EXPECT_EQ(open("file", O_RDWR | O_CREAT | O_EXCL), -E_EXISTS);
    check_file("file", 1, 10);
}

// O_CREAT leaves what is there already as it is.
void creat_keeps_contents() {
    make_file("file", 7, 5000);
    close(open("file", O_RDONLY | O_CREAT));
    check_file("file", 7, 5000);
    close(open("file", O_WRONLY | O_CREAT));
    check_file("file", 7, 5000);
    EXPECT_EQ(open(".", O_RDWR | O_CREAT), -E_ISDIR);
}

void writetest() {
    const OpenFile file("small", O_RDWR | O_CREAT);
    for (u32 i = 0; i < 100; i++) {
        write_bytes(file.fd(), 1, 20 * i, 10);
        write_bytes(file.fd(), 1, 20 * i + 10, 10);
    }
    check_file("small", 1, 2000);
    EXPECT_EQ(unlink("small"), 0);
    EXPECT_EQ(open("small", O_RDONLY), -E_NOENT);
}

// A file that needs double indirect blocks: more than 12 + 1024 of them.
void writebig() {
    constexpr u32 kSize = 1100 * kBlock + 17;
    struct statfs system;
    EXPECT_EQ(statfs(".", &system), 0);
    if (system.free_blocks < 1200) {
        return;  // no room for it
    }
    make_file("big", 3, kSize);
    check_file("big", 3, kSize);
}

void createtest() {
    for (int i = 0; i < 60; i++) {
        close(open(numbered("f", i), O_CREAT | O_RDWR));
    }
    for (int i = 0; i < 60; i++) {
        EXPECT_EQ(size_of(numbered("f", i)), 0);
        EXPECT_EQ(unlink(numbered("f", i)), 0);
        EXPECT_EQ(unlink(numbered("f", i)), -E_NOENT);
    }
}

// Writes of all kinds of sizes, at offsets that have nothing to do with blocks.
void bigwrite() {
    static u8 buffer[13000];
    for (u32 size = 499; size < sizeof(buffer); size += 471) {
        const OpenFile file("bigwrite", O_CREAT | O_RDWR | O_TRUNC);
        for (u32 i = 0; i < 2; i++) {
            for (u32 at = 0; at < size; at++) {
                buffer[at] = byte_at(4, i * size + at);
            }
            EXPECT_EQ(write(file.fd(), buffer, size), size);
        }
        EXPECT_EQ(seek(file.fd(), 0, LSEEK_SET), 0);
        check_bytes(file.fd(), 4, 0, 2 * size);
        EXPECT_EQ(unlink("bigwrite"), 0);
    }
}

// Reads of parts, in sizes that have nothing to do with how it was written.
void bigfile() {
    constexpr u32 kSize = 20 * 600;
    make_file("file", 5, kSize);
    for (u32 part = 1; part < 5000; part = part * 3 + 1) {
        const OpenFile file("file", O_RDONLY);
        for (u32 at = 0; at < kSize; at += part) {
            check_bytes(file.fd(), 5, at, min(part, kSize - at));
        }
    }
    // A read over the end gets what is there.
    static u8 buffer[kSize + 100];
    const OpenFile file("file", O_RDONLY);
    EXPECT_EQ(read(file.fd(), buffer, sizeof(buffer)), kSize);
}

// What was never written is zero, and takes no block.
void holes() {
    struct statfs before;
    struct statfs after;
    const OpenFile file("holes", O_RDWR | O_CREAT);
    EXPECT_EQ(statfs(".", &before), 0);
    EXPECT_EQ(seek(file.fd(), 100 * kBlock, LSEEK_SET), 0);
    write_bytes(file.fd(), 6, 100 * kBlock, 10);
    EXPECT_EQ(size_of("holes"), 100 * kBlock + 10);
    EXPECT_EQ(statfs(".", &after), 0);
    EXPECT(before.free_blocks - after.free_blocks < 5);
    EXPECT_EQ(seek(file.fd(), 50 * kBlock - 5, LSEEK_SET), 0);
    char zeros[10];
    memset(zeros, 'x', sizeof(zeros));
    EXPECT_EQ(read(file.fd(), zeros, sizeof(zeros)), 10);
    for (char c : zeros) {
        EXPECT_EQ(c, 0);
    }
    EXPECT_EQ(seek(file.fd(), 100 * kBlock, LSEEK_SET), 0);
    check_bytes(file.fd(), 6, 100 * kBlock, 10);
}

// seek moves, which it says by 0, but does not make a file larger.
void seektest() {
    make_file("file", 1, 1000);
    const OpenFile file("file", O_RDWR);
    EXPECT_EQ(seek(file.fd(), 10, LSEEK_SET), 0);
    EXPECT_EQ(seek(file.fd(), 5, LSEEK_CUR), 0);
    check_bytes(file.fd(), 1, 15, 20);
    EXPECT_EQ(seek(file.fd(), -10, LSEEK_END), 0);
    check_bytes(file.fd(), 1, 990, 10);
    EXPECT(seek(file.fd(), -1, LSEEK_SET) < 0);
    EXPECT(seek(file.fd(), -2000, LSEEK_CUR) < 0);
    EXPECT(seek(file.fd(), 0, 3) < 0);
    EXPECT_EQ(seek(file.fd(), 5000, LSEEK_SET), 0);
    char c;
    EXPECT_EQ(read(file.fd(), &c, 1), 0);
    EXPECT_EQ(size_of("file"), 1000);
    const OpenFile reading("file", O_RDONLY);
    seek(reading.fd(), 1000000, LSEEK_SET);
    EXPECT_EQ(size_of("file"), 1000);
}

// Files have an end somewhere: an error there, no crash.
void largest_offset() {
    const OpenFile file("file", O_RDWR | O_CREAT);
    static const u32 offsets[] = {0x7FFFFFFF, 0x7FFFF000, 0x40000000, 0x10000000};
    for (u32 offset : offsets) {
        if (seek(file.fd(), static_cast<off_t>(offset), LSEEK_SET) < 0) {
            continue;
        }
        char c = 'x';
        const int written = write(file.fd(), &c, 1);
        EXPECT(written < 0 || written == 1);
        EXPECT_EQ(truncate(file.fd(), 0), 0);
    }
    EXPECT(truncate(file.fd(), 0xFFFFFFFF) < 0);
    EXPECT_EQ(size_of("file"), 0);
}

// Descriptors do what they were opened for.
void access_modes() {
    make_file("file", 1, 10);
    char c = 'x';
    const OpenFile writing("file", O_WRONLY);
    EXPECT(read(writing.fd(), &c, 1) < 0);
    const OpenFile reading("file", O_RDONLY);
    EXPECT(write(reading.fd(), &c, 1) < 0);
    check_file("file", 1, 10);
    static const int wrong[] = {-1, 1000, 0x7FFFFFFF, static_cast<int>(0x80000000), 30};
    struct stat info;
    for (int fd : wrong) {
        EXPECT(read(fd, &c, 1) < 0);
        EXPECT(write(fd, &c, 1) < 0);
        EXPECT(seek(fd, 0, LSEEK_SET) < 0);
        EXPECT(fstat(fd, &info) < 0);
        EXPECT(fsync(fd) < 0);
        EXPECT(close(fd) < 0);
        EXPECT(dup(fd) < 0);
        EXPECT(truncate(fd, 0) < 0);
        EXPECT(ioctl(fd, STDIN_RAW, 0) < 0);
    }
}

void duptest() {
    const OpenFile file("file", O_RDWR | O_CREAT);
    const int copy = dup(file.fd());
    EXPECT(copy >= 0 && copy != file.fd());
    write_bytes(file.fd(), 1, 0, 10);
    write_bytes(copy, 1, 10, 10);
    EXPECT_EQ(close(copy), 0);
    write_bytes(file.fd(), 1, 20, 10);
    check_file("file", 1, 30);
    const int other = open("other", O_RDWR | O_CREAT);
    EXPECT_EQ(dup2(file.fd(), other), other);
    write_bytes(other, 1, 30, 10);
    EXPECT_EQ(close(other), 0);
    EXPECT(dup2(file.fd(), 1000000) < 0);
    EXPECT(dup2(file.fd(), -7) < 0);
    // Onto itself, it stays open.
    EXPECT_EQ(dup2(file.fd(), file.fd()), file.fd());
    write_bytes(file.fd(), 1, 40, 10);
    check_file("file", 1, 50);
}

// As many as there may be, an error for the next, and all of them back.
void too_many_open() {
    close(open("file", O_RDWR | O_CREAT));
    int last_count = 0;
    for (int round = 0; round < 3; round++) {
        int fds[1100];
        int count = 0;
        int fd;
        while (count < 1100 && (fd = open("file", O_RDONLY)) >= 0) {
            fds[count++] = fd;
        }
        EXPECT(count >= 16 && count < 1100);
        EXPECT_EQ(fd, -E_MAX_OPEN);
        int ends[2];
        EXPECT(pipe(ends) < 0);
        EXPECT_EQ(close(fds[--count]), 0);
        EXPECT(pipe(ends) < 0);
        while (count > 0) {
            EXPECT_EQ(close(fds[--count]), 0);
            last_count++;
        }
    }
    EXPECT_EQ(last_count % 3, 0);
}

// fsync of everything that can be open.
void fsynctest() {
    const OpenFile file("file", O_RDWR | O_CREAT);
    write_bytes(file.fd(), 1, 0, 10000);
    EXPECT_EQ(fsync(file.fd()), 0);
    const OpenFile folder(".", O_RDONLY);
    EXPECT_EQ(fsync(folder.fd()), 0);
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    fsync(0);
    fsync(1);
    fsync(ends[0]);
    fsync(ends[1]);
    close(ends[0]);
    close(ends[1]);
    EXPECT_EQ(sync(), 0);
    check_file("file", 1, 10000);
}

// O_APPEND writes at the end, wherever the offset is.
void appendtest() {
    make_file("file", 1, 100);
    const OpenFile file("file", O_RDWR | O_APPEND);
    EXPECT_EQ(seek(file.fd(), 0, LSEEK_SET), 0);
    write_bytes(file.fd(), 1, 100, 50);
    EXPECT_EQ(seek(file.fd(), 20, LSEEK_SET), 0);
    check_bytes(file.fd(), 1, 20, 10);
    write_bytes(file.fd(), 1, 150, 50);
    check_file("file", 1, 200);
}

// A write that fails takes no block.
void badwrite() {
    for (int i = 0; i < 200; i++) {
        const int fd = open("junk", O_CREAT | O_WRONLY);
        EXPECT(fd >= 0);
        EXPECT(write(fd, address(0xFFFFFFFF), 1) < 0);
        close(fd);
        EXPECT_EQ(unlink("junk"), 0);
    }
}

// What statfs tells of free blocks follows what files take.
void statfstest() {
    struct statfs before;
    struct statfs during;
    EXPECT_EQ(statfs(".", &before), 0);
    EXPECT_EQ(before.block_size, kBlock);
    EXPECT_EQ(before.name_max, FS_MAX_FNAME_LEN);
    EXPECT(before.free_blocks <= before.blocks);
    make_file("file", 1, 100 * kBlock);
    EXPECT_EQ(statfs(".", &during), 0);
    EXPECT(before.free_blocks - during.free_blocks >= 100);
    EXPECT(before.free_blocks - during.free_blocks <= 110);
    EXPECT_EQ(unlink("file"), 0);
    EXPECT_EQ(statfs(".", &during), 0);
    EXPECT(before.free_blocks - during.free_blocks <= 1);  // the directory's own
    EXPECT(statfs("missing", &during) < 0);
}

// The disk is filled: errors and no crash, what was written stays, and all of it can be had back.
// On a large disk that would take too long.
void diskfull() {
    constexpr u32 kLargest = 64 * 256;  // blocks, which is 64 MiB
    struct statfs system;
    EXPECT_EQ(statfs(".", &system), 0);
    if (system.free_blocks > kLargest) {
        return;
    }
    for (int round = 0; round < 2; round++) {
        static char block[kBlock];
        const int fd = open("full", O_RDWR | O_CREAT | O_TRUNC);
        EXPECT(fd >= 0);
        memset(block, 'a' + round, sizeof(block));
        u32 written = 0;
        int result;
        while ((result = write(fd, block, sizeof(block))) > 0) {
            written += static_cast<u32>(result);
        }
        EXPECT(result < 0 && written > (system.free_blocks - 64) * kBlock);
        EXPECT(mkdir("dir") < 0);
        EXPECT(open("other", O_RDWR | O_CREAT) < 0);
        EXPECT(symlink("full", "link") < 0);
        EXPECT(size_of("full") - written < kBlock);
        EXPECT_EQ(seek(fd, static_cast<off_t>(written / 2), LSEEK_SET), 0);
        char c = 0;
        EXPECT_EQ(read(fd, &c, 1), 1);
        EXPECT_EQ(c, 'a' + round);
        EXPECT_EQ(close(fd), 0);
        EXPECT_EQ(unlink("full"), 0);
    }
    make_file("other", 1, 100 * kBlock);
    check_file("other", 1, 100 * kBlock);
}

// The same with names, each of which takes blocks.
void full_of_files() {
    struct statfs system;
    EXPECT_EQ(statfs(".", &system), 0);
    if (system.free_blocks > 4096) {
        return;
    }
    int count = 0;
    int fd;
    while ((fd = open(numbered("n", count), O_RDWR | O_CREAT)) >= 0) {
        EXPECT_EQ(close(fd), 0);
        count++;
    }
    EXPECT(count > 100 && count < 4096);
    EXPECT(mkdir("dir") < 0);
    for (int i = 0; i < count; i++) {
        EXPECT_EQ(unlink(numbered("n", i)), 0);
    }
    close(open("again", O_RDWR | O_CREAT));
    EXPECT_EQ(size_of("again"), 0);
}

constexpr Test kTests[] = {
    {"truncate1", truncate1},
    {"truncate2", truncate2},
    {"truncate_call", truncate_call},
    {"opentest", opentest},
    {"creat_keeps_contents", creat_keeps_contents},
    {"writetest", writetest},
    {"writebig", writebig},
    {"createtest", createtest},
    {"bigwrite", bigwrite},
    {"bigfile", bigfile},
    {"holes", holes},
    {"seektest", seektest},
    {"largest_offset", largest_offset},
    {"access_modes", access_modes},
    {"duptest", duptest},
    {"too_many_open", too_many_open},
    {"fsynctest", fsynctest},
    {"appendtest", appendtest},
    {"badwrite", badwrite},
    {"statfstest", statfstest},
    {"diskfull", diskfull},
    {"full_of_files", full_of_files},
};

}  // namespace

constinit const Span<const Test> kFileTests = kTests;

}  // namespace usertests
