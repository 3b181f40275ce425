// Unit tests of the kernel's symbol table reader: lookups, and tables that are damaged anywhere.
//
// tests/e2e/test_symtab.py checks the same reader against tables of real links.

#include "kern/debug/symbols.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

// The kernel's own table, empty as in the first link.
asm(".section .rodata\n"
    ".globl kernel_symbols_start, kernel_symbols_end\n"
    "kernel_symbols_start:\n"
    "kernel_symbols_end:\n"
    ".previous\n");

namespace {

using Bytes = std::vector<u8>;

constexpr u32 kBase = 0xC0100000;

void put(Bytes& out, u32 value, int bytes) {
    for (int i = 0; i < bytes; i++)
        out.push_back(static_cast<u8>(value >> 8 * i));
}

// Three functions: one with lines forth and back, one without lines, one with a far line.
//   mm::alloc_pages  +0x000  kern/mm/pmm.cpp  line 10; +4: 12; +0x104: 9
//   trap_entry       +0x200  no file
//   debug::panic     +0x210  kern/debug/panic.cpp  line 300; +2: 100
Bytes small_table() {
    const char names[] = "mm::alloc_pages\0trap_entry\0debug::panic\0kern/mm/pmm.cpp\0"
                         "kern/debug/panic.cpp";
    const Bytes lines = {0, 0, 4, 2, 0x80, 2, 0x7D, /* panic: */ 0, 0, 2, 0xB8, 0x7E};
    const u32 lines_at = 40 + 3 * 16 + 2 * 4;
    const u32 names_at = lines_at + static_cast<u32>(lines.size());
    Bytes out;
    const u32 size = names_at + sizeof(names);
    for (u32 word : {0x54534355u, 1u, size, 3u, 2u, lines_at, names_at, kBase, 0u, 0x300u})
        put(out, word, 4);
    const u32 entries[3][5] = {{0, 0, 0, 0, 10}, {0x200, 16, 7, 0xFFFF, 0}, {0x210, 27, 7, 1, 300}};
    for (const auto& entry : entries) {
        for (int i = 0; i < 3; i++)
            put(out, entry[i], 4);
        put(out, entry[3], 2);
        put(out, entry[4], 2);
    }
    put(out, 40, 4);
    put(out, 56, 4);
    out.insert(out.end(), lines.begin(), lines.end());
    out.insert(out.end(), names, names + sizeof(names));
    return out;
}

debug::SymbolTable reader(const Bytes& bytes) {
    return debug::SymbolTable(Span<const u8>(bytes.data(), bytes.size()));
}

std::string lookup(const Bytes& bytes, usize address) {
    debug::SourceLocation place{};
    if (!reader(bytes).find_symbol(address, place))
        return "none";
    return std::string(place.file) + ":" + std::to_string(place.line) + ": " + place.function +
           "+" + std::to_string(place.offset);
}

TEST(Symbols, FindsFunctionFileAndLine) {
    const Bytes table = small_table();
    EXPECT_EQ(lookup(table, kBase), "kern/mm/pmm.cpp:10: mm::alloc_pages+0");
    EXPECT_EQ(lookup(table, kBase + 3), "kern/mm/pmm.cpp:10: mm::alloc_pages+3");
    EXPECT_EQ(lookup(table, kBase + 4), "kern/mm/pmm.cpp:12: mm::alloc_pages+4");
    EXPECT_EQ(lookup(table, kBase + 0x103), "kern/mm/pmm.cpp:12: mm::alloc_pages+259");
    EXPECT_EQ(lookup(table, kBase + 0x104), "kern/mm/pmm.cpp:9: mm::alloc_pages+260");
    EXPECT_EQ(lookup(table, kBase + 0x211), "kern/debug/panic.cpp:300: debug::panic+1");
    EXPECT_EQ(lookup(table, kBase + 0x2FF), "kern/debug/panic.cpp:100: debug::panic+239");
}

TEST(Symbols, CodeWithoutLinesStillHasAName) {
    EXPECT_EQ(lookup(small_table(), kBase + 0x201), "?:0: trap_entry+1");
}

TEST(Symbols, FindsNothingOutsideTheCode) {
    EXPECT_EQ(lookup(small_table(), kBase - 1), "none");
    EXPECT_EQ(lookup(small_table(), kBase + 0x300), "none");
    EXPECT_EQ(lookup(small_table(), 0), "none");
}

TEST(Symbols, FindsFunctionsByName) {
    const Bytes table = small_table();
    usize address = 0;
    EXPECT_TRUE(reader(table).find_function("debug::panic", address));
    EXPECT_EQ(address, usize{kBase} + 0x210);
    EXPECT_TRUE(reader(table).find_function("alloc_pages", address));
    EXPECT_EQ(address, usize{kBase});
    EXPECT_FALSE(reader(table).find_function("pages", address));
    EXPECT_FALSE(reader(table).find_function("", address));
    EXPECT_FALSE(reader(table).find_function("a_much_longer_name_than_any_in_the_table", address));
}

TEST(Symbols, EmptyTableFindsNothing) {
    debug::SourceLocation place{};
    usize address = 0;
    EXPECT_FALSE(debug::find_symbol(kBase, place));
    EXPECT_FALSE(debug::find_function("debug::panic", address));
    EXPECT_EQ(lookup(Bytes(40, 0), kBase), "none");
}

// Every byte in turn takes bad values, and the table is cut at every length. The copy has exactly
// the table's size, so that a sanitizer sees each step outside.
TEST(Symbols, DamagedTableIsNeverLeft) {
    const Bytes good = small_table();
    for (usize at = 0; at < good.size(); at++) {
        for (u8 value : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
            Bytes bad = good;
            bad[at] = value;
            for (u32 offset : {0u, 5u, 0x105u, 0x200u, 0x212u, 0x2FFu})
                lookup(bad, kBase + offset);
            usize address = 0;
            reader(bad).find_function("debug::panic", address);
        }
        const Bytes cut(good.begin(), good.begin() + static_cast<long>(at));
        EXPECT_EQ(lookup(cut, kBase), "none");
    }
}

}  // namespace
