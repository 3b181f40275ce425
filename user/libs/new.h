// The allocating forms of new that take more than a size; plain new needs no header, placement new
// is in libs/new.h.
// Layer: user (C++). uCore: none. Names are the standard's <new>.
#pragma once

#include "libs/new.h"
#include "user/libs/defs.h"

namespace std {

enum class align_val_t : size_t {};

struct nothrow_t {
    explicit nothrow_t() = default;
};
extern const nothrow_t nothrow;

}  // namespace std

// nullptr when there is no memory.
void* operator new(size_t size, const std::nothrow_t&) noexcept;
void* operator new[](size_t size, const std::nothrow_t&) noexcept;
void* operator new(size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept;
void* operator new[](size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept;
