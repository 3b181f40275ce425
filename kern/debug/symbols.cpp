// Reader of the kernel's symbol table. Layer: debug. Form of the table: tools/build/symtab.py.

#include "kern/debug/symbols.h"

namespace debug {
namespace {

constexpr u32 kMagic = 0x54534355;  // "UCST"
constexpr u32 kVersion = 1;
constexpr u32 kHeaderSize = 40;
constexpr u32 kFunctionSize = 16;
constexpr u32 kFileSize = 4;
constexpr u32 kMaxFunctions = 1u << 20;  // keeps products of counts within 32 bits
constexpr char kUnknown[] = "?";

// Takes LEB128 numbers [DWARF5 7.6] out of a piece of the table.
class LineStream {
  public:
    LineStream(const u8* begin, const u8* end) : next_(begin), end_(end) {}

    bool empty() const { return next_ == end_; }

    u32 take_unsigned() {
        u32 bits = 0;
        return take(bits);
    }

    i32 take_signed() {
        u32 bits = 0;
        const u32 value = take(bits);
        const bool negative = bits < 32 && (value >> (bits - 1) & 1) != 0;
        return static_cast<i32>(negative ? value | (~0u << bits) : value);
    }

  private:
    // Collects the value; `bits` is how many bits were given. A cut-off number ends early.
    u32 take(u32& bits) {
        u32 value = 0;
        u8 byte = 0x80;
        while ((byte & 0x80) != 0 && next_ != end_) {
            byte = *next_++;
            if (bits < 32)
                value |= static_cast<u32>(byte & 0x7F) << bits;
            bits += 7;
        }
        if (bits == 0)
            bits = 7;
        return value;
    }

    const u8* next_;
    const u8* end_;
};

usize length(const char* text) {
    usize n = 0;
    while (text[n] != '\0')
        n++;
    return n;
}

// Whether `text` ends in `name`, and what stands before it is nothing or a namespace.
enum class Match { None, Unqualified, Exact };

Match match(const char* text, StringView name) {
    const usize size = length(text);
    if (name.size() == 0 || size < name.size())
        return Match::None;
    const usize before = size - name.size();
    for (usize i = 0; i < name.size(); i++) {
        if (text[before + i] != name.data()[i])
            return Match::None;
    }
    if (before == 0)
        return Match::Exact;
    return text[before - 1] == ':' ? Match::Unqualified : Match::None;
}

SymbolTable kernel_table() {
    const auto size = static_cast<usize>(kernel_symbols_end - kernel_symbols_start);
    return SymbolTable(Span<const u8>(kernel_symbols_start, size));
}

}  // namespace

SymbolTable::SymbolTable(Span<const u8> bytes)
    : bytes_(bytes.data()),
      functions_(0),
      files_(0),
      lines_at_(0),
      names_at_(0),
      size_(0),
      base_(0),
      code_size_(0) {
    if (bytes.size() <= kHeaderSize || word(0) != kMagic || word(4) != kVersion)
        return;
    const u32 functions = word(12);
    files_ = word(16);
    lines_at_ = word(20);
    names_at_ = word(24);
    size_ = word(8);
    base_ = static_cast<usize>(word(28) | static_cast<u64>(word(32)) << 32);
    code_size_ = word(36);
    if (functions > kMaxFunctions || files_ > kMaxFunctions || size_ > bytes.size())
        return;
    if (lines_at_ != kHeaderSize + functions * kFunctionSize + files_ * kFileSize)
        return;
    // The last byte is zero, so every text that begins inside also ends inside.
    if (lines_at_ > names_at_ || names_at_ >= size_ || bytes_[size_ - 1] != 0)
        return;
    functions_ = functions;
}

// The four bytes at `at`, which the caller knows to be inside.
u32 SymbolTable::word(usize at) const {
    const u8* p = bytes_ + at;
    return p[0] | p[1] << 8 | p[2] << 16 | static_cast<u32>(p[3]) << 24;
}

SymbolTable::Function SymbolTable::function(u32 index) const {
    const usize at = kHeaderSize + usize{index} * kFunctionSize;
    const u32 last = word(at + 12);
    return {word(at), word(at + 4), word(at + 8), static_cast<u16>(last & 0xFFFF),
            static_cast<u16>(last >> 16)};
}

u32 SymbolTable::lines_end(u32 index) const {
    return index + 1 < functions_ ? function(index + 1).lines : names_at_ - lines_at_;
}

// The line of the code `offset` bytes into function `index`.
u32 SymbolTable::line_at(u32 index, u32 offset) const {
    const Function entry = function(index);
    const u32 end = lines_end(index);
    if (entry.lines > end || end > names_at_ - lines_at_)
        return 0;
    LineStream stream(bytes_ + lines_at_ + entry.lines, bytes_ + lines_at_ + end);
    u32 line = entry.first_line;
    u32 row = 0;
    while (!stream.empty()) {
        const u32 step = stream.take_unsigned();
        if (step > offset - row)
            break;
        row += step;
        line += static_cast<u32>(stream.take_signed());
    }
    return line;
}

const char* SymbolTable::text(u32 name) const {
    if (name >= size_ - names_at_)
        return kUnknown;
    return static_cast<const char*>(static_cast<const void*>(bytes_ + names_at_ + name));
}

const char* SymbolTable::file_name(u16 file) const {
    if (file >= files_)
        return kUnknown;
    return text(word(kHeaderSize + usize{functions_} * kFunctionSize + usize{file} * kFileSize));
}

bool SymbolTable::find_symbol(usize address, SourceLocation& location) const {
    if (functions_ == 0 || address < base_ || address - base_ >= code_size_)
        return false;
    const auto offset = static_cast<u32>(address - base_);
    // Invariant: function `low` begins at or before the address, function `high` after it.
    u32 low = 0;
    u32 high = functions_;
    while (high - low > 1) {
        const u32 middle = low + (high - low) / 2;
        if (function(middle).offset <= offset)
            low = middle;
        else
            high = middle;
    }
    const Function found = function(low);
    if (found.offset > offset)
        return false;
    location.function = text(found.name);
    location.offset = offset - found.offset;
    location.file = file_name(found.file);
    location.line = line_at(low, location.offset);
    return true;
}

bool SymbolTable::find_function(StringView name, usize& address) const {
    bool found = false;
    for (u32 i = 0; i < functions_; i++) {
        const Function entry = function(i);
        const Match how = match(text(entry.name), name);
        if (how == Match::None || (found && how != Match::Exact))
            continue;
        address = base_ + entry.offset;
        found = true;
        if (how == Match::Exact)
            return true;
    }
    return found;
}

bool find_symbol(usize address, SourceLocation& location) {
    return kernel_table().find_symbol(address, location);
}

bool find_function(StringView name, usize& address) {
    return kernel_table().find_function(name, address);
}

}  // namespace debug
