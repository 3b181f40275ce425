// Reads and writes a file as a seed says: partial blocks and whole ones, over holes, at its end and
// behind it, far away. The grader has a model of it. uCore counterpart: none.
//
//     filework SEED
#include <error.h>
#include <file.h>
#include <stdio.h>
#include <ulib.h>

#include "user/grader.h"

enum {
    POOL = 65536,       // bytes that writes are taken from
    MOST = 9000,        // bytes of a transfer
    NEAR = 100 * 1024,  // where most of them are
    FAR = 4300 * 1024,  // where pointers to pointers begin, and a little beyond
    STEPS = 120,
    LARGEST = 128 * 1024 * 1024,
    PAGE = 4096,
};

static uint8_t pool[POOL];
static uint8_t buffer[MOST];

static void put(int fd, uint32_t offset, uint32_t length) {
    const uint32_t from = random_below(POOL - MOST);
    seek(fd, (off_t)offset, LSEEK_SET);
    const int done = write(fd, pool + from, length);
    cprintf("  write %u at %u: %d\n", length, offset, done);
}

static void get(int fd, uint32_t offset, uint32_t length) {
    memset(buffer, 0xAA, sizeof(buffer));
    seek(fd, (off_t)offset, LSEEK_SET);
    const int done = read(fd, buffer, length);
    cprintf("  read %u at %u: %d, %08x\n", length, offset, done, crc32(0, buffer, sizeof(buffer)));
}

static uint32_t size_of(int fd) {
    struct stat status;
    assert(fstat(fd, &status) == 0);
    return status.st_size;
}

static void step(int fd) {
    const uint32_t what = random_below(10), offset = random_below(NEAR),
                   length = random_below(MOST);
    switch (what) {
    case 0:
    case 1:
    case 2: put(fd, offset, length); break;
    case 3: put(fd, offset & ~(PAGE - 1U), (length & PAGE) + PAGE); break;
    case 4: put(fd, size_of(fd) + length % 2 * random_below(PAGE), length); break;
    case 5:
        if (length < MOST / 4) {
            put(fd, FAR + offset, length);
        } else {
            cprintf("  cut at %u: %d\n", offset, truncate(fd, offset));
        }
        break;
    case 6: get(fd, offset & ~(PAGE - 1U), (length & PAGE) + PAGE); break;
    case 7: get(fd, size_of(fd) - random_below(size_of(fd) % PAGE + 1), length); break;
    default: get(fd, offset, length); break;
    }
}

// The limits: of a file's size, and of what can be reached in the program's memory.
static void limits(int fd) {
    put(fd, LARGEST - 10, 11);
    put(fd, LARGEST, 0);
    put(fd, LARGEST + 1, 0);
    put(fd, LARGEST + 1, 1);
    put(fd, LARGEST - 10, 10);
    get(fd, LARGEST - 15, 100);
    get(fd, LARGEST, 1);
    cprintf("  cut at 50000: %d\n", truncate(fd, 50000));
    uintptr_t two = 0;
    assert(mmap(&two, 2 * PAGE, MMAP_WRITE) == 0 && munmap(two + PAGE, PAGE) == 0);
    memset((void*)two, 0x55, PAGE);
    seek(fd, 100, LSEEK_SET);
    cprintf("  read into a page and a half: %d\n", read(fd, (void*)two, PAGE + PAGE / 2));
    seek(fd, 12 * PAGE + 5000, LSEEK_SET);
    cprintf("  write from a page and nothing: %d\n", write(fd, (void*)two, 2 * PAGE));
    cprintf("  write from nothing: %d\n", write(fd, (void*)(two + PAGE), 10));
    cprintf("  size %u\n", size_of(fd));
}

int main(int argc, char** argv) {
    assert(argc == 2);
    random_seed(argv[1]);
    random_fill(pool, sizeof(pool));
    const int fd = open("/filework.out", O_RDWR | O_CREAT | O_TRUNC);
    assert(fd > 1);
    cprintf("filework:\n");
    for (int i = 0; i < STEPS; i++) {
        step(fd);
    }
    limits(fd);
    assert(close(fd) == 0);
    cprintf("filework ended\n");
    return 0;
}
