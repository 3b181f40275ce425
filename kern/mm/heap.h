// The kernel heap: blocks of memory of any size, and objects in them.
//
// Layer: mm. uCore counterpart: kern/mm/kmalloc.h.
// Reading: Bonwick, The Slab Allocator: An Object-Caching Kernel Memory Allocator, USENIX 1994.
#pragma once

#include "libs/result.h"
#include "libs/scope.h"
#include "libs/types.h"

namespace mm {

// Every block starts at a multiple of this.
inline constexpr usize kHeapAlignment = 16;

// A block of at least `size` bytes, which the caller owns; its contents are undefined. nullptr
// when there is not so much memory. A size of 0 gives a block, too.
// Context: any; may reclaim frames (and so sleep) when interrupts are on.
void* kmalloc(usize size);

// Gives back a block that kmalloc gave; nullptr is allowed. Panics when `block` is no block in
// use. Context: any.
void kfree(void* block);

// What is in use. A check compares it before and after.
struct HeapUsage {
    usize blocks;  // Blocks in use.
    usize bytes;   // Bytes in them, as they were rounded up.
    usize frames;  // Frames that the heap holds.

    bool operator==(const HeapUsage&) const = default;
};

// Context: any.
HeapUsage heap_usage();

// Constructs a T on the heap; the caller owns it and ends it with destroy().
template <typename T, typename... Arguments>
Result<T*> make(Arguments&&... arguments) {
    static_assert(alignof(T) <= kHeapAlignment);
    void* block = kmalloc(sizeof(T));
    if (block == nullptr) {
        return Error::NoMemory;
    }
    return construct_at(static_cast<T*>(block), forward<Arguments>(arguments)...);
}

// Ends an object that make() gave; nullptr is allowed.
template <typename T>
void destroy(T* object) {
    if (object != nullptr) {
        object->~T();
        kfree(object);
    }
}

// Owner of one object on the heap, or of none. Moves, never copies.
template <typename T>
class [[nodiscard]] Owned {
  public:
    constexpr Owned() = default;
    // Becomes the owner of what make() or release() gave.
    explicit constexpr Owned(T* object) : object_(object) {}
    constexpr Owned(Owned&& other) : object_(other.release()) {}
    Owned& operator=(Owned&& other) {
        if (this != &other) {
            reset(other.release());
        }
        return *this;
    }
    constexpr ~Owned() { destroy(object_); }

    // An object of its own, constructed from `arguments`; Error::NoMemory when that fails.
    template <typename... Arguments>
    static Result<Owned> create(Arguments&&... arguments) {
        auto object = TRY(make<T>(forward<Arguments>(arguments)...));
        return Owned(object);
    }

    constexpr T* get() const { return object_; }
    constexpr T* operator->() const { return object_; }
    constexpr T& operator*() const { return *object_; }
    constexpr explicit operator bool() const { return object_ != nullptr; }

    // Ends the object it has, and owns `object` (or nothing) instead.
    void reset(T* object = nullptr) {
        T* old = object_;
        object_ = object;
        destroy(old);
    }
    // Leaves the object to the caller.
    [[nodiscard]] constexpr T* release() {
        T* object = object_;
        object_ = nullptr;
        return object;
    }

  private:
    T* object_ = nullptr;
};

}  // namespace mm
