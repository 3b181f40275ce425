// Views of memory that somebody else owns: Span<T> of an array, StringView of text.
// Layer: libs. Every access is checked; a view never outlives what it points at.
#pragma once

#include "libs/assert.h"
#include "libs/types.h"

template <typename T>
class Span {
  public:
    constexpr Span() = default;
    constexpr Span(T* data, usize size) : data_(data), size_(size) {}
    template <usize N>
    constexpr Span(T (&array)[N]) : data_(array), size_(N) {}

    // A Span<T> is a Span<const T> too.
    constexpr operator Span<const T>() const { return {data_, size_}; }

    constexpr T* data() const { return data_; }
    // In elements.
    constexpr usize size() const { return size_; }
    constexpr bool empty() const { return size_ == 0; }
    constexpr T* begin() const { return data_; }
    constexpr T* end() const { return data_ + size_; }

    constexpr T& operator[](usize index) const {
        ASSERT(index < size_);
        return data_[index];
    }

    // `count` elements from `offset`; both must lie inside.
    constexpr Span subspan(usize offset, usize count) const {
        ASSERT(offset <= size_ && count <= size_ - offset);
        return {data_ + offset, count};
    }

    // Everything from `offset` to the end.
    constexpr Span subspan(usize offset) const {
        ASSERT(offset <= size_);
        return {data_ + offset, size_ - offset};
    }

  private:
    T* data_ = nullptr;
    usize size_ = 0;
};

// Text with a known length: not necessarily followed by a NUL.
class StringView {
  public:
    static constexpr usize kNotFound = NumericLimits<usize>::max();

    constexpr StringView() = default;
    constexpr StringView(const char* data, usize size) : data_(data), size_(size) {}
    // Up to the NUL. nullptr is the empty view.
    constexpr StringView(const char* text) : data_(text), size_(length_of(text)) {}

    constexpr const char* data() const { return data_; }
    constexpr usize size() const { return size_; }
    constexpr bool empty() const { return size_ == 0; }
    constexpr const char* begin() const { return data_; }
    constexpr const char* end() const { return data_ + size_; }

    constexpr char operator[](usize index) const {
        ASSERT(index < size_);
        return data_[index];
    }

    constexpr bool operator==(StringView other) const {
        return size_ == other.size_ && starts_with(other);
    }

    constexpr bool starts_with(StringView prefix) const {
        if (prefix.size_ > size_) {
            return false;
        }
        for (usize i = 0; i < prefix.size_; i++) {
            if (data_[i] != prefix.data_[i]) {
                return false;
            }
        }
        return true;
    }

    // Index of the first `wanted` at `from` or later; kNotFound when there is none.
    constexpr usize find(char wanted, usize from = 0) const {
        for (usize i = from; i < size_; i++) {
            if (data_[i] == wanted) {
                return i;
            }
        }
        return kNotFound;
    }

    // At most `count` characters from `offset`, which must lie inside or at the end.
    constexpr StringView substr(usize offset, usize count = kNotFound) const {
        ASSERT(offset <= size_);
        return {data_ + offset, min(count, size_ - offset)};
    }

  private:
    static constexpr usize length_of(const char* text) {
        usize length = 0;
        while (text != nullptr && text[length] != '\0') {
            length++;
        }
        return length;
    }

    const char* data_ = nullptr;
    usize size_ = 0;
};
