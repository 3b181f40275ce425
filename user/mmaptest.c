// brk, mmap, munmap and shmem.
// uCore counterpart: none.
#include <error.h>
#include <stdio.h>
#include <string.h>
#include <ulib.h>
#include <unistd.h>

enum { PAGE = 4096 };

// The exit code of a child that writes to `address` (or only reads it).
static int touch(uintptr_t address, int writing) {
    const int pid = fork();
    if (pid == 0) {
        volatile char* place = (volatile char*)address;
        if (writing) {
            *place = 1;
        } else {
            (void)*place;
        }
        exit(0);
    }
    int code = -1;
    assert(pid > 0 && waitpid(pid, &code) == 0);
    return code;
}

static int can_read(uintptr_t address) { return touch(address, 0) == 0; }
static int can_write(uintptr_t address) { return touch(address, 1) == 0; }

static int is_zero(uintptr_t address, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (((char*)address)[i] != 0) {
            return 0;
        }
    }
    return 1;
}

static void check_brk(void) {
    uintptr_t start = 0;
    assert(brk(&start) == 0 && start % PAGE == 0 && start > (uintptr_t)&check_brk);
    assert(!can_read(start));

    uintptr_t end = start + 10 * PAGE - 100;  // rounded up
    assert(brk(&end) == 0 && end == start + 10 * PAGE);
    assert(is_zero(start, 10 * PAGE));
    memset((void*)start, 0x55, 10 * PAGE);
    assert(!can_read(end));

    uintptr_t lower = start + 5 * PAGE;
    assert(brk(&lower) == 0 && lower == start + 5 * PAGE);
    assert(can_write(lower - 1) && !can_read(lower));
    end = start + 10 * PAGE;
    assert(brk(&end) == 0);
    assert(is_zero(lower, 5 * PAGE));  // old data do not come back
    assert(((char*)start)[0] == 0x55);

    // What cannot be had: the break stays. It may also be an error.
    uintptr_t too_high = 0xFFFFF000;
    (void)brk(&too_high);
    uintptr_t now = 0;
    assert(brk(&now) == 0 && now == end);
    assert(brk(NULL) < 0 && brk((uintptr_t*)0xC0000000) < 0);
    assert(brk(&start) == 0);
}

static void check_mmap(void) {
    uintptr_t memory = 0;
    assert(mmap(&memory, 4 * PAGE, MMAP_WRITE) == 0 && memory != 0 && memory % PAGE == 0);
    assert(is_zero(memory, 4 * PAGE));
    memset((void*)memory, 1, 4 * PAGE);

    uintptr_t constant = 0;
    assert(mmap(&constant, 1, 0) == 0 && constant != memory);
    assert(can_read(constant) && !can_write(constant));

    // A hole in the middle.
    assert(munmap(memory + PAGE, PAGE) == 0);
    assert(can_write(memory) && !can_read(memory + PAGE) && can_write(memory + 2 * PAGE));
    uintptr_t again = memory + PAGE;
    assert(mmap(&again, PAGE, MMAP_WRITE) == 0 && again == memory + PAGE);
    assert(is_zero(again, PAGE) && *(char*)memory == 1 && *(char*)(memory + 2 * PAGE) == 1);

    // What is in use stays as it is.
    uintptr_t taken = memory;
    assert(mmap(&taken, PAGE, MMAP_WRITE) != 0 && *(char*)memory == 1);
    assert(munmap(memory, 4 * PAGE) == 0 && !can_read(memory));
    assert(munmap(constant, PAGE) == 0);
}

static void check_bad_arguments(void) {
    static const uintptr_t bad_addresses[] = {0xC0000000, 0xFFFFF000, 0xB0000000, 0x1000, 0xAFFFF000};
    for (unsigned i = 0; i < sizeof(bad_addresses) / sizeof(*bad_addresses); i++) {
        uintptr_t address = bad_addresses[i];
        assert(mmap(&address, PAGE, MMAP_WRITE) < 0);
        assert(shmem(&address, PAGE, MMAP_WRITE) < 0);
    }
    uintptr_t address = 0;
    assert(mmap(&address, 0xFFFFFFFF, MMAP_WRITE) < 0);
    assert(mmap(&address, 0, MMAP_WRITE) < 0);
    assert(mmap(NULL, PAGE, MMAP_WRITE) < 0);
    assert(mmap((uintptr_t*)0xFAC00000, PAGE, MMAP_WRITE) < 0);
    assert(munmap(0xC0000000, PAGE) < 0);
    assert(munmap(0xFFFFF000, 2 * PAGE) < 0);
}

// Shared memory is one memory for all of the family; other memory is a copy.
static void check_shmem(void) {
    uintptr_t shared = 0, own = 0;
    assert(shmem(&shared, 3 * PAGE, MMAP_WRITE) == 0 && is_zero(shared, 3 * PAGE));
    assert(mmap(&own, PAGE, MMAP_WRITE) == 0);
    const int pid = fork();
    if (pid == 0) {
        for (int i = 0; i < 3; i++) {
            *(int*)(shared + (uintptr_t)i * PAGE) = i + 1;
        }
        *(int*)own = 5;
        if (fork() == 0) {
            *(int*)(shared + PAGE) += 40;
            exit(0);
        }
        exit(wait());
    }
    int code = -1;
    assert(pid > 0 && waitpid(pid, &code) == 0 && code == 0);
    assert(*(int*)shared == 1 && *(int*)(shared + PAGE) == 42 && *(int*)(shared + 2 * PAGE) == 3);
    assert(*(int*)own == 0);

    // The child goes on with the memory that its parent gives up.
    const int heir = fork();
    if (heir == 0) {
        for (int i = 0; i < 5; i++) {
            yield();
        }
        exit(*(int*)(shared + PAGE) == 42 ? 0 : 1);
    }
    assert(heir > 0 && munmap(shared, 3 * PAGE) == 0 && !can_read(shared));
    assert(waitpid(heir, &code) == 0 && code == 0);
    assert(munmap(own, PAGE) == 0);
}

int main(void) {
    check_brk();
    check_mmap();
    check_bad_arguments();
    check_shmem();
    cprintf("mmaptest pass.\n");
    return 0;
}
