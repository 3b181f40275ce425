// Memory and C string functions. Layer: libs. uCore: libs/string.c.
#include "libs/string.h"

#if !defined(__clang__)
// Or GCC sees that the loop in memset is a memset, and makes memset call itself.
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

namespace {

// A machine word at any address, over bytes of any type. Cheap where the machine can do it (i386
// can), correct elsewhere.
struct [[gnu::packed, gnu::may_alias]] Word {
    usize value;
};

constexpr usize kAllOnes = ~usize{0} / 0xFF;  // 0x01010101...

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The value of a digit in bases up to 36; 36 for any other character.
constexpr int digit_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'Z') {
        return c - 'A' + 10;
    }
    return 36;
}

// Is there a "0x" with a hexadecimal digit behind it?
constexpr bool has_hex_prefix(const char* text) {
    return text[0] == '0' && (text[1] == 'x' || text[1] == 'X') && digit_value(text[2]) < 16;
}

}  // namespace

extern "C" {

void* memcpy(void* to, const void* from, usize size) {
    auto* target = static_cast<u8*>(to);
    auto* source = static_cast<const u8*>(from);
    for (; size >= sizeof(Word); size -= sizeof(Word)) {
        *reinterpret_cast<Word*>(target) = *reinterpret_cast<const Word*>(source);
        target += sizeof(Word);
        source += sizeof(Word);
    }
    while (size-- > 0) {
        *target++ = *source++;
    }
    return to;
}

void* memmove(void* to, const void* from, usize size) {
    // Copying upwards is right unless the target begins inside the source. (One unsigned
    // comparison: a target below the source gives a huge difference.)
    if (reinterpret_cast<usize>(to) - reinterpret_cast<usize>(from) >= size) {
        return memcpy(to, from, size);
    }
    auto* target = static_cast<u8*>(to) + size;
    auto* source = static_cast<const u8*>(from) + size;
    for (; size >= sizeof(Word); size -= sizeof(Word)) {
        target -= sizeof(Word);
        source -= sizeof(Word);
        *reinterpret_cast<Word*>(target) = *reinterpret_cast<const Word*>(source);
    }
    while (size-- > 0) {
        *--target = *--source;
    }
    return to;
}

void* memset(void* to, int byte, usize size) {
    auto* target = static_cast<u8*>(to);
    const Word pattern = {static_cast<u8>(byte) * kAllOnes};
    for (; size >= sizeof(Word); size -= sizeof(Word)) {
        *reinterpret_cast<Word*>(target) = pattern;
        target += sizeof(Word);
    }
    while (size-- > 0) {
        *target++ = static_cast<u8>(byte);
    }
    return to;
}

int memcmp(const void* a, const void* b, usize size) {
    auto* left = static_cast<const u8*>(a);
    auto* right = static_cast<const u8*>(b);
    for (usize i = 0; i < size; i++) {
        if (left[i] != right[i]) {
            return left[i] - right[i];
        }
    }
    return 0;
}

usize strlen(const char* text) {
    usize length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return length;
}

usize strnlen(const char* text, usize limit) {
    usize length = 0;
    while (length < limit && text[length] != '\0') {
        length++;
    }
    return length;
}

char* strcpy(char* to, const char* from) {
    memcpy(to, from, strlen(from) + 1);
    return to;
}

char* strncpy(char* to, const char* from, usize size) {
    const usize length = strnlen(from, size);
    memcpy(to, from, length);
    memset(to + length, 0, size - length);
    return to;
}

int strcmp(const char* a, const char* b) { return strncmp(a, b, NumericLimits<usize>::max()); }

int strncmp(const char* a, const char* b, usize limit) {
    for (usize i = 0; i < limit; i++) {
        if (a[i] != b[i] || a[i] == '\0') {
            return static_cast<u8>(a[i]) - static_cast<u8>(b[i]);
        }
    }
    return 0;
}

char* strchr(const char* text, int wanted) {
    char* found = strfind(text, wanted);
    return *found == static_cast<char>(wanted) ? found : nullptr;
}

char* strfind(const char* text, int wanted) {
    while (*text != '\0' && *text != static_cast<char>(wanted)) {
        text++;
    }
    return const_cast<char*>(text);
}

long strtol(const char* text, char** end, int base) {
    const char* at = text;
    while (is_space(*at)) {
        at++;
    }
    const bool negative = *at == '-';
    if (*at == '-' || *at == '+') {
        at++;
    }
    if ((base == 0 || base == 16) && has_hex_prefix(at)) {
        at += 2;
        base = 16;
    } else if (base == 0) {
        base = *at == '0' ? 8 : 10;
    }

    // The value is gathered as a negative number: there is one more of those.
    const char* first_digit = at;
    long value = 0;
    bool overflow = false;
    for (; digit_value(*at) < base; at++) {
        overflow = overflow || __builtin_mul_overflow(value, base, &value) ||
                   __builtin_sub_overflow(value, digit_value(*at), &value);
    }
    if (end != nullptr) {
        *end = const_cast<char*>(at == first_digit ? text : at);
    }
    if (overflow || (!negative && value == NumericLimits<long>::min())) {
        return negative ? NumericLimits<long>::min() : NumericLimits<long>::max();
    }
    return negative ? value : -value;
}

}  // extern "C"
