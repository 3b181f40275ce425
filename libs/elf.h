// The ELF file format: what the loaders and the tools read of it.
// Layer: libs. uCore: libs/elf.h. Manual: System V ABI, chapters 4 and 5.
#pragma once

#include "libs/types.h"

constexpr u32 kElfMagic = 0x464C457F;  // "\x7FELF", read as a little-endian word

// Elf*Header::elf_class and ::type, as far as we meet them.
constexpr u8 kElfClass32 = 1;
constexpr u8 kElfClass64 = 2;
constexpr u8 kElfLittleEndian = 1;
constexpr u16 kElfTypeExecutable = 2;
constexpr u16 kElfMachineI386 = 3;
constexpr u16 kElfMachineX86_64 = 62;
constexpr u16 kElfMachineRiscv = 243;

// Elf*ProgramHeader::type and ::flags.
constexpr u32 kElfSegmentLoad = 1;
constexpr u32 kElfFlagExecute = 1;
constexpr u32 kElfFlagWrite = 2;
constexpr u32 kElfFlagRead = 4;

// Elf*SectionHeader::type.
constexpr u32 kElfSectionSymbols = 2;
constexpr u32 kElfSectionStrings = 3;
constexpr u32 kElfSectionNoBits = 8;

// Low four bits of Elf*Symbol::info.
constexpr u8 kElfSymbolFunction = 2;

struct Elf32Header {
    u32 magic;
    u8 elf_class;
    u8 data_encoding;
    u8 ident_version;
    u8 padding[9];
    u16 type;
    u16 machine;
    u32 version;
    u32 entry;            // virtual address
    u32 program_headers;  // file offset
    u32 section_headers;  // file offset
    u32 flags;
    u16 header_size;
    u16 program_header_size;
    u16 program_header_count;
    u16 section_header_size;
    u16 section_header_count;
    u16 section_names_index;
};
static_assert(sizeof(Elf32Header) == 52);

struct Elf32ProgramHeader {
    u32 type;
    u32 offset;  // in the file
    u32 virtual_address;
    u32 physical_address;
    u32 file_size;
    u32 memory_size;  // what exceeds file_size is zero
    u32 flags;
    u32 alignment;
};
static_assert(sizeof(Elf32ProgramHeader) == 32);

struct Elf32SectionHeader {
    u32 name;  // offset in the section of names
    u32 type;
    u32 flags;
    u32 address;
    u32 offset;
    u32 size;
    u32 link;
    u32 info;
    u32 alignment;
    u32 entry_size;
};
static_assert(sizeof(Elf32SectionHeader) == 40);

struct Elf32Symbol {
    u32 name;  // offset in the string table
    u32 value;
    u32 size;
    u8 info;
    u8 other;
    u16 section;
};
static_assert(sizeof(Elf32Symbol) == 16);

struct Elf64Header {
    u32 magic;
    u8 elf_class;
    u8 data_encoding;
    u8 ident_version;
    u8 padding[9];
    u16 type;
    u16 machine;
    u32 version;
    u64 entry;
    u64 program_headers;
    u64 section_headers;
    u32 flags;
    u16 header_size;
    u16 program_header_size;
    u16 program_header_count;
    u16 section_header_size;
    u16 section_header_count;
    u16 section_names_index;
};
static_assert(sizeof(Elf64Header) == 64);

struct Elf64ProgramHeader {
    u32 type;
    u32 flags;
    u64 offset;
    u64 virtual_address;
    u64 physical_address;
    u64 file_size;
    u64 memory_size;
    u64 alignment;
};
static_assert(sizeof(Elf64ProgramHeader) == 56);
