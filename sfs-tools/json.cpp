// Writes JSON: brackets, commas, and texts of any bytes.
// Layer: host tools.
#include "sfs-tools/json.h"

#include <cstdio>

namespace sfs_tools {
namespace {

// How many bytes of valid UTF-8 begin the text; 0 for none.
std::size_t utf8_size(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4) {
        return 0;
    }
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0) != 0x80) {
            return 0;
        }
    }
    // Forms that are too long, surrogates, and what lies above the last code point.
    const bool is_bad = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
                        (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F);
    return is_bad ? 0 : size;
}

}  // namespace

Json::~Json() { putchar('\n'); }

void Json::separate() {
    if (!has_key_ && !open_.empty()) {
        printf(is_first_ ? "\n%*s" : ",\n%*s", static_cast<int>(open_.size()) * 2, "");
    }
    is_first_ = false;
    has_key_ = false;
}

void Json::open(char bracket) {
    separate();
    putchar(bracket);
    open_.push_back(bracket);
    is_first_ = true;
}

void Json::close() {
    const char bracket = open_.back();
    open_.pop_back();
    if (!is_first_) {
        printf("\n%*s", static_cast<int>(open_.size()) * 2, "");
    }
    putchar(bracket == '{' ? '}' : ']');
    is_first_ = false;
}

void Json::key(const char* name) {
    separate();
    printf("\"%s\": ", name);
    has_key_ = true;
}

void Json::value(unsigned long long number) {
    separate();
    printf("%llu", number);
}

void Json::value(bool truth) {
    separate();
    fputs(truth ? "true" : "false", stdout);
}

void Json::value(std::string_view text) {
    separate();
    putchar('"');
    while (!text.empty()) {
        const auto byte = static_cast<unsigned char>(text[0]);
        const std::size_t size = utf8_size(text);
        if (byte == '"' || byte == '\\') {
            printf("\\%c", byte);
        } else if (byte < 0x20 || byte == 0x7F || size == 0) {
            printf("\\u%04x", byte);
        } else {
            fwrite(text.data(), 1, size, stdout);
        }
        text.remove_prefix(size == 0 ? 1 : size);
    }
    putchar('"');
}

}  // namespace sfs_tools
