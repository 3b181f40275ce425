// Tests: pipes and fifos. Layer: user. uCore: none.
#include "user/usertests/harness.h"

namespace usertests {

namespace {

struct Pipe {
    int ends[2];

    Pipe() { EXPECT_EQ(pipe(ends), 0); }
    int reading() const { return ends[0]; }
    int writing() const { return ends[1]; }
    void close_both() const {
        close(ends[0]);
        close(ends[1]);
    }
};

// All bytes that can still be read; they must be those of `seed` from 0 on.
u32 read_all(int fd, u32 seed, u32 first_count) {
    static u8 buffer[8192];
    u32 total = 0;
    u32 count = first_count;
    int got;
    while ((got = read(fd, buffer, count)) > 0) {
        for (int i = 0; i < got; i++) {
            if (buffer[i] != byte_at(seed, total + static_cast<u32>(i))) {
                FAIL("byte %u is wrong", total + static_cast<u32>(i));
            }
        }
        total += static_cast<u32>(got);
        count = min<u32>(count * 2 + 1, sizeof(buffer));
    }
    EXPECT_EQ(got, 0);
    return total;
}

// Bytes arrive as they were sent, in whatever portions.
void pipe1() {
    const Pipe data;
    const int pid = start_child([&] {
        close(data.reading());
        u32 at = 0;
        for (u32 i = 0; i < 5; i++) {
            write_bytes(data.writing(), 1, at, 1033);
            at += 1033;
        }
        write_bytes(data.writing(), 1, at, 20000);
    });
    close(data.writing());
    EXPECT_EQ(read_all(data.reading(), 1, 1), 5 * 1033 + 20000);
    close(data.reading());
    EXPECT_EQ(code_of(pid), 0);
}

// A read gets what there is, not less than a byte, and the end once all writers are gone.
void pipe_ends() {
    char buffer[100];
    const Pipe data;
    EXPECT_EQ(write(data.writing(), "abc", 3), 3);
    EXPECT_EQ(read(data.reading(), buffer, sizeof(buffer)), 3);
    EXPECT_EQ(write(data.writing(), "def", 3), 3);
    close(data.writing());
    EXPECT_EQ(read(data.reading(), buffer, 2), 2);
    EXPECT_EQ(read(data.reading(), buffer, 2), 1);
    EXPECT_EQ(read(data.reading(), buffer, 2), 0);
    EXPECT_EQ(read(data.reading(), buffer, 2), 0);
    close(data.reading());
    const Pipe other;
    close(other.reading());
    EXPECT(write(other.writing(), "abc", 3) < 0);
    close(other.writing());
    const Pipe wrong;
    EXPECT(read(wrong.writing(), buffer, 1) < 0);
    EXPECT(write(wrong.reading(), buffer, 1) < 0);
    EXPECT(seek(wrong.reading(), 0, LSEEK_SET) < 0);
    struct stat info;
    EXPECT_EQ(fstat(wrong.reading(), &info), 0);
    EXPECT_EQ(info.st_mode & S_IFMT, S_IFIFO);
    wrong.close_both();
}

// Who waits for bytes, or for room, goes on when the other end is closed by whoever has it.
void pipe_close_wakes() {
    for (int round = 0; round < 5; round++) {
        const Pipe data;
        const int reader = start_child([&] {
            close(data.writing());
            char c;
            EXPECT_EQ(read(data.reading(), &c, 1), 0);
        });
        sleep(1);
        data.close_both();
        EXPECT_EQ(code_of(reader), 0);
        const Pipe full;
        const int writer = start_child([&] {
            close(full.reading());
            static char block[4096];
            while (write(full.writing(), block, sizeof(block)) > 0) {}
        });
        sleep(1);
        full.close_both();
        EXPECT_EQ(code_of(writer), 0);
    }
}

// Writers and readers killed while they wait.
void pipe_kill() {
    for (int round = 0; round < 8; round++) {
        const Pipe data;
        const int pid = start_child([&] {
            char c;
            static char block[4096];
            if (round % 2 == 0) {
                read(data.reading(), &c, 1);
            }
            while (round % 2 != 0) {
                write(data.writing(), block, sizeof(block));
            }
        });
        sleep(static_cast<unsigned>(round % 3 + 1));
        EXPECT_EQ(kill(pid), 0);
        EXPECT_EQ(code_of(pid), -E_KILLED);
        // The pipe goes on for those who are left.
        close(data.writing());
        char buffer[512];
        int got;
        while ((got = read(data.reading(), buffer, sizeof(buffer))) > 0) {}
        EXPECT_EQ(got, 0);
        close(data.reading());
    }
}

// Each end is open as long as anyone has it.
void pipe_copies() {
    const Pipe data;
    const int copy = dup(data.writing());
    close(data.writing());
    EXPECT_EQ(write(copy, "x", 1), 1);
    const int pid = start_child([&] {
        EXPECT_EQ(write(copy, "y", 1), 1);
        sleep(5);
    });
    close(copy);
    char c;
    EXPECT_EQ(read(data.reading(), &c, 1), 1);
    EXPECT_EQ(read(data.reading(), &c, 1), 1);
    EXPECT_EQ(read(data.reading(), &c, 1), 0);  // when the child has ended
    EXPECT_EQ(code_of(pid), 0);
    close(data.reading());
}

// Several writers: nothing is lost, and small writes are not mixed.
void pipe_many_writers() {
    constexpr int kWriters = 4;
    constexpr int kMessages = 50;
    const Pipe data;
    int pids[kWriters];
    for (int i = 0; i < kWriters; i++) {
        pids[i] = start_child([&] {
            char message[16];
            memset(message, 'a' + i, sizeof(message));
            for (int n = 0; n < kMessages; n++) {
                EXPECT_EQ(write(data.writing(), message, sizeof(message)), sizeof(message));
            }
        });
    }
    close(data.writing());
    int counts[kWriters] = {};
    char message[16];
    for (int n = 0; n < kWriters * kMessages; n++) {
        int done = 0;
        while (done < 16) {
            const int got = read(data.reading(), message + done, static_cast<usize>(16 - done));
            EXPECT(got > 0);
            done += got;
        }
        for (char c : message) {
            EXPECT_EQ(c, message[0]);
        }
        counts[message[0] - 'a']++;
    }
    for (int i = 0; i < kWriters; i++) {
        EXPECT_EQ(counts[i], kMessages);
        EXPECT_EQ(code_of(pids[i]), 0);
    }
    EXPECT_EQ(read(data.reading(), message, 1), 0);
    close(data.reading());
}

// Hundreds of pipes, with something left in them.
void pipes_come_and_go() {
    for (int i = 0; i < 300; i++) {
        const Pipe data;
        EXPECT_EQ(write(data.writing(), "left over", 9), 9);
        data.close_both();
    }
}

// Ten processes in a row, each hands on what it gets.
void pipeline() {
    constexpr int kStages = 10;
    int input = -1;
    int pids[kStages];
    for (int i = 0; i < kStages; i++) {
        const Pipe data;
        pids[i] = start_child([&] {
            close(data.reading());
            static char buffer[700];
            if (i == 0) {
                write_bytes(data.writing(), 9, 0, 30000);
            }
            int got;
            while (i > 0 && (got = read(input, buffer, sizeof(buffer))) > 0) {
                EXPECT_EQ(write(data.writing(), buffer, static_cast<usize>(got)), got);
            }
        });
        if (input >= 0) {
            close(input);
        }
        close(data.writing());
        input = data.reading();
    }
    EXPECT_EQ(read_all(input, 9, 3), 30000);
    close(input);
    for (int pid : pids) {
        EXPECT_EQ(code_of(pid), 0);
    }
}

// A pipe with a name: each mkfifo gives an end of the same.
void fifo() {
    const int pid = start_child([] {
        const int end = mkfifo("usertests.fifo", O_WRONLY);
        EXPECT(end >= 0);
        write_bytes(end, 3, 0, 10000);
    });
    const int end = mkfifo("usertests.fifo", O_RDONLY);
    EXPECT(end >= 0);
    EXPECT_EQ(read_all(end, 3, 7), 10000);
    EXPECT_EQ(close(end), 0);
    EXPECT_EQ(code_of(pid), 0);
    EXPECT(mkfifo("", O_RDONLY) < 0);
    EXPECT(mkfifo("usertests.fifo", O_RDWR) < 0);
}

// Who waits for the other end of a fifo can be killed, and nothing of it is left.
void fifo_kill() {
    for (u32 round = 0; round < 6; round++) {
        const int pid = start_child([&] {
            static char block[8192];
            const bool reads = round % 2 == 0;
            const int end = mkfifo("usertests.fifo", reads ? O_RDONLY : O_WRONLY);
            EXPECT(end >= 0);
            reads ? read(end, block, 1) : write(end, block, sizeof(block));
        });
        sleep(2);
        EXPECT_EQ(kill(pid), 0);
        EXPECT_EQ(code_of(pid), -E_KILLED);
    }
}

constexpr Test kTests[] = {
    {"pipe1", pipe1},
    {"pipe_ends", pipe_ends},
    {"pipe_close_wakes", pipe_close_wakes},
    {"pipe_kill", pipe_kill},
    {"pipe_copies", pipe_copies},
    {"pipe_many_writers", pipe_many_writers},
    {"pipes_come_and_go", pipes_come_and_go},
    {"pipeline", pipeline},
    {"fifo", fifo},
    {"fifo_kill", fifo_kill},
};

}  // namespace

constinit const Span<const Test> kPipeTests = kTests;

}  // namespace usertests
