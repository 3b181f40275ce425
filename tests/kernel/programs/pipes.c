// Pipes and fifos: contents, every order in which ends are closed, readers and writers that are
// killed while they wait.
#include "files.h"

static void make_pipe(int* ends) { expect("pipe", CALL(pipe, ends, 0, 0), 0); }

static int kill_and_wait(int pid) {
    CALL(sleep, 3, 0, 0);
    expect("kill", CALL(kill, pid, 0, 0), 0);
    return wait_for(pid);
}

// What goes in comes out, in pieces of any size.
static void test_contents(u32 writes, u32 reads) {
    static u8 bytes[10000];
    int ends[2];
    make_pipe(ends);
    const int pid = CALL(fork, 0, 0, 0);
    if (pid == 0) {
        CALL(close, ends[0], 0, 0);
        for (u32 at = 0; at < 50000; at += writes) {
            fill(bytes, 5, at, writes);
            expect("write", CALL(write, ends[1], bytes, writes), (int)writes);
        }
        leave(7);
    }
    CALL(close, ends[1], 0, 0);
    u32 at = 0;
    int part;
    while ((part = CALL(read, ends[0], bytes, reads)) > 0) {
        expect("contents", is_pattern(bytes, 5, at, (u32)part), 1);
        at += (u32)part;
    }
    expect("end", part, 0);
    expect("length", (int)at, (int)((50000 + writes - 1) / writes * writes));
    expect("writer", wait_for(pid), 7);
    CALL(close, ends[0], 0, 0);
}

static void test_close_orders(void) {
    u8 bytes[100] = {1, 2, 3};
    int ends[2];
    // The writer goes first: what is there can be read, then it ends.
    make_pipe(ends);
    expect("write", CALL(write, ends[1], bytes, 3), 3);
    CALL(close, ends[1], 0, 0);
    expect("rest", CALL(read, ends[0], bytes, 100), 3);
    expect("end", CALL(read, ends[0], bytes, 100), 0);
    expect("end again", CALL(read, ends[0], bytes, 100), 0);
    CALL(close, ends[0], 0, 0);
    // The reader goes first: writing is an error.
    make_pipe(ends);
    CALL(close, ends[0], 0, 0);
    expect("nobody reads", CALL(write, ends[1], bytes, 3), NA_DEV);
    CALL(close, ends[1], 0, 0);
    // The wrong end.
    make_pipe(ends);
    expect("write to the read end", CALL(write, ends[0], bytes, 3), INVAL);
    expect("read from the write end", CALL(read, ends[1], bytes, 3), INVAL);
    expect("seek", CALL(seek, ends[0], 0, 0), SEEK);
    expect("nothing", CALL(read, ends[0], bytes, 0), 0);
    // Copies count.
    const int copy = CALL(dup, ends[1], NO_FD, 0);
    CALL(close, ends[1], 0, 0);
    expect("write to the copy", CALL(write, copy, bytes, 3), 3);
    CALL(close, copy, 0, 0);
    expect("rest", CALL(read, ends[0], bytes, 100), 3);
    expect("end", CALL(read, ends[0], bytes, 100), 0);
    CALL(close, ends[0], 0, 0);
}

// Who waits at one end learns that the other one has gone.
static void test_close_while_waiting(void) {
    u8 byte;
    int ends[2];
    make_pipe(ends);
    int pid = CALL(fork, 0, 0, 0);
    if (pid == 0) {
        CALL(close, ends[1], 0, 0);
        leave(CALL(read, ends[0], &byte, 1));
    }
    CALL(sleep, 3, 0, 0);
    CALL(close, ends[1], 0, 0);
    expect("reader", wait_for(pid), 0);
    CALL(close, ends[0], 0, 0);

    static u8 full[4096];
    make_pipe(ends);
    pid = CALL(fork, 0, 0, 0);
    if (pid == 0) {
        CALL(close, ends[0], 0, 0);
        expect("fill", CALL(write, ends[1], full, sizeof full), sizeof full);
        leave(CALL(write, ends[1], full, 1) == NA_DEV ? 0 : 1);
    }
    CALL(sleep, 3, 0, 0);
    CALL(close, ends[0], 0, 0);
    expect("writer", wait_for(pid), 0);
    CALL(close, ends[1], 0, 0);
}

// One end is killed; the other one goes on, or learns of it.
static void test_killed(void) {
    static u8 full[5000];
    u8 byte;
    int ends[2];
    make_pipe(ends);
    int pid = CALL(fork, 0, 0, 0);
    if (pid == 0) {
        CALL(read, ends[0], &byte, 1);
        leave(1);
    }
    expect("killed reader", kill_and_wait(pid), KILLED);
    CALL(close, ends[0], 0, 0);
    expect("nobody reads", CALL(write, ends[1], full, 1), NA_DEV);
    CALL(close, ends[1], 0, 0);

    make_pipe(ends);
    pid = CALL(fork, 0, 0, 0);
    if (pid == 0) {
        CALL(write, ends[1], full, sizeof full);
        leave(1);
    }
    expect("killed writer", kill_and_wait(pid), KILLED);
    CALL(close, ends[1], 0, 0);
    int got = 0, part;
    while ((part = CALL(read, ends[0], full, sizeof full)) > 0) {
        got += part;
    }
    expect("what it had written", got, 4096);
    expect("then the end", part, 0);
    CALL(close, ends[0], 0, 0);

    // The other one waits while it is killed.
    make_pipe(ends);
    pid = CALL(fork, 0, 0, 0);
    if (pid == 0) {
        CALL(close, ends[0], 0, 0);
        CALL(sleep, 100000, 0, 0);
    }
    CALL(close, ends[1], 0, 0);
    const int killer = CALL(fork, 0, 0, 0);
    if (killer == 0) {
        CALL(sleep, 5, 0, 0);
        leave(CALL(kill, pid, 0, 0));
    }
    expect("the writer was killed", CALL(read, ends[0], &byte, 1), 0);
    wait_for(pid);
    wait_for(killer);
    CALL(close, ends[0], 0, 0);
}

// Several writers and readers: every byte comes out once.
static void test_many(void) {
    u8 bytes[64];
    int ends[2], counted = 0;
    make_pipe(ends);
    for (int who = 0; who < 6; who++) {
        if (CALL(fork, 0, 0, 0) == 0) {
            for (int i = 0; i < 100; i++) {
                if (who < 3) {
                    fill(bytes, 1, 0, sizeof bytes);
                    expect("write", CALL(write, ends[1], bytes, sizeof bytes), sizeof bytes);
                } else {
                    int part;
                    for (u32 got = 0; got < sizeof bytes; got += (u32)part) {
                        part = CALL(read, ends[0], bytes, sizeof bytes - got);
                        if (part <= 0) {
                            fail("read", part, 1);
                        }
                    }
                }
            }
            leave(0);
        }
    }
    for (int who = 0; who < 6; who++) {
        counted += wait_for(0) == 0;
    }
    expect("all of them", counted, 6);
    CALL(close, ends[1], 0, 0);
    expect("nothing is left", CALL(read, ends[0], bytes, 1), 0);
    CALL(close, ends[0], 0, 0);
}

// Ten in a row, each hands on what it gets.
static void test_pipeline(void) {
    static u8 bytes[3000];
    int in[2], out[2], first;
    make_pipe(in);
    first = in[1];
    for (int stage = 0; stage < 10; stage++) {
        make_pipe(out);
        if (CALL(fork, 0, 0, 0) == 0) {
            int part;
            CALL(close, first, 0, 0);
            CALL(close, out[0], 0, 0);
            while ((part = CALL(read, in[0], bytes, sizeof bytes)) > 0) {
                expect("hand on", CALL(write, out[1], bytes, part), part);
            }
            leave(part);
        }
        CALL(close, in[0], 0, 0);
        CALL(close, out[1], 0, 0);
        in[0] = out[0];
    }
    const int writer = CALL(fork, 0, 0, 0);
    if (writer == 0) {
        CALL(close, in[0], 0, 0);
        for (u32 at = 0; at < 30000; at += sizeof bytes) {
            fill(bytes, 9, at, sizeof bytes);
            expect("write", CALL(write, first, bytes, sizeof bytes), sizeof bytes);
        }
        leave(0);
    }
    CALL(close, first, 0, 0);
    u32 at = 0;
    int part;
    while ((part = CALL(read, in[0], bytes, sizeof bytes)) > 0) {
        expect("contents", is_pattern(bytes, 9, at, (u32)part), 1);
        at += (u32)part;
    }
    expect("all", (int)at, 30000);
    for (int i = 0; i < 11; i++) {
        expect("stage", wait_for(0), 0);
    }
    CALL(close, in[0], 0, 0);
}

static void test_fifos(void) {
    u8 bytes[10] = {1, 2, 3};
    expect("flags", CALL(mkfifo, "bad", O_RDWR, 0), INVAL);
    expect("no name", CALL(mkfifo, "", O_RDONLY, 0), NOENT);
    // The reader comes first, and waits for the first writer.
    const int pid = CALL(fork, 0, 0, 0);
    if (pid == 0) {
        const int fd = CALL(mkfifo, "fifo", O_RDONLY, 0);
        expect("read", CALL(read, fd, bytes, 10), 3);
        leave(CALL(read, fd, bytes, 10));
    }
    CALL(sleep, 3, 0, 0);
    int fd = CALL(mkfifo, "fifo", O_WRONLY, 0);
    expect("write", CALL(write, fd, bytes, 3), 3);
    CALL(close, fd, 0, 0);
    expect("fifo reader", wait_for(pid), 0);
    // With its last user it is gone.
    fd = CALL(mkfifo, "fifo", O_WRONLY, 0);
    expect("write", CALL(write, fd, bytes, 3), 3);
    CALL(close, fd, 0, 0);
    const int reader = CALL(fork, 0, 0, 0);
    if (reader == 0) {
        leave(CALL(read, CALL(mkfifo, "fifo", O_RDONLY, 0), bytes, 10));
    }
    expect("waits for a writer", kill_and_wait(reader), KILLED);
}

static int start(int argc, char** argv) {
    (void)argc, (void)argv;
    test_contents(1, 1000);
    test_contents(1000, 1);
    test_contents(4096, 4096);
    test_contents(9999, 777);
    test_close_orders();
    test_close_while_waiting();
    test_killed();
    test_many();
    test_pipeline();
    test_fifos();
    PASS("pipes");
}
