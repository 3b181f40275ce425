// Formatted text. Layer: libs. uCore: libs/printfmt.c.
#include "libs/format.h"

#include "libs/div.h"
#include "libs/error.h"
#include "libs/scope.h"
#include "libs/string.h"

namespace {

// What stands between the % and the conversion.
struct Spec {
    bool left = false;
    bool zero_fill = false;
    int width = 0;
    int precision = -1;     // -1: none given
    int size_in_longs = 0;  // counts the l's; 1 for z, which is as wide as l on our machines
};

using Sink = void (*)(char c, void* context);

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// One run over a format string.
class Formatter : NonCopyable {
  public:
    Formatter(Sink sink, void* context, va_list args) : sink_(sink), context_(context) {
        va_copy(args_, args);
    }
    ~Formatter() { va_end(args_); }

    usize run(const char* format) {
        while (*format != '\0') {
            if (*format == '%') {
                format = convert(format + 1);
            } else {
                put(*format++);
            }
        }
        return count_;
    }

  private:
    // `at` stands behind a %; returns what stands behind the conversion.
    const char* convert(const char* at) {
        const char* start = at;
        Spec spec;
        at = parse(at, spec);
        switch (*at) {
        case 'd':
        case 'i': put_signed(spec); break;
        case 'u': put_number(spec, next_unsigned(spec), 10, ""); break;
        case 'x': put_number(spec, next_unsigned(spec), 16, ""); break;
        case 'o': put_number(spec, next_unsigned(spec), 8, ""); break;
        case 'p': put_pointer(spec); break;
        case 'c': put_character(spec); break;
        case 's': put_text(spec, va_arg(args_, const char*)); break;
        case 'e': put_error(spec, va_arg(args_, int)); break;
        case '%': put('%'); break;
        default:  // not ours: show it as it stands
            put('%');
            return start;
        }
        return at + 1;
    }

    const char* parse(const char* at, Spec& spec) {
        for (; *at == '-' || *at == '0'; at++) {
            (*at == '-' ? spec.left : spec.zero_fill) = true;
        }
        at = parse_count(at, spec.width);
        if (spec.width < 0) {  // only from `*`
            spec.left = true;
            spec.width = -spec.width;
        }
        if (*at == '.') {
            at = parse_count(at + 1, spec.precision = 0);
        }
        for (; *at == 'l' || *at == 'z'; at++) {
            spec.size_in_longs++;
        }
        return at;
    }

    const char* parse_count(const char* at, int& count) {
        if (*at == '*') {
            count = va_arg(args_, int);
            return at + 1;
        }
        for (; is_digit(*at); at++) {
            count = count * 10 + (*at - '0');
        }
        return at;
    }

    u64 next_unsigned(const Spec& spec) {
        switch (spec.size_in_longs) {
        case 0: return va_arg(args_, unsigned);
        case 1: return va_arg(args_, unsigned long);
        default: return va_arg(args_, unsigned long long);
        }
    }

    i64 next_signed(const Spec& spec) {
        switch (spec.size_in_longs) {
        case 0: return va_arg(args_, int);
        case 1: return va_arg(args_, long);
        default: return va_arg(args_, long long);
        }
    }

    void put_signed(const Spec& spec) {
        const i64 value = next_signed(spec);
        // Negating as unsigned is right for the smallest number too.
        const u64 magnitude = value < 0 ? 0 - static_cast<u64>(value) : static_cast<u64>(value);
        put_number(spec, magnitude, 10, value < 0 ? "-" : "");
    }

    void put_pointer(const Spec& spec) {
        put('0');
        put('x');
        put_number(spec, reinterpret_cast<usize>(va_arg(args_, void*)), 16, "");
    }

    // Fill, sign, zeros, digits, fill.
    void put_number(const Spec& spec, u64 value, u32 base, const char* sign) {
        char digits[22];  // 2^64 has 22 octal digits
        int length = 0;
        for (; value != 0; length++) {
            u32 digit;
            value = div_u64(value, base, &digit);
            digits[length] = "0123456789abcdef"[digit];
        }
        const int sign_length = *sign != '\0' ? 1 : 0;
        int zeros = max(0, (spec.precision < 0 ? 1 : spec.precision) - length);
        if (spec.zero_fill && !spec.left && spec.precision < 0) {
            zeros = max(zeros, spec.width - sign_length - length);
        }
        const int fill = spec.width - sign_length - zeros - length;
        repeat(' ', spec.left ? 0 : fill);
        if (sign_length != 0) {
            put(*sign);
        }
        repeat('0', zeros);
        while (length > 0) {
            put(digits[--length]);
        }
        repeat(' ', spec.left ? fill : 0);
    }

    void put_character(const Spec& spec) {
        const char c = static_cast<char>(va_arg(args_, int));
        put_padded(spec, &c, 1);
    }

    void put_text(const Spec& spec, const char* text) {
        if (text == nullptr) {
            text = "(null)";
        }
        // Text with a precision need not end in a NUL.
        put_padded(spec, text,
                   spec.precision < 0 ? strlen(text)
                                      : strnlen(text, static_cast<usize>(spec.precision)));
    }

    void put_error(const Spec& spec, int number) {
        const char* text = error_text(number);
        if (text != nullptr) {
            put_text(spec, text);
            return;
        }
        for (const char* c = "error "; *c != '\0'; c++) {
            put(*c);
        }
        put_number(Spec{}, number < 0 ? 0U - static_cast<u32>(number) : static_cast<u32>(number),
                   10, "");
    }

    void put_padded(const Spec& spec, const char* text, usize length) {
        const int fill = spec.width - static_cast<int>(length);
        repeat(' ', spec.left ? 0 : fill);
        for (usize i = 0; i < length; i++) {
            put(text[i]);
        }
        repeat(' ', spec.left ? fill : 0);
    }

    void repeat(char c, int times) {
        for (; times > 0; times--) {
            put(c);
        }
    }

    void put(char c) {
        sink_(c, context_);
        count_++;
    }

    Sink sink_;
    void* context_;
    va_list args_;
    usize count_ = 0;
};

// Where snprintf writes.
struct Buffer {
    char* at;
    char* last;  // kept for the NUL
};

}  // namespace

usize vformat(void (*put)(char c, void* context), void* context, const char* format, va_list args) {
    Formatter formatter(put, context, args);
    return formatter.run(format);
}

int vsnprintf(char* buffer, usize size, const char* format, va_list args) {
    Buffer target{buffer, size == 0 ? buffer : buffer + size - 1};
    auto put = [](char c, void* context) {
        auto* out = static_cast<Buffer*>(context);
        if (out->at < out->last) {
            *out->at++ = c;
        }
    };
    const usize length = vformat(put, &target, format, args);
    if (size != 0) {
        *target.at = '\0';
    }
    return static_cast<int>(length);
}

int snprintf(char* buffer, usize size, const char* format, ...) {
    va_list args;
    va_start(args, format);
    const int length = vsnprintf(buffer, size, format, args);
    va_end(args);
    return length;
}
