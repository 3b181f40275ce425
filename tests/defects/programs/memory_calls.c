// brk, mmap, munmap and shmem at addresses that are not the program's to have.
#include "raw.h"

static void expect(const char* what, int result, int lowest, u32 number) {
    if (result >= 0 || result < lowest) {
        fail(what, number);
    }
}

static int start(void) {
    static const u32 places[] = {1,          0x1000,     0x1FF000,   0x800001,   0xAFFFF001,
                                 0xB0000000, 0xBFFFF000, 0xC0000000, 0xC0100000, 0xFAC00000,
                                 0xFB800000, 0xFFFFF000};
    for (u32 i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        u32 address = places[i];
        expect("mmap", call(MMAP, (u32)&address, 4096, MMAP_WRITE, 0), -24, places[i]);
        address = places[i];
        expect("shmem", call(SHMEM, (u32)&address, 4096, MMAP_WRITE, 0), -24, places[i]);
        expect("munmap", CALL2(MUNMAP, places[i], 4096), -24, places[i]);
    }
    static const u32 sizes[] = {0, 0xB0000000, 0xC0000000, 0xFFFFF000, 0xFFFFF001, 0xFFFFFFFF};
    for (u32 i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        u32 address = 0;
        expect("mmap of size", call(MMAP, (u32)&address, sizes[i], MMAP_WRITE, 0), -24, sizes[i]);
        address = 0x20000000;
        expect("mmap of size there", call(MMAP, (u32)&address, sizes[i], MMAP_WRITE, 0), -24, sizes[i]);
        expect("munmap of size", CALL2(MUNMAP, 0x20000000, sizes[i]), -24, sizes[i]);
    }
    // Over what is there: code, stack.
    u32 address = 0x800000;
    expect("mmap over code", call(MMAP, (u32)&address, 4096, MMAP_WRITE, 0), -24, address);
    address = 0xAFFFF000;
    expect("mmap over the stack", call(MMAP, (u32)&address, 4096, MMAP_WRITE, 0), -24, address);
    static const u32 ends[] = {0xB0000001, 0xC0000000, 0xFFFFFFFF, 0xFFFFF000, 0xAFF00001};
    for (u32 i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        u32 end = ends[i];
        expect("brk", CALL1(BRK, &end), -24, ends[i]);
    }
    static const u32 pointers[] = {0, 4, 0x800020, 0xAFFFFFFD, 0xB0000000, 0xC0000000, 0xFFFFFFFF};
    for (u32 i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
        expect("brk's pointer", CALL1(BRK, pointers[i]), -24, pointers[i]);
        expect("mmap's pointer", call(MMAP, pointers[i], 4096, MMAP_WRITE, 0), -24, pointers[i]);
        expect("shmem's pointer", call(SHMEM, pointers[i], 4096, MMAP_WRITE, 0), -24, pointers[i]);
    }
    // All of it was refused: nothing is mapped that was not before.
    PASS("memory_calls");
}
