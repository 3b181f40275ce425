// Scope helpers: what must not be copied, and what must happen when a scope is left.
// Layer: libs. uCore: the `goto bad_...` labels that these replace.
#pragma once

#include "libs/types.h"

// Base class of everything that is not to be copied. Empty, costs nothing.
class NonCopyable {
  public:
    NonCopyable(const NonCopyable&) = delete;
    NonCopyable& operator=(const NonCopyable&) = delete;

  protected:
    constexpr NonCopyable() = default;
};

// Runs a function when the scope ends, unless dismissed. For work in several steps:
//     ScopeExit undo{[&] { free_pages(page, 1); }};
//     TRY(page_insert(page));  // an early return frees the page
//     undo.dismiss();          // from here on nothing can fail
template <typename Function>
class ScopeExit : NonCopyable {
  public:
    [[nodiscard]] explicit constexpr ScopeExit(Function function) : function_(move(function)) {}

    constexpr ~ScopeExit() {
        if (armed_) {
            function_();
        }
    }

    // The function will not run.
    constexpr void dismiss() { armed_ = false; }

  private:
    Function function_;
    bool armed_ = true;
};
