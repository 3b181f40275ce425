// The smallest program there is, as an ELF file in memory: it exits with code 7. For programs that
// try exec.
// Layer: user (C and C++). uCore: none. Manual: System V ABI, chapters 4 and 5.
#pragma once

#include <stdint.h>
#include <string.h>

// An ELF file with one segment, which holds the whole file. libs/elf.h explains the fields.
typedef struct {
    uint32_t magic;
    uint8_t elf_class, data_encoding, ident_version, padding[9];
    uint16_t type, machine;
    uint32_t version, entry, program_headers, section_headers, flags;
    uint16_t header_size, program_header_size, program_header_count;
    uint16_t section_header_size, section_header_count, section_names_index;

    uint32_t segment_type, offset, virtual_address, physical_address;
    uint32_t file_size, memory_size, segment_flags, alignment;

    uint8_t code[12];
} tiny_elf_t;

enum { TINY_ELF_BASE = 0x00800000, TINY_ELF_CODE = 7 };

static inline tiny_elf_t make_tiny_elf(void) {
    // movl $1, %eax; movl $7, %edx; int $0x80
    static const uint8_t code[12] = {0xB8, 1, 0, 0, 0, 0xBA, TINY_ELF_CODE, 0, 0, 0, 0xCD, 0x80};
    tiny_elf_t elf;
    memset(&elf, 0, sizeof(elf));
    elf.magic = 0x464C457F;
    elf.elf_class = 1;      // 32 bits
    elf.data_encoding = 1;  // little-endian
    elf.ident_version = 1;
    elf.type = 2;     // executable
    elf.machine = 3;  // i386
    elf.version = 1;
    elf.entry = TINY_ELF_BASE + __builtin_offsetof(tiny_elf_t, code);
    elf.program_headers = __builtin_offsetof(tiny_elf_t, segment_type);
    elf.header_size = elf.program_headers;
    elf.program_header_size = __builtin_offsetof(tiny_elf_t, code) - elf.program_headers;
    elf.program_header_count = 1;
    elf.segment_type = 1;  // to be loaded
    elf.virtual_address = TINY_ELF_BASE;
    elf.file_size = elf.memory_size = sizeof(elf);
    elf.segment_flags = 5;  // read and execute
    elf.alignment = 4096;
    memcpy(elf.code, code, sizeof(code));
    return elf;
}
