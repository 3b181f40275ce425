// Pipes: what comes out of one when a seed says what goes in; who waits for what; what their ends
// mean. The grader has a model of it. uCore counterpart: none.
//
//     pipework SEED
#include <error.h>
#include <file.h>
#include <stdio.h>
#include <ulib.h>

#include "user/grader.h"

enum {
    CAPACITY = 4096,
    STEPS = 60,
    POOL = 65536,
    STREAM = 40000,  // bytes of a stream through a pipe
    PAIR = 64 * 1024,
    TICKS = 3,
};

static uint8_t pool[POOL];
static uint8_t buffer[POOL];

// Two streams of which each counts up by itself: the first from 0 to 127, the second from 128.
// They are read from the program's file when the pipe asks for them.
#define COUNTING(name, first)                                                                     \
    __asm__(".pushsection .rodata." #name ", \"a\"\n .balign 4096\n" #name ":\n .set value, 0\n " \
            ".rept 65536\n .byte (value & 127) + " #first                                         \
            "\n .set value, value + 1\n .endr\n .popsection");                                    \
    extern const uint8_t name[PAIR] __asm__(#name)

COUNTING(low, 0);
COUNTING(high, 128);

// One process alone: nothing that it does has to wait.
static void alone(void) {
    int ends[2];
    uint32_t inside = 0;
    assert(pipe(ends) == 0);
    for (int i = 0; i < STEPS; i++) {
        const uint32_t length = 1 + random_below(CAPACITY);
        if (random_below(2) == 0 ? inside > 0 : inside == CAPACITY) {
            memset(buffer, 0xAA, CAPACITY);
            const int done = read(ends[0], buffer, length);
            cprintf("  read %u: %d, %08x\n", length, done, crc32(0, buffer, CAPACITY));
            inside -= (uint32_t)done;
        } else if (inside < CAPACITY) {
            const uint32_t from = random_below(POOL - CAPACITY);
            const uint32_t fits = length < CAPACITY - inside ? length : CAPACITY - inside;
            cprintf("  write %u: %d\n", fits, write(ends[1], pool + from, fits));
            inside += fits;
        }
    }
    close(ends[1]);
    while (inside > 0) {
        const int done = read(ends[0], buffer, 1000);
        if (done <= 0) {
            break;
        }
        cprintf("  read 1000: %d, %08x\n", done, crc32(0, buffer, (size_t)done));
        inside -= (uint32_t)done;
    }
    cprintf("  at the end: %d\n", read(ends[0], buffer, 1000));
    close(ends[0]);
}

static int start(void) {
    const int pid = fork();
    assert(pid >= 0);
    return pid;
}

static void finish(const char* what, int pid) {
    int code = 0;
    assert(waitpid(pid, &code) == 0);
    cprintf("  %s: %d\n", what, code);
}

// A child writes pieces of random sizes, slowly or fast; we read likewise.
static void stream(const char* name, int slow_writer, int slow_reader) {
    int ends[2];
    assert(pipe(ends) == 0);
    const int writer = start();
    if (writer == 0) {
        close(ends[0]);
        for (uint32_t done = 0; done < STREAM;) {
            uint32_t length = 1 + random_below(3 * CAPACITY);
            length = length < STREAM - done ? length : STREAM - done;
            if (slow_writer) {
                sleep(1);
            }
            assert(write(ends[1], pool + done, length) == (int)length);
            done += length;
        }
        exit(0);
    }
    close(ends[1]);
    uint32_t crc = 0, all = 0;
    for (int done; (done = read(ends[0], buffer, 1 + random_below(2 * CAPACITY))) > 0;) {
        crc = crc32(crc, buffer, (size_t)done);
        all += (uint32_t)done;
        if (slow_reader) {
            sleep(1);
        }
    }
    cprintf("  %s: %u bytes, %08x\n", name, all, crc);
    close(ends[0]);
    finish("its writer", writer);
}

// Two write what their file holds, each in order; nothing of either is lost or overtaken.
static void pair(void) {
    int ends[2];
    assert(pipe(ends) == 0);
    int writers[2];
    for (int i = 0; i < 2; i++) {
        writers[i] = start();
        if (writers[i] == 0) {
            close(ends[0]);
            exit(write(ends[1], i == 0 ? low : high, PAIR));
        }
    }
    close(ends[1]);
    uint32_t counted[2] = {0, 0}, wrong = 0;
    for (int done; (done = read(ends[0], buffer, CAPACITY)) > 0;) {
        for (int i = 0; i < done; i++) {
            uint32_t* count = &counted[buffer[i] >> 7];
            wrong += (buffer[i] & 127) != (*count)++ % 128;
        }
    }
    cprintf("  two writers: %u and %u bytes, %u out of order\n", counted[0], counted[1], wrong);
    close(ends[0]);
    finish("the first", writers[0]);
    finish("the second", writers[1]);
}

// Who waits goes on when the other end goes.
static void ends_go(void) {
    int ends[2];
    assert(pipe(ends) == 0);
    int pid = start();
    if (pid == 0) {
        close(ends[1]);
        exit(read(ends[0], buffer, 100) == 0 ? 1 : 2);
    }
    close(ends[0]);
    sleep(TICKS);
    close(ends[1]);
    finish("a reader whose writers went", pid);

    assert(pipe(ends) == 0);
    pid = start();
    if (pid == 0) {
        close(ends[0]);
        exit(write(ends[1], pool, 2 * CAPACITY));
    }
    close(ends[1]);
    sleep(TICKS);
    close(ends[0]);
    finish("a writer whose readers went", pid);

    assert(pipe(ends) == 0);
    close(ends[0]);
    cprintf("  writing to nobody: %d\n", write(ends[1], pool, 1));
    close(ends[1]);

    assert(pipe(ends) == 0);
    pid = start();
    if (pid == 0) {
        close(ends[1]);
        exit(read(ends[0], buffer, 100));
    }
    sleep(TICKS);
    assert(kill(pid) == 0);
    finish("a reader that was killed", pid);
    close(ends[0]);
    close(ends[1]);
}

// Both wait, and are woken up by the first byte; it is one's only.
static void two_readers(void) {
    int ends[2], readers[2];
    assert(pipe(ends) == 0);
    for (int i = 0; i < 2; i++) {
        readers[i] = start();
        if (readers[i] == 0) {
            close(ends[1]);
            exit(read(ends[0], buffer, 100));
        }
    }
    for (int i = 0; i < 2; i++) {
        sleep(TICKS);
        assert(write(ends[1], pool, 1) == 1);
    }
    finish("one of two readers", readers[0]);
    finish("the other one", readers[1]);
    close(ends[0]);
    close(ends[1]);
}

// With a name: the reader may be first. And what can not be taken stays inside.
static void named(void) {
    const int reader = start();
    if (reader == 0) {
        const int end = mkfifo("fifo", O_RDONLY);
        exit(end < 0 ? end : read(end, buffer, 100));
    }
    sleep(TICKS);
    const int end = mkfifo("fifo", O_WRONLY);
    cprintf("  writing to a name: %d\n", write(end, pool, 77));
    finish("its reader", reader);
    close(end);

    int ends[2];
    uintptr_t nowhere = 0;
    assert(mmap(&nowhere, 4096, 0) == 0 && munmap(nowhere, 4096) == 0);
    assert(pipe(ends) == 0 && write(ends[1], pool, 50) == 50);
    cprintf("  reading to nowhere: %d\n", read(ends[0], (void*)nowhere, 50));
    const int done = read(ends[0], buffer, 100);
    cprintf("  reading then: %d, %08x\n", done, crc32(0, buffer, 50));
    close(ends[0]);
    close(ends[1]);
}

int main(int argc, char** argv) {
    assert(argc == 2);
    random_seed(argv[1]);
    random_fill(pool, sizeof(pool));
    cprintf("pipework:\n");
    alone();
    stream("a stream", 0, 0);
    stream("a stream from a slow writer", 1, 0);
    stream("a stream to a slow reader", 0, 1);
    pair();
    ends_go();
    two_readers();
    named();
    cprintf("pipework ended\n");
    return 0;
}
