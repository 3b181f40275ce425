// Array<T>: elements in a row, as many as one likes.
// Layer: user (C++); pure code, also compiled by the unit tests. uCore: none.
// Memory comes from plain `new`, which ends a program of ours when there is none left.
#pragma once

#include "libs/assert.h"
#include "libs/scope.h"
#include "libs/span.h"
#include "libs/types.h"

// T can be made without arguments, and moved by assignment. Adding and removing elements moves
// them: no pointer to one stays valid.
template <typename T>
class Array : NonCopyable {
  public:
    Array() = default;
    Array(Array&& other) { swap_with(other); }
    Array& operator=(Array&& other) {
        swap_with(other);
        return *this;
    }
    ~Array() { delete[] data_; }

    usize size() const { return size_; }
    bool empty() const { return size_ == 0; }
    T* begin() { return data_; }
    T* end() { return data_ + size_; }
    const T* begin() const { return data_; }
    const T* end() const { return data_ + size_; }

    T& operator[](usize index) {
        ASSERT(index < size_);
        return data_[index];
    }
    const T& operator[](usize index) const {
        ASSERT(index < size_);
        return data_[index];
    }
    T& back() { return (*this)[size_ - 1]; }

    void push_back(T added) {
        reserve(size_ + 1);
        data_[size_++] = move(added);
    }

    void pop_back() {
        ASSERT(size_ > 0);
        size_--;
        data_[size_] = T();
    }

    void remove(usize index) {
        ASSERT(index < size_);
        for (usize i = index; i + 1 < size_; i++) {
            data_[i] = move(data_[i + 1]);
        }
        pop_back();
    }

    void clear() {
        while (size_ > 0) {
            pop_back();
        }
    }

    // By shell sort: no recursion, no further memory.
    template <typename Less>
    void sort(Less less) {
        for (usize gap = first_gap(); gap > 0; gap /= 3) {
            for (usize i = gap; i < size_; i++) {
                T moved = move(data_[i]);
                usize to = i;
                for (; to >= gap && less(moved, data_[to - gap]); to -= gap) {
                    data_[to] = move(data_[to - gap]);
                }
                data_[to] = move(moved);
            }
        }
    }

  private:
    usize first_gap() const {
        usize gap = 1;
        while (gap < size_ / 3) {
            gap = 3 * gap + 1;
        }
        return gap;
    }

    void reserve(usize capacity) {
        if (capacity <= capacity_) {
            return;
        }
        const usize wanted = max(capacity, 2 * capacity_ + 4);
        T* bigger = new T[wanted];
        for (usize i = 0; i < size_; i++) {
            bigger[i] = move(data_[i]);
        }
        delete[] data_;
        data_ = bigger;
        capacity_ = wanted;
    }

    void swap_with(Array& other) {
        swap(data_, other.data_);
        swap(size_, other.size_);
        swap(capacity_, other.capacity_);
    }

    T* data_ = nullptr;
    usize size_ = 0;
    usize capacity_ = 0;
};
