// Tests of libs/elf.h: the test program reads its own ELF file with it, and compares with <elf.h>.
#include "libs/elf.h"

#include <elf.h>
#include <fstream>
#include <gtest/gtest.h>

namespace {

#define EXPECT_SAME_PLACE(ours, our_member, theirs, their_member)                 \
    static_assert(offsetof(ours, our_member) == offsetof(theirs, their_member) && \
                  sizeof(ours::our_member) == sizeof(theirs::their_member))

EXPECT_SAME_PLACE(Elf32Header, type, Elf32_Ehdr, e_type);
EXPECT_SAME_PLACE(Elf32Header, machine, Elf32_Ehdr, e_machine);
EXPECT_SAME_PLACE(Elf32Header, entry, Elf32_Ehdr, e_entry);
EXPECT_SAME_PLACE(Elf32Header, program_headers, Elf32_Ehdr, e_phoff);
EXPECT_SAME_PLACE(Elf32Header, section_headers, Elf32_Ehdr, e_shoff);
EXPECT_SAME_PLACE(Elf32Header, program_header_size, Elf32_Ehdr, e_phentsize);
EXPECT_SAME_PLACE(Elf32Header, program_header_count, Elf32_Ehdr, e_phnum);
EXPECT_SAME_PLACE(Elf32Header, section_header_count, Elf32_Ehdr, e_shnum);
EXPECT_SAME_PLACE(Elf32Header, section_names_index, Elf32_Ehdr, e_shstrndx);
EXPECT_SAME_PLACE(Elf32ProgramHeader, type, Elf32_Phdr, p_type);
EXPECT_SAME_PLACE(Elf32ProgramHeader, offset, Elf32_Phdr, p_offset);
EXPECT_SAME_PLACE(Elf32ProgramHeader, virtual_address, Elf32_Phdr, p_vaddr);
EXPECT_SAME_PLACE(Elf32ProgramHeader, physical_address, Elf32_Phdr, p_paddr);
EXPECT_SAME_PLACE(Elf32ProgramHeader, file_size, Elf32_Phdr, p_filesz);
EXPECT_SAME_PLACE(Elf32ProgramHeader, memory_size, Elf32_Phdr, p_memsz);
EXPECT_SAME_PLACE(Elf32ProgramHeader, flags, Elf32_Phdr, p_flags);
EXPECT_SAME_PLACE(Elf32SectionHeader, type, Elf32_Shdr, sh_type);
EXPECT_SAME_PLACE(Elf32SectionHeader, address, Elf32_Shdr, sh_addr);
EXPECT_SAME_PLACE(Elf32SectionHeader, offset, Elf32_Shdr, sh_offset);
EXPECT_SAME_PLACE(Elf32SectionHeader, size, Elf32_Shdr, sh_size);
EXPECT_SAME_PLACE(Elf32SectionHeader, link, Elf32_Shdr, sh_link);
EXPECT_SAME_PLACE(Elf32Symbol, name, Elf32_Sym, st_name);
EXPECT_SAME_PLACE(Elf32Symbol, value, Elf32_Sym, st_value);
EXPECT_SAME_PLACE(Elf32Symbol, info, Elf32_Sym, st_info);
EXPECT_SAME_PLACE(Elf32Symbol, section, Elf32_Sym, st_shndx);
EXPECT_SAME_PLACE(Elf64Header, entry, Elf64_Ehdr, e_entry);
EXPECT_SAME_PLACE(Elf64Header, program_headers, Elf64_Ehdr, e_phoff);
EXPECT_SAME_PLACE(Elf64Header, program_header_count, Elf64_Ehdr, e_phnum);
EXPECT_SAME_PLACE(Elf64ProgramHeader, flags, Elf64_Phdr, p_flags);
EXPECT_SAME_PLACE(Elf64ProgramHeader, virtual_address, Elf64_Phdr, p_vaddr);
EXPECT_SAME_PLACE(Elf64ProgramHeader, file_size, Elf64_Phdr, p_filesz);
EXPECT_SAME_PLACE(Elf64ProgramHeader, memory_size, Elf64_Phdr, p_memsz);

static_assert(kElfClass32 == ELFCLASS32 && kElfClass64 == ELFCLASS64);
static_assert(kElfLittleEndian == ELFDATA2LSB && kElfTypeExecutable == ET_EXEC);
static_assert(kElfMachineI386 == EM_386 && kElfMachineX86_64 == EM_X86_64);
static_assert(kElfMachineRiscv == EM_RISCV && kElfSegmentLoad == PT_LOAD);
static_assert(kElfFlagExecute == PF_X && kElfFlagWrite == PF_W && kElfFlagRead == PF_R);
static_assert(kElfSectionSymbols == SHT_SYMTAB && kElfSectionStrings == SHT_STRTAB);
static_assert(kElfSectionNoBits == SHT_NOBITS && kElfSymbolFunction == STT_FUNC);

TEST(Elf, ReadsThisProgram) {
    std::ifstream file("/proc/self/exe", std::ios::binary);
    Elf64Header header;
    file.read(reinterpret_cast<char*>(&header), sizeof(header));
    EXPECT_EQ(header.magic, kElfMagic);
    EXPECT_EQ(header.elf_class, kElfClass64);
    EXPECT_EQ(header.data_encoding, kElfLittleEndian);
    EXPECT_EQ(header.program_header_size, sizeof(Elf64ProgramHeader));

    bool entry_is_executable = false;
    file.seekg(static_cast<std::streamoff>(header.program_headers));
    for (u16 i = 0; i < header.program_header_count; i++) {
        Elf64ProgramHeader segment;
        file.read(reinterpret_cast<char*>(&segment), sizeof(segment));
        if (segment.type == kElfSegmentLoad && header.entry >= segment.virtual_address &&
            header.entry - segment.virtual_address < segment.memory_size) {
            entry_is_executable = (segment.flags & kElfFlagExecute) != 0;
        }
    }
    EXPECT_TRUE(entry_is_executable);
}

}  // namespace
