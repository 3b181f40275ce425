// Error numbers and their texts, both generated from error.def.
// Layer: libs. uCore: libs/error.h.
#pragma once

enum class Error : int {
#define ERROR(name, c_name, number, text) name = number,
#include "libs/error.def"
#undef ERROR
};

// Text of an error number, positive or negated as system calls return it; nullptr when there is no
// such error.
constexpr const char* error_text(int number) {
    switch (number < 0 ? -static_cast<long long>(number) : number) {
#define ERROR(name, c_name, value, text) \
    case value:                          \
        return text;
#include "libs/error.def"
#undef ERROR
    default: return nullptr;
    }
}

constexpr const char* error_text(Error error) { return error_text(static_cast<int>(error)); }
