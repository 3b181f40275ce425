// User memory: the only place where the kernel follows a pointer that a program gave it.
//
// Layer: vm. uCore counterpart: copy_from_user, copy_to_user, user_mem_check in kern/mm/vmm.c.
// Nothing is checked beforehand but the range: what is mapped and what may be written is tried, and
// a fault that nothing can resolve ends the copy (arch/probe.h). So there is no time between check
// and use.
#pragma once

#include "kern/mm/address.h"
#include "libs/result.h"
#include "libs/types.h"

namespace vm {

// An address in the memory of the program that runs now, for a T. It can be copied from and to,
// nothing else.
template <typename T>
class UserPtr {
  public:
    constexpr UserPtr() = default;
    explicit constexpr UserPtr(uptr raw) : raw_(raw) {}
    constexpr uptr raw() const { return raw_; }
    constexpr bool is_null() const { return raw_ == 0; }

  private:
    uptr raw_ = 0;
};

// Copies `size` bytes from or to user memory. Fault when any of it is no user memory, or may not be
// read (written); NoMemory or SwapFault when a page can not come in; a part may have been copied
// then. Context: thread; may wait for the disk, and be preempted.
Result<void> copy_from_user(void* to, uptr from, usize size);
Result<void> copy_to_user(uptr to, const void* from, usize size);

// Why the copy that has just faulted can not go on. For the page-fault handler.
void tell_why_copy_fails(Error error);

// The same for one object.
template <typename T>
Result<T> read_user(UserPtr<T> from) {
    T value;
    TRY(copy_from_user(&value, from.raw(), sizeof(T)));
    return value;
}
template <typename T>
Result<void> write_user(UserPtr<T> to, const T& value) {
    return copy_to_user(to.raw(), &value, sizeof(T));
}

// Copies a text with its NUL to `to`, which has room for `size` bytes. Returns its length. Fault as
// above, TooBig when there is no NUL among the first `size` bytes.
Result<usize> copy_text_from_user(char* to, uptr from, usize size);

}  // namespace vm
