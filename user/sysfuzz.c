// System calls of every number with wild arguments, by children that may be ended by them. The
// kernel must live on, and lose nothing.
// uCore counterpart: none.
#include <file.h>
#include <stdio.h>
#include <stdlib.h>
#include <ulib.h>
#include <unistd.h>

#ifndef SYSFUZZ_SEED
#define SYSFUZZ_SEED 1
#endif
#ifndef SYSFUZZ_CALLS
#define SYSFUZZ_CALLS 2000000
#endif

enum { CALLS_OF_A_CHILD = 20000, CALLS_OF_A_GRANDCHILD = 20, PAGE = 4096 };

// What the processes share. At an address where no random argument leads by chance.
typedef struct {
    uint32_t calls;     // made so far
    uint32_t children;  // that made them
    uint32_t succeeded;
    int protected_pid;  // the one that must not be killed
} shared_t;

static shared_t* shared;

// Memory of the children's own, to be pointed at: a page, and nothing behind it.
static char* page;
static char bait[512];  // a part of the program's data
static const char constant_page[PAGE] __attribute__((aligned(PAGE))) = {1};

static unsigned random_bits(void) { return (unsigned)rand() << 16 ^ (unsigned)rand(); }

// --- One call -----------------------------------------------------------------------------------

typedef struct {
    uint32_t eax, edx, ecx, ebx, edi, esi;
} registers_t;

// Makes the call. A thread that comes of it has no stack, and ends without using one.
int raw_call(registers_t* registers);
__asm__("raw_call:\n"
        "    pushal\n"
        "    movl 36(%esp), %ebp\n"
        "    movl (%ebp), %eax\n"
        "    movl 4(%ebp), %edx\n"
        "    movl 8(%ebp), %ecx\n"
        "    movl 12(%ebp), %ebx\n"
        "    movl 16(%ebp), %edi\n"
        "    movl 20(%ebp), %esi\n"
        "    int $0x80\n"
        "    testl %eax, %eax\n"
        "    jnz 1f\n"
        "    cmpl $5, (%ebp)\n"
        "    jne 1f\n"
        "    movl $9, %eax\n"
        "    int $0x80\n"
        "    ud2\n"
        "1:  movl %eax, 28(%esp)\n"
        "    popal\n"
        "    ret\n");

static unsigned random_number(void) {
    static const unsigned sparse[] = {
        SYS_open, SYS_close, SYS_read,   SYS_write, SYS_seek, SYS_fstat, SYS_fsync, SYS_getcwd,
        SYS_dup,  SYS_pipe,  SYS_mkfifo, SYS_mount, SYS_halt, SYS_unlink, SYS_lab6_set_priority};
    switch (rand() % 8) {
    case 0: return random_bits() >> rand() % 32;
    case 1: return sparse[(unsigned)rand() % (sizeof(sparse) / sizeof(*sparse))];
    case 2: return (unsigned)rand() % 256;
    default: return (unsigned)rand() % 56;
    }
}

static uint32_t random_argument(void) {
    const uint32_t interesting[] = {
        0,          1,          (uint32_t)-1,        0x7FFFFFFF,     0x80000000,
        0x1000,     0x00200000, 0x00800000,          0xAFEFF000,     0xAFFFF000,
        0xB0000000, 0xC0000000, 0xC0100000,          0xFAC00000,     0xFFFFF000,
        0xFFFFFFFC, PAGE,       (uint32_t)bait,      (uint32_t)page, (uint32_t)page + PAGE - 2,
        0x100,      0x200,      (uint32_t)&raw_call, 0x300,          (uint32_t)constant_page};
    switch (rand() % 4) {
    case 0: return (uint32_t)page + (uint32_t)rand() % PAGE;
    case 1: return random_bits() >> rand() % 32;
    case 2: return (uint32_t)rand() % 64;
    default: return interesting[(unsigned)rand() % (sizeof(interesting) / sizeof(*interesting))];
    }
}

// Whether to read from or write to the file could take for ever: nobody types, and nobody is at the
// other end of a pipe.
static int may_wait_for_ever(uint32_t fd) {
#if LAB >= 8
    struct stat status;
    return fstat((int)fd, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
#else
    (void)fd;
    return 0;
#endif
}

// Whether the call is one that would make the test useless rather than wild: too long a sleep, too
// much text, the end of the parent.
static int is_unwanted(const registers_t* call) {
    switch (call->eax) {
    case SYS_putc: return rand() % 1000 != 0;
    case SYS_pgdir: return rand() % 10000 != 0;
    case SYS_exit:
    case SYS_exit_thread: return rand() % 100 != 0;
    case SYS_fork:
    case SYS_clone: return rand() % 20 != 0;
    // Much of it makes the kernel swap out all that there is.
    case SYS_shmem: return rand() % (call->ecx > 0x1000000 ? 1000 : 10) != 0;
    case SYS_sleep: return call->edx > 3;
    case SYS_sem_wait: return call->ecx - 1 >= 3;  // a time-out of 0 has no end
    case SYS_event_send:
    case SYS_event_recv:
    case SYS_mbox_send:
    case SYS_mbox_recv: return call->ebx - 1 >= 3;
    case SYS_read:
    case SYS_write: return may_wait_for_ever(call->edx);
    case SYS_kill: return call->edx == (uint32_t)shared->protected_pid;
    case SYS_halt: return 1;
    default: return 0;
    }
}

static void make_calls(int count, int is_grandchild) {
    while (count-- > 0) {
        registers_t call = {random_number(),   random_argument(), random_argument(),
                            random_argument(), random_argument(), random_argument()};
        if (is_unwanted(&call)) {
            continue;
        }
        if (call.eax == SYS_putc) {
            call.edx = '.';
        }
        shared->calls++;
        const int result = raw_call(&call);
        shared->succeeded += result >= 0;
        if (call.eax == SYS_fork && result == 0) {
            if (is_grandchild) {
                exit(0);
            }
            is_grandchild = 1;
            count = CALLS_OF_A_GRANDCHILD;
        }
    }
}

static void __noreturn child(unsigned seed) {
    uintptr_t address = 0;
    srand(seed);
    assert(mmap(&address, PAGE, MMAP_WRITE) == 0);
    page = (char*)address;
    make_calls(CALLS_OF_A_CHILD, 0);
    exit(0);
}

int main(void) {
    uintptr_t address = 0x12345000;
    assert(shmem(&address, sizeof(shared_t), MMAP_WRITE) == 0);
    shared = (shared_t*)address;
    shared->protected_pid = getpid();
    while (shared->calls < SYSFUZZ_CALLS) {
        const int pid = fork();
        if (pid == 0) {
            child(SYSFUZZ_SEED * 1000003U + shared->children);
        }
        assert(pid > 0);
        shared->children++;
        assert(waitpid(pid, NULL) == 0);
        assert(*(volatile const char*)constant_page == 1);
    }
    cprintf("\nsysfuzz: %u calls by %u children, %u succeeded.\n", shared->calls, shared->children,
            shared->succeeded);
    cprintf("sysfuzz pass.\n");
    return 0;
}
