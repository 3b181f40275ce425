// Names, files and lines of kernel code, from a table that the build puts into the kernel.
//
// Layer: debug. tools/build/symtab.py makes the table from the linked kernel and describes its
// form; a second link puts it between kernel_symbols_start and kernel_symbols_end. The first link
// has an empty table, in which nothing is found. A damaged table never leads outside its bytes.
// uCore: kern/debug/kdebug.c, which searches the debugger's STABS.

#pragma once

#include "libs/span.h"
#include "libs/types.h"

namespace debug {

// A place in the kernel's source. The texts live as long as the kernel; "?" stands for "not known".
struct SourceLocation {
    const char* function;  // as in the source, without parameters: "mm::alloc_pages"
    u32 offset;            // bytes from the beginning of the function
    const char* file;      // path from the root of the tree: "kern/mm/pmm.cpp"
    u32 line;              // a line of that very function, also for inlined code; 0: not known
};

// Reader of one table. Borrows the bytes; they need no alignment.
class SymbolTable {
  public:
    explicit SymbolTable(Span<const u8> bytes);

    // The place of `address`. False when it lies outside the code or there is no table.
    // For a return address ask for the byte before it: the call may be the end of its function.
    // Context: any.
    bool find_symbol(usize address, SourceLocation& location) const;

    // The first byte of the function `name`. A name without its namespace finds the first such
    // function. False when there is none. Context: any.
    bool find_function(StringView name, usize& address) const;

  private:
    struct Function {
        u32 offset;
        u32 name;
        u32 lines;
        u16 file;
        u16 first_line;
    };

    u32 word(usize at) const;
    Function function(u32 index) const;
    u32 lines_end(u32 index) const;
    u32 line_at(u32 index, u32 offset) const;
    const char* text(u32 name) const;
    const char* file_name(u16 file) const;

    const u8* bytes_;
    u32 functions_;  // 0 for a table that is empty or makes no sense
    u32 files_;
    u32 lines_at_;
    u32 names_at_;
    u32 size_;
    usize base_;
    u32 code_size_;
};

// The same for the kernel's own table.
bool find_symbol(usize address, SourceLocation& location);
bool find_function(StringView name, usize& address);

}  // namespace debug

// Bounds of the table, from the link map; both the same in the first link.
extern "C" const u8 kernel_symbols_start[];
extern "C" const u8 kernel_symbols_end[];
