// Text: characters in a row, as many as one likes, with a NUL behind the last.
// Layer: user (C++); pure code, also compiled by the unit tests. uCore: none.
// Memory comes from plain `new`, which ends a program of ours when there is none left.
#pragma once

#include "libs/scope.h"
#include "libs/span.h"

class Text : NonCopyable {
  public:
    Text() = default;
    explicit Text(StringView text) { append(text); }
    Text(Text&& other) { swap_with(other); }
    Text& operator=(Text&& other) {
        swap_with(other);
        return *this;
    }
    ~Text() { delete[] data_; }

    usize size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const char* c_str() const { return data_ == nullptr ? "" : data_; }
    StringView view() const { return {data_, size_}; }
    char operator[](usize index) const { return view()[index]; }

    // What is put in must not lie in the text itself.
    void append(char c) { insert(size_, StringView(&c, 1)); }
    void append(StringView text) { insert(size_, text); }
    void insert(usize position, StringView text);
    void assign(StringView text);

    // In decimal.
    void append_number(u32 number);

    void erase(usize position, usize count);
    void truncate(usize size) { erase(size, size_ - size); }
    void clear() { truncate(0); }

  private:
    void reserve(usize size);
    void swap_with(Text& other);

    char* data_ = nullptr;
    usize size_ = 0;
    usize capacity_ = 0;  // of data_, in bytes
};

// As strcmp does, by the bytes' values.
int compare(StringView a, StringView b);
