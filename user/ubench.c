// What the kernel's services cost, in machine instructions. Only meaningful where the time stamp
// counter counts instructions: QEMU with -icount shift=0.
// uCore counterpart: none.
#include <stdio.h>
#include <syscall.h>
#include <ulib.h>
#include <x86.h>

#include "tiny_elf.h"

enum { CALLS = 1000, FORKS = 100, PAGE = 4096, STACK_PAGES = 200 };

// A program as large as the small ones of ours: two pages of code, one of data.
typedef struct {
    tiny_elf_t head;
    char code[0x1FF0];
} program_t;

static program_t program;

static void make_program(void) {
    program.head = make_tiny_elf();
    program.head.file_size = sizeof(program);
    program.head.memory_size = sizeof(program) + PAGE;
    program.head.segment_flags = 7;
}

static void print_result(const char* what, uint64_t start, uint64_t end, unsigned times) {
    uint64_t each = end - start;
    (void)do_div(each, times);
    cprintf("ubench: %-32s %8u\n", what, (unsigned)each);
}

static void measure_calls(void) {
    uint64_t start = rdtsc();
    for (int i = 0; i < CALLS; i++) {
        sys_getpid();
    }
    print_result("null system call (getpid)", start, rdtsc(), CALLS);

    start = rdtsc();
    for (int i = 0; i < CALLS; i++) {
        sys_yield();
    }
    print_result("yield to oneself", start, rdtsc(), CALLS);
}

// Two processes yield to each other: there and back is a pair of switches.
static void measure_switches(void) {
    const int pid = fork();
    if (pid == 0) {
        for (;;) {
            sys_yield();
        }
    }
    sys_yield();  // the child is under way
    const uint64_t start = rdtsc();
    for (int i = 0; i < CALLS; i++) {
        sys_yield();
    }
    print_result("pair of switches (yield)", start, rdtsc(), CALLS);
    kill(pid);
    waitpid(pid, NULL);
}

static void measure_forks(void) {
    uint64_t start = rdtsc();
    for (int i = 0; i < FORKS; i++) {
        const int pid = fork();
        if (pid == 0) {
            sys_exit(0);
        }
        waitpid(pid, NULL);
    }
    print_result("fork + exit + wait", start, rdtsc(), FORKS);

    start = rdtsc();
    for (int i = 0; i < FORKS; i++) {
        const int pid = fork();
        if (pid == 0) {
            exec_image("tiny", &program, sizeof(program));
            sys_exit(1);
        }
        int code = 0;
        waitpid(pid, &code);
        assert(code == TINY_ELF_CODE);
    }
    print_result("fork + exec + wait", start, rdtsc(), FORKS);
}

// Goes down the stack where it never was, a page at a time.
static void __noinline measure_stack(void) {
    char memory[STACK_PAGES * PAGE];
    volatile char* const room = memory;
    for (int page = 10; page > 0; page--) {  // what the kernel may have put there already
        room[(STACK_PAGES - page) * PAGE] = 1;
    }
    const uint64_t start = rdtsc();
    for (int page = STACK_PAGES - 11; page >= 0; page--) {
        room[page * PAGE] = 1;
    }
    print_result("page fault on the stack", start, rdtsc(), STACK_PAGES - 10);
}

int main(void) {
    make_program();
    measure_calls();
    measure_switches();
    measure_forks();
    measure_stack();
    cprintf("ubench pass.\n");
    return 0;
}
