// Tests: memory. Layer: user. uCore: none. xv6's tests of sbrk, for brk and mmap.
#include "user/libs/stdlib.h"
#include "user/usertests/harness.h"

namespace usertests {

namespace {

constexpr u32 kPage = 4096;
constexpr u32 kMib = 1 << 20;

// Where the heap ends.
uintptr_t current_break() {
    uintptr_t end = 0;
    EXPECT_EQ(brk(&end), 0);
    return end;
}

// Moves the end of the heap there; whether that worked.
bool set_break(uintptr_t wanted) {
    uintptr_t end = wanted;
    return brk(&end) == 0 && end >= wanted && end < wanted + kPage;
}

// All memory that there is, by malloc; freed, there is as much again.
void mem() {
    const int code = code_of_child([] {
        struct Block {
            Block* next;
        };
        Block* blocks = nullptr;
        for (u32 i = 0; i < 1000; i++) {
            auto* block = static_cast<Block*>(malloc(10001));
            EXPECT(block != nullptr);
            block->next = blocks;
            blocks = block;
        }
        while (blocks != nullptr) {
            Block* next = blocks->next;
            free(blocks);
            blocks = next;
        }
        void* large = malloc(20 * kPage);
        EXPECT(large != nullptr);
        free(large);
    });
    EXPECT_EQ(code, 0);
}

// The heap grows and shrinks; new memory is zero, too much is refused.
void sbrkbasic() {
    const uintptr_t start = current_break();
    for (u32 i = 1; i <= 50; i++) {
        EXPECT(set_break(start + i * kPage));
        auto* last = static_cast<volatile char*>(address(start + i * kPage - 1));
        EXPECT_EQ(*last, 0);
        *last = 1;
    }
    EXPECT_EQ(code_of_child([&] {
                  EXPECT(set_break(start + 60 * kPage));
                  *static_cast<volatile char*>(address(start + 60 * kPage - 1)) = 99;
              }),
              0);
    EXPECT_EQ(current_break(), start + 50 * kPage);
    EXPECT(!set_break(0xB0000000));
    EXPECT(!set_break(0xFFFFF000));
    EXPECT_EQ(current_break(), start + 50 * kPage);
    EXPECT(set_break(start));
}

// A hundred megabytes, of which few are touched; given back, they are zero the next time.
void sbrkmuch() {
    const uintptr_t start = current_break();
    const uintptr_t large = start + 100 * kMib;
    if (!set_break(large)) {
        return;  // a small machine may say no
    }
    for (uintptr_t at = start; at < large; at += 10 * kMib) {
        *static_cast<volatile char*>(address(at)) = 'a';
    }
    *static_cast<volatile char*>(address(large - 1)) = 99;
    EXPECT(set_break(start));
    EXPECT(set_break(large));
    EXPECT_EQ(*static_cast<volatile char*>(address(large - 1)), 0);
    EXPECT_EQ(*static_cast<volatile char*>(address(start)), 0);
    EXPECT(set_break(start));
}

// Growth that fails loses nothing, and what is there works on.
void sbrkfail() {
    const uintptr_t start = current_break();
    for (u32 i = 0; i < 100; i++) {
        EXPECT(!set_break(0xAFFF0000 + i * kPage));
    }
    EXPECT_EQ(current_break(), start);
    EXPECT_EQ(code_of_child([] {
                  volatile char local[64];
                  local[0] = 1;
                  EXPECT_EQ(local[0], 1);
              }),
              0);
    auto* block = static_cast<volatile char*>(malloc(100));
    EXPECT(block != nullptr);
    block[0] = 1;
    free(const_cast<char*>(block));
}

// Ends in the middle of pages, and in front of the heap.
void sbrkbugs() {
    EXPECT_EQ(code_of_child([] {
                  const uintptr_t start = current_break();
                  EXPECT(set_break(start + 1));
                  EXPECT(set_break(start + kPage + 2048));
                  EXPECT(set_break(start + 5));
                  EXPECT(set_break(start));
                  uintptr_t low = 0x1000;
                  brk(&low);
                  low = 0x00800000;
                  brk(&low);
                  low = 1;
                  brk(&low);
              }),
              0);
}

// The last part of the last page is a buffer, too.
void sbrklast() {
    const uintptr_t start = current_break();
    EXPECT(set_break(start + 100 * kPage));
    char* place = text_at(start + 100 * kPage - 64);
    place[0] = 'x';
    place[1] = '\0';
    {
        const OpenFile file(place, O_RDWR | O_CREAT);
        EXPECT_EQ(write(file.fd(), place, 1), 1);
        EXPECT_EQ(seek(file.fd(), 0, LSEEK_SET), 0);
        place[0] = '\0';
        EXPECT_EQ(read(file.fd(), place, 1), 1);
        EXPECT_EQ(place[0], 'x');
    }
    EXPECT(set_break(start));
}

// Sizes whose sign or sum goes wrong.
void sbrk8000() {
    const uintptr_t start = current_break();
    EXPECT(!set_break(0x80000004 + start));
    EXPECT(!set_break(0xFFFFFFFF));
    uintptr_t place = 0;
    static const usize sizes[] = {0xFFFFFFFF, 0x80000000, 0xFFFFF001, 0xC0000000};
    for (usize size : sizes) {
        place = 0;
        EXPECT(mmap(&place, size, MMAP_WRITE) < 0);
        place = 0x10000000;
        EXPECT(mmap(&place, size, MMAP_WRITE) < 0);
        EXPECT(munmap(0x10000000, size) < 0 || size == 0xFFFFF001 || size == 0x80000000);
    }
    EXPECT_EQ(current_break(), start);
}

char zeros[10000];

void bsstest() {
    for (char c : zeros) {
        EXPECT_EQ(c, 0);
    }
}

// A page that the kernel gives away has nothing of others in it (K06).
void fresh_pages() {
    run_children(3, [](int) {
        uintptr_t place = 0;
        EXPECT_EQ(mmap(&place, kMib, MMAP_WRITE), 0);
        memset(address(place), 0xA5, kMib);
    });
    uintptr_t place = 0;
    EXPECT_EQ(mmap(&place, 2 * kMib, MMAP_WRITE), 0);
    const auto* words = static_cast<const u32*>(address(place));
    for (u32 i = 0; i < 2 * kMib / 4; i++) {
        EXPECT_EQ(words[i], 0);
    }
    EXPECT_EQ(munmap(place, 2 * kMib), 0);
}

// What a parent and its child write is theirs alone, except in shared memory.
void fork_memory() {
    uintptr_t own = 0;
    uintptr_t shared = 0;
    EXPECT_EQ(mmap(&own, 64 * kPage, MMAP_WRITE), 0);
    EXPECT_EQ(shmem(&shared, 64 * kPage, MMAP_WRITE), 0);
    memset(address(own), 1, 64 * kPage);
    memset(address(shared), 1, 64 * kPage);
    EXPECT_EQ(code_of_child([&] {
                  memset(address(own), 2, 64 * kPage);
                  memset(address(shared), 2, 64 * kPage);
              }),
              0);
    for (u32 i = 0; i < 64 * kPage; i += 101) {
        EXPECT_EQ(text_at(own)[i], 1);
        EXPECT_EQ(text_at(shared)[i], 2);
    }
    // Read by the kernel, written by the kernel: as by the program.
    make_file("file", 1, 8 * kPage);
    EXPECT_EQ(code_of_child([&] {
                  const OpenFile file("file", O_RDONLY);
                  EXPECT_EQ(read(file.fd(), address(own), 8 * kPage), 8 * kPage);
              }),
              0);
    EXPECT_EQ(text_at(own)[0], 1);
    EXPECT_EQ(munmap(own, 64 * kPage), 0);
    EXPECT_EQ(munmap(shared, 64 * kPage), 0);
}

// Holes in a mapping, and mappings over each other.
void munmaptest() {
    uintptr_t place = 0;
    EXPECT_EQ(mmap(&place, 10 * kPage, MMAP_WRITE), 0);
    memset(address(place), 7, 10 * kPage);
    EXPECT_EQ(munmap(place + 3 * kPage, 2 * kPage), 0);
    EXPECT_EQ(text_at(place)[3 * kPage - 1], 7);
    EXPECT_EQ(text_at(place)[5 * kPage], 7);
    uintptr_t inner = place + 3 * kPage;
    EXPECT_EQ(mmap(&inner, 2 * kPage, MMAP_WRITE), 0);
    EXPECT_EQ(text_at(inner)[0], 0);
    EXPECT_EQ(munmap(place, 10 * kPage), 0);
}

// --- What ends a program, and only that ---------------------------------------------------------

void expect_killed(void (*work)()) { EXPECT_EQ(code_of_child(work), -E_KILLED); }

void kernmem() {
    expect_killed([] { *static_cast<volatile int*>(address(0xC0100000)); });
    expect_killed([] { *static_cast<volatile int*>(address(0xFAC00000)); });
}

void above_user_space() {
    expect_killed([] { *static_cast<volatile int*>(address(0xB0000000)) = 99; });
    expect_killed([] { *static_cast<volatile int*>(address(0xFFFFFFFC)) = 99; });
}

void textwrite() {
    expect_killed([] { *static_cast<volatile int*>(address(0x00800020)) = 10; });
}

// There is nothing below the stack, which may be large.
void stacktest() {
    expect_killed([] { *static_cast<volatile char*>(address(0xB0000000 - 2 * kMib)) = 1; });
    EXPECT_EQ(code_of_child([] {
                  volatile char large[700 * 1024];
                  for (usize i = sizeof(large); i >= kPage; i -= kPage) {
                      large[i - 1] = 1;
                  }
                  EXPECT_EQ(large[sizeof(large) - 1], 1);
              }),
              0);
}

constexpr Test kTests[] = {
    {"mem", mem},
    {"sbrkbasic", sbrkbasic},
    {"sbrkmuch", sbrkmuch},
    {"sbrkfail", sbrkfail},
    {"sbrkbugs", sbrkbugs},
    {"sbrklast", sbrklast},
    {"sbrk8000", sbrk8000},
    {"bsstest", bsstest},
    {"fresh_pages", fresh_pages},
    {"fork_memory", fork_memory},
    {"munmaptest", munmaptest},
    {"kernmem", kernmem},
    {"above_user_space", above_user_space},
    {"textwrite", textwrite},
    {"stacktest", stacktest},
};

}  // namespace

constinit const Span<const Test> kMemoryTests = kTests;

}  // namespace usertests
