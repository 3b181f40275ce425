// Ref<T>: one of several owners of an object, which ends with its last owner.
// Layer: libs. uCore: mm_count_inc, mm_count_dec and their like.
#pragma once

#include "libs/assert.h"
#include "libs/scope.h"
#include "libs/types.h"

// Base of objects with several owners. A new object has none; the first Ref makes it one. Counts
// are not atomic: owners come and go in thread context.
class RefCounted : NonCopyable {
  public:
    void add_owner() { ++owners_; }
    // True when that was the last one.
    [[nodiscard]] bool drop_owner() {
        ASSERT(owners_ > 0);
        return --owners_ == 0;
    }
    u32 owners() const { return owners_; }

  protected:
    constexpr RefCounted() = default;

  private:
    u32 owners_ = 0;
};

// Owner of an object, or of none. T says how an object ends: static void T::last_owner_gone(T*).
template <typename T>
class [[nodiscard]] Ref {
  public:
    constexpr Ref() = default;
    explicit Ref(T* object) : object_(object) {
        if (object_)
            object_->add_owner();
    }
    Ref(const Ref& other) : Ref(other.object_) {}
    constexpr Ref(Ref&& other) : object_(other.object_) { other.object_ = nullptr; }
    Ref& operator=(Ref other) {
        swap(object_, other.object_);
        return *this;
    }
    constexpr ~Ref() {
        if (object_ && object_->drop_owner())
            T::last_owner_gone(object_);
    }

    T* get() const { return object_; }
    T* operator->() const { return object_; }
    T& operator*() const { return *object_; }
    explicit operator bool() const { return object_ != nullptr; }

    // Gives up the object.
    void reset() { *this = Ref(); }

  private:
    T* object_ = nullptr;
};
