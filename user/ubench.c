// What the kernel's services cost, in machine instructions. Only meaningful where the time stamp
// counter counts instructions: QEMU with -icount shift=0.
// uCore counterpart: none.
#include <file.h>
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

// Goes on as that program, which may be in a file, and was read before.
#if LAB >= 8
static const char* const kProgramPath = "/ubench.program";

static void put_program(void) {
    const int fd = open(kProgramPath, O_WRONLY | O_CREAT | O_TRUNC);
    assert(fd >= 0 && write(fd, &program, sizeof(program)) == sizeof(program));
    close(fd);
}

static void run_program(void) {
    const char* arguments[] = {kProgramPath, NULL};
    __exec("tiny", arguments);
}
#else
static void put_program(void) {}

static void run_program(void) { exec_image("tiny", &program, sizeof(program)); }
#endif

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
            run_program();
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

#if LAB >= 8
// Of what is in the cache.
static void measure_files(void) {
    static char block[PAGE];
    const int fd = open("/ubench.data", O_RDWR | O_CREAT | O_TRUNC);
    assert(fd >= 0 && write(fd, block, PAGE) == PAGE);
    uint64_t costs[5] = {0};
    for (int i = 0; i < CALLS; i++) {
        sys_seek(fd, 0, LSEEK_SET);
        uint64_t start = rdtsc();
        sys_read(fd, block, PAGE);
        costs[0] += rdtsc() - start;
        sys_seek(fd, 0, LSEEK_SET);
        start = rdtsc();
        sys_write(fd, block, PAGE);
        costs[1] += rdtsc() - start;
        sys_seek(fd, 0, LSEEK_SET);
        start = rdtsc();
        sys_read(fd, block, 1);
        costs[2] += rdtsc() - start;
        start = rdtsc();
        sys_close(sys_open("/ubench.data", O_RDONLY));
        costs[3] += rdtsc() - start;
        struct stat status;
        start = rdtsc();
        sys_fstat(fd, &status);
        costs[4] += rdtsc() - start;
    }
    static const char* const names[] = {"read of 4 KiB", "write of 4 KiB", "read of 1 byte",
                                        "open + close", "fstat"};
    for (int i = 0; i < 5; i++) {
        print_result(names[i], 0, costs[i], CALLS);
    }
    close(fd);
    unlink("/ubench.data");
}
#else
static void measure_files(void) {}
#endif

int main(void) {
    make_program();
    put_program();
    measure_calls();
    measure_switches();
    measure_forks();
    measure_stack();
    measure_files();
    cprintf("ubench pass.\n");
    return 0;
}
