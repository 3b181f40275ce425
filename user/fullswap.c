// Fills memory and swap disk to the last page, on a small machine: every page can still come in, by
// changing places with another. One page more is refused; more than there is, without any effort;
// and who takes it nevertheless is ended, while the others go on.
// uCore counterpart: none.
#include <error.h>
#include <stdio.h>
#include <ulib.h>
#include <unistd.h>
#include <x86.h>

enum {
    PAGE = 4096,
    TABLE = 1024 * PAGE,  // what one page table covers
    PAGE_WORDS = PAGE / sizeof(uint32_t),
    MOST_PAGES = 16 * 1024,
    TOO_MUCH = 512 << 20,
    ROUNDS = 1,
};

static uint32_t* page_at[MOST_PAGES];
static unsigned pages;

static uint32_t pattern(unsigned page, unsigned round) {
    return (page * ROUNDS + round) * 2654435761U + 1;
}

static void fill(unsigned page, unsigned round) {
    page_at[page][0] = pattern(page, round);
    page_at[page][PAGE_WORDS - 1] = ~pattern(page, round);
}

static void check(unsigned page, unsigned round) {
    if (page_at[page][0] != pattern(page, round) ||
        page_at[page][PAGE_WORDS - 1] != ~pattern(page, round)) {
        panic("page %u is wrong in round %u", page, round);
    }
}

// Shared memory comes in at once, so it tells when there is room for no more.
static int add_page(void) {
    uintptr_t address = 0;
    const int error = shmem(&address, PAGE, MMAP_WRITE);
    if (error == 0) {
        page_at[pages] = (uint32_t*)address;
        fill(pages++, 0);
    }
    return error;
}

// The page tables are made while there is memory for them.
static void make_tables(void) {
    uintptr_t start = 0;
    assert(mmap(&start, MOST_PAGES * PAGE, MMAP_WRITE) == 0);
    for (uintptr_t at = start; at < start + MOST_PAGES * PAGE; at += TABLE) {
        *(volatile char*)at = 1;
    }
    assert(munmap(start, MOST_PAGES * PAGE) == 0);
}

static void check_too_much(void) {
    const uint64_t start = rdtsc();
    uintptr_t address = 0;
    assert(shmem(&address, TOO_MUCH, MMAP_WRITE) == -E_NO_MEM && address == 0);
    uint64_t cycles = rdtsc() - start;
    (void)do_div(cycles, 1000);
    cprintf("fullswap: too much is refused after %u kilocycles.\n", (unsigned)cycles);
}

static void check_full(void) {
    int error;
    while ((error = add_page()) == 0) {}
    assert(error == -E_NO_MEM && fork() == -E_NO_MEM);
    cprintf("fullswap: %u pages fill the machine.\n", pages);
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (unsigned page = 0; page < pages; page++) {
            check(page, round);
            fill(page, round + 1);
        }
    }
    for (unsigned page = pages; page-- > 0;) {
        check(page, ROUNDS);
        assert(munmap((uintptr_t)page_at[page], PAGE) == 0);
    }
}

// A child that wants more than there is.
static void check_greed(void) {
    const int pid = fork();
    if (pid == 0) {
        uintptr_t start = 0;
        assert(mmap(&start, TOO_MUCH, MMAP_WRITE) == 0);  // a promise only
        for (uintptr_t at = start; at < start + TOO_MUCH; at += PAGE) {
            *(volatile char*)at = 1;
        }
        exit(0);
    }
    int code = 0;
    assert(pid > 0 && waitpid(pid, &code) == 0 && code == -E_KILLED);
}

int main(void) {
    check_too_much();
    make_tables();
    check_full();
    check_greed();
    check_too_much();
    cprintf("fullswap pass.\n");
    return 0;
}
