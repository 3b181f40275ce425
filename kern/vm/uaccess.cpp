// User memory: the only place where the kernel follows a pointer that a program gave it.
//
// Layer: vm. uCore counterpart: copy_from_user, copy_to_user in kern/mm/vmm.c.

#include "kern/vm/uaccess.h"

#include "arch/user.h"
#include "kern/sync/preemption.h"

namespace vm {
namespace {

// Whether [start, start + size) lies wholly in the user half.
bool is_user_range(uptr start, usize size) {
    return start >= arch::kUserBase && start < arch::kUserTop && size <= arch::kUserTop - start;
}

// What is copied between two preemption points: less than a tick's worth.
constexpr usize kPiece = 64 << 10;

// Why the last copy was cut short by a page fault. Nobody else runs between the fault and the
// copy's look at this.
constinit Error reason = Error::Fault;

Error take_reason() {
    const Error taken = reason;
    reason = Error::Fault;
    return taken;
}

Result<void> copy(void* to, const void* from, usize size) {
    auto* target = static_cast<u8*>(to);
    auto* source = static_cast<const u8*>(from);
    while (size > kPiece) {
        if (arch::copy_that_may_fault(target, source, kPiece) != 0)
            return take_reason();
        target += kPiece;
        source += kPiece;
        size -= kPiece;
        sync::preemption_point();
    }
    if (arch::copy_that_may_fault(target, source, size) != 0)
        return take_reason();
    return {};
}

}  // namespace

void tell_why_copy_fails(Error error) { reason = error; }

Result<void> copy_from_user(void* to, uptr from, usize size) {
    if (!is_user_range(from, size))
        return Error::Fault;
    return copy(to, reinterpret_cast<const void*>(from), size);
}

Result<void> copy_to_user(uptr to, const void* from, usize size) {
    if (!is_user_range(to, size))
        return Error::Fault;
    return copy(reinterpret_cast<void*>(to), from, size);
}

Result<usize> copy_text_from_user(char* to, uptr from, usize size) {
    for (usize length = 0; length < size;) {
        // Up to the end of the page at a time: the text may end just before memory that does not
        // exist.
        const usize in_page = mm::kPageSize - (from + length) % mm::kPageSize;
        const usize piece = min(in_page, size - length);
        TRY(copy_from_user(to + length, from + length, piece));
        for (usize end = length + piece; length < end; ++length)
            if (to[length] == 0)
                return length;
    }
    return Error::TooBig;
}

}  // namespace vm
