// Basic types and the handful of helpers that every file needs.
// Layer: libs (kernel, user programs, host tools). uCore: libs/defs.h.
// Names are those of the C++ standard library wherever the meaning is the same.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Spelled out rather than taken from <stdint.h>, so that %u, %llu and %zu fit them everywhere.
using u8 = unsigned char;
using u16 = unsigned short;
using u32 = unsigned int;
using u64 = unsigned long long;
using i8 = signed char;
using i16 = short;
using i32 = int;
using i64 = long long;
using usize = size_t;
using uptr = usize;  // an address as a number: see the assertion below

static_assert(sizeof(u16) == 2 && sizeof(u32) == 4 && sizeof(u64) == 8);
static_assert(sizeof(usize) == sizeof(void*));

template <typename T>
struct RemoveReference {
    using Type = T;
};
template <typename T>
struct RemoveReference<T&> {
    using Type = T;
};
template <typename T>
struct RemoveReference<T&&> {
    using Type = T;
};

template <typename T>
inline constexpr bool kIsReference = false;
template <typename T>
inline constexpr bool kIsReference<T&> = true;
template <typename T>
inline constexpr bool kIsReference<T&&> = true;

// Casts to an rvalue: "this value may be taken away".
template <typename T>
constexpr typename RemoveReference<T>::Type&& move(T&& value) {
    return static_cast<typename RemoveReference<T>::Type&&>(value);
}

// Passes an argument on with the value category it came with.
template <typename T>
constexpr T&& forward(typename RemoveReference<T>::Type& value) {
    return static_cast<T&&>(value);
}

template <typename T>
constexpr void swap(T& a, T& b) {
    T old_a = static_cast<T&&>(a);
    a = static_cast<T&&>(b);
    b = static_cast<T&&>(old_a);
}

template <typename T>
constexpr const T& min(const T& a, const T& b) {
    return b < a ? b : a;
}

template <typename T>
constexpr const T& max(const T& a, const T& b) {
    return a < b ? b : a;
}

// Smallest and largest value of an integer type.
template <typename T>
struct NumericLimits {
    static constexpr bool kIsSigned = static_cast<T>(-1) < static_cast<T>(0);
    static constexpr unsigned kValueBits = sizeof(T) * 8 - (kIsSigned ? 1 : 0);
    static constexpr T max() { return static_cast<T>(~u64{0} >> (64 - kValueBits)); }
    static constexpr T min() { return kIsSigned ? static_cast<T>(-max() - 1) : T{0}; }
};

template <typename T>
constexpr bool is_power_of_two(T value) {
    return value != 0 && (value & (value - 1)) == 0;
}

// The three below want `alignment` to be a power of two. align_up wraps to 0 past the type's end.
template <typename T>
constexpr T align_down(T value, usize alignment) {
    return static_cast<T>(value & ~static_cast<T>(alignment - 1));
}

template <typename T>
constexpr T align_up(T value, usize alignment) {
    return align_down(static_cast<T>(value + static_cast<T>(alignment - 1)), alignment);
}

template <typename T>
constexpr bool is_aligned(T value, usize alignment) {
    return (value & static_cast<T>(alignment - 1)) == 0;
}
