// Text: characters in a row. Layer: user. uCore: none.
#include "user/libs/text.h"

#include "libs/string.h"

void Text::insert(usize position, StringView text) {
    ASSERT(position <= size_);
    if (text.empty()) {
        return;
    }
    reserve(size_ + text.size());
    memmove(data_ + position + text.size(), data_ + position, size_ - position);
    memcpy(data_ + position, text.data(), text.size());
    size_ += text.size();
    data_[size_] = '\0';
}

void Text::assign(StringView text) {
    clear();
    append(text);
}

void Text::append_number(u32 number) {
    char digits[10];
    usize first = sizeof(digits);
    do {
        digits[--first] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number > 0);
    append(StringView(digits + first, sizeof(digits) - first));
}

void Text::erase(usize position, usize count) {
    ASSERT(position <= size_ && count <= size_ - position);
    if (count == 0) {
        return;
    }
    memmove(data_ + position, data_ + position + count, size_ - position - count);
    size_ -= count;
    data_[size_] = '\0';
}

void Text::reserve(usize size) {
    if (size < capacity_) {
        return;
    }
    const usize wanted = max(size + 1, 2 * capacity_ + 16);
    char* bigger = new char[wanted];
    if (size_ > 0) {
        memcpy(bigger, data_, size_);
    }
    delete[] data_;
    data_ = bigger;
    capacity_ = wanted;
}

void Text::swap_with(Text& other) {
    swap(data_, other.data_);
    swap(size_, other.size_);
    swap(capacity_, other.capacity_);
}

int compare(StringView a, StringView b) {
    for (usize i = 0; i < min(a.size(), b.size()); i++) {
        if (a[i] != b[i]) {
            return static_cast<u8>(a[i]) < static_cast<u8>(b[i]) ? -1 : 1;
        }
    }
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}
