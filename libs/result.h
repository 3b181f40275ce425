// Result<T>: a value or an Error, and the two ways to use one: TRY and must.
// Layer: libs. uCore: `int ret; if ((ret = f()) != 0) goto bad;`.
//
//     Result<Page*> alloc_page();
//     Result<void> map_new_page(VirtAddr at) {
//         auto page = TRY(alloc_page());   // on an error, return that error
//         ...
//         return {};                       // success
//     }
#pragma once

#include "libs/assert.h"
#include "libs/error.h"
#include "libs/new.h"
#include "libs/types.h"

// Where a Result keeps its T or Error. One that is a few plain bytes is returned in registers,
// which a constructor or destructor of its own would prevent: hence two of them.
template <typename T, bool IsPlain = __is_trivially_copyable(T)>
class ResultStorage {
  protected:
    constexpr ResultStorage(T value) : value_(move(value)), error_{} {}
    constexpr ResultStorage(Error error) : nothing_(), error_(error) {}
    ResultStorage(ResultStorage&&) = default;

    union {
        char nothing_;
        T value_;  // there exactly while error_ is no error
    };
    Error error_;
};

template <typename T>
class ResultStorage<T, false> {
  protected:
    constexpr ResultStorage(T value) : value_(move(value)), error_{} {}
    constexpr ResultStorage(Error error) : nothing_(), error_(error) {}
    constexpr ResultStorage(ResultStorage&& other) : nothing_(), error_(other.error_) {
        if (error_ == Error{})
            construct_at(&value_, move(other.value_));
    }
    constexpr ~ResultStorage() {
        if (error_ == Error{})
            value_.~T();
    }

    union {
        char nothing_;
        T value_;  // alive exactly while error_ is no error
    };
    Error error_;
};

// Holds a T or an Error. Moves, never copies. Made implicitly from either, so `return value;` and
// `return Error::NoMemory;` both do what they say.
template <typename T>
class [[nodiscard]] Result : ResultStorage<T> {
    static_assert(!kIsReference<T>,
                  "return a pointer instead: TRY would copy a reference's target");

  public:
    constexpr Result(T value) : ResultStorage<T>(move(value)) {}
    constexpr Result(Error error) : ResultStorage<T>(error) { ASSERT(error != kNone); }
    Result(Result&&) = default;
    Result& operator=(Result&&) = delete;

    constexpr bool has_value() const { return this->error_ == kNone; }
    // There must be an error.
    constexpr Error error() const {
        ASSERT(!has_value());
        return this->error_;
    }
    // A look at the value, which must be there and stays in place.
    constexpr T& value() {
        ASSERT(has_value());
        return this->value_;
    }
    constexpr const T& value() const {
        ASSERT(has_value());
        return this->value_;
    }
    // Moves the value out, which must be there; what is left behind is a moved-from T.
    constexpr T take() {
        ASSERT(has_value());
        return move(this->value_);
    }

  private:
    static constexpr Error kNone = Error{};  // no error has the number 0
};

// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
  public:
    constexpr Result() = default;
    constexpr Result(Error error) : error_(error) { ASSERT(error != Error{}); }

    constexpr bool has_value() const { return error_ == Error{}; }
    constexpr Error error() const {
        ASSERT(!has_value());
        return error_;
    }
    constexpr void take() const { ASSERT(has_value()); }

  private:
    Error error_{};
};

// The value of a Result; an error returns from the calling function with that error. Only as
// `auto x = TRY(f());`, `TRY(f());` and `return TRY(f());`: in other places GCC 12 can forget to
// destroy half-made objects.
#define TRY(expression)                  \
    __extension__({                      \
        auto try_result_ = (expression); \
        if (!try_result_.has_value()) {  \
            return try_result_.error();  \
        }                                \
        try_result_.take();              \
    })

// The value of a Result that cannot be an error here: `reason` says why. Panics if it is one.
template <typename T>
constexpr T must(Result<T> result, const char* reason,
                 SourceLocation where = SourceLocation::current()) {
    if (!result.has_value()) {
        const char* text = error_text(result.error());
        panic_at(where.file, where.line, where.function, "%s: %s", reason,
                 text != nullptr ? text : "unknown error");
    }
    return result.take();
}
