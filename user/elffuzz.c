// exec of files that are no good ELF files: whatever is wrong with one, exec returns an error, or the
// program that it makes of it ends; and the caller goes on.
// uCore counterpart: none.
#include <error.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <syscall.h>
#include <ulib.h>

#include "tiny_elf.h"

#ifndef ELFFUZZ_SEED
#define ELFFUZZ_SEED 1
#endif
#ifndef ELFFUZZ_MUTATIONS
#define ELFFUZZ_MUTATIONS 2000
#endif

// What came of an exec, beside the exit codes of the program: it was refused, with E_INVAL_ELF or
// with another error.
enum { INVALID_ELF = 1000, OTHER_ERROR = 1001 };

// The file being tried. It lies at a page's end, so that reading beyond it would fault.
static char* file_end;

static int run(const void* file, size_t size) {
    char* copy = file_end - size;
    memcpy(copy, file, size);
    const int pid = fork();
    if (pid == 0) {
        const int error = exec_image("fuzz", copy, size);
        assert(error < 0);
        exit(error == -E_INVAL_ELF ? INVALID_ELF : OTHER_ERROR);
    }
    assert(pid > 0);
    // It has done what it can do unless it spins; then it is to be stopped.
    for (int i = 0; i < 10; i++) {
        yield();
    }
    kill(pid);
    int code = -1;
    assert(waitpid(pid, &code) == 0);
    return code;
}

static void expect_refused(const tiny_elf_t* elf, size_t size, const char* what, unsigned value) {
    const int code = run(elf, size);
    if (code != INVALID_ELF) {
        panic("%s = %08x: exec makes %d of it", what, value, code);
    }
}

// --- Every field at its extremes ----------------------------------------------------------------

typedef struct {
    const char* name;
    size_t offset, size;
    int must_be_right;  // any other value is wrong
} field_t;

#define FIELD(name, must_be_right) \
    { #name, offsetof(tiny_elf_t, name), sizeof(((tiny_elf_t*)0)->name), must_be_right }

static const field_t fields[] = {
    FIELD(magic, 1),
    FIELD(elf_class, 1),
    FIELD(data_encoding, 1),
    FIELD(ident_version, 0),
    FIELD(type, 1),
    FIELD(machine, 1),
    FIELD(version, 0),
    FIELD(entry, 1),
    FIELD(program_headers, 1),
    FIELD(section_headers, 0),
    FIELD(flags, 0),
    FIELD(header_size, 0),
    FIELD(program_header_size, 0),
    FIELD(program_header_count, 0),
    FIELD(section_header_size, 0),
    FIELD(section_header_count, 0),
    FIELD(section_names_index, 0),
    FIELD(segment_type, 0),
    FIELD(offset, 0),
    FIELD(virtual_address, 1),
    FIELD(physical_address, 0),
    FIELD(file_size, 0),
    FIELD(memory_size, 0),
    FIELD(segment_flags, 0),
    FIELD(alignment, 0),
};

static const uint32_t extremes[] = {
    0,          1,          2,          0x7F,       0x80,       0xFF,       0x100,      0x7FFF,
    0x8000,     0xFFFF,     0x10000,    0x1FFFFF,   0x7FFFFFFF, 0x80000000, 0xAFF00000, 0xAFFFF000,
    0xB0000000, 0xBFFFFFFF, 0xC0000000, 0xC0100000, 0xFAC00000, 0xFFFFF000, 0xFFFFFFFF,
};

static void try_fields(const tiny_elf_t* tiny) {
    int tried = 0;
    for (size_t f = 0; f < sizeof(fields) / sizeof(*fields); f++) {
        const field_t* field = &fields[f];
        for (size_t e = 0; e < sizeof(extremes) / sizeof(*extremes); e++) {
            tiny_elf_t elf = *tiny;
            memcpy((char*)&elf + field->offset, &extremes[e], field->size);
            if (memcmp(&elf, tiny, sizeof(elf)) == 0) {
                continue;
            }
            if (field->must_be_right) {
                expect_refused(&elf, sizeof(elf), field->name, extremes[e]);
            } else {
                run(&elf, sizeof(elf));
            }
            tried++;
        }
    }
    cprintf("elffuzz: %d extreme fields.\n", tried);
}

// --- What is wrong in more than one field --------------------------------------------------------

static void try_segments(const tiny_elf_t* tiny) {
    tiny_elf_t elf = *tiny;
    elf.program_header_count = 0;
    expect_refused(&elf, sizeof(elf), "program_header_count", 0);
    elf = *tiny;
    elf.program_header_count = 0xFFFF;
    expect_refused(&elf, sizeof(elf), "program_header_count", 0xFFFF);
    elf = *tiny;
    elf.file_size = sizeof(elf) + 1;
    elf.memory_size = elf.file_size;
    expect_refused(&elf, sizeof(elf), "file_size", elf.file_size);
    elf = *tiny;
    elf.file_size = 0xFFFFFFFF;  // offset + file_size wraps around
    elf.memory_size = 0xFFFFFFFF;
    elf.offset = 1;
    expect_refused(&elf, sizeof(elf), "file_size and offset", elf.file_size);
    elf = *tiny;
    elf.memory_size = elf.file_size - 1;
    expect_refused(&elf, sizeof(elf), "memory_size", elf.memory_size);
    elf = *tiny;
    elf.memory_size = 0xFFFFFFFF - TINY_ELF_BASE;  // into the kernel
    expect_refused(&elf, sizeof(elf), "memory_size", elf.memory_size);

    // As much memory as there could be: it need not be there until it is used.
    elf = *tiny;
    elf.memory_size = 0x10000000;
    const int code = run(&elf, sizeof(elf));
    if (code != TINY_ELF_CODE && code != OTHER_ERROR) {
        panic("a segment of 256 MiB: exec makes %d of it", code);
    }
    cprintf("elffuzz: segments ok.\n");
}

static void try_truncations(const tiny_elf_t* tiny) {
    for (size_t size = 0; size < sizeof(*tiny); size++) {
        expect_refused(tiny, size, "file cut", (unsigned)size);
    }
    cprintf("elffuzz: %u truncations.\n", (unsigned)sizeof(*tiny));
}

static void try_mutations(const tiny_elf_t* tiny) {
    int counts[3] = {0, 0, 0};  // exited as it should, refused, something else
    srand(ELFFUZZ_SEED);
    for (int i = 0; i < ELFFUZZ_MUTATIONS; i++) {
        tiny_elf_t elf = *tiny;
        for (int n = rand() % 4; n >= 0; n--) {
            // The code itself stays: what random code does is another test's matter.
            const size_t at = (size_t)rand() % offsetof(tiny_elf_t, code);
            uint8_t* byte = (uint8_t*)&elf + at;
            *byte = rand() % 2 ? (uint8_t)(*byte ^ 1 << rand() % 8) : (uint8_t)rand();
        }
        const int code = run(&elf, sizeof(elf));
        counts[code == TINY_ELF_CODE ? 0 : code >= INVALID_ELF ? 1 : 2]++;
    }
    cprintf("elffuzz: %d mutations: %d run, %d are refused, %d end otherwise.\n", ELFFUZZ_MUTATIONS,
            counts[0], counts[1], counts[2]);
}

// Pointers and sizes that are wrong themselves.
static void try_arguments(const tiny_elf_t* tiny) {
    static const uintptr_t nowhere[] = {0, 0x1000, 0xB0000000, 0xC0100000, 0xFAC00000, 0xFFFFFFF0};
    for (size_t i = 0; i < sizeof(nowhere) / sizeof(*nowhere); i++) {
        assert(exec_image("fuzz", (void*)nowhere[i], sizeof(*tiny)) < 0);
#if LAB >= 8
        assert(sys_exec("fuzz", 1, (const char**)nowhere[i]) < 0);
#else
        assert(sys_exec((char*)nowhere[i], 4, tiny, sizeof(*tiny)) < 0);
#endif
    }
    assert(exec_image("fuzz", tiny, 0xFFFFFFFF) < 0);
    assert(exec_image("fuzz", file_end - 10, 100) < 0);
    cprintf("elffuzz: arguments ok.\n");
}

int main(void) {
    const tiny_elf_t tiny = make_tiny_elf();
    uintptr_t page = 0;
    assert(mmap(&page, 4096, MMAP_WRITE) == 0);
    file_end = (char*)page + 4096;

    assert(run(&tiny, sizeof(tiny)) == TINY_ELF_CODE);
    try_arguments(&tiny);
    try_fields(&tiny);
    try_segments(&tiny);
    try_truncations(&tiny);
    try_mutations(&tiny);
    assert(run(&tiny, sizeof(tiny)) == TINY_ELF_CODE);
    cprintf("elffuzz pass.\n");
    return 0;
}
