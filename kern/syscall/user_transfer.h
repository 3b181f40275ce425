// What system calls about files need of the caller's memory: paths, and the other side of
// transfers.
//
// Layer: syscall. uCore counterpart: copy_path, iobuf in kern/fs/sysfile.c.
#pragma once

#include "kern/fs/file.h"
#include "kern/mm/heap.h"
#include "kern/vm/uaccess.h"

namespace syscall {

// A path that the program gave, on the kernel's heap. Context of all: thread.
class UserPath : NonCopyable {
  public:
    // Errors: Fault, TooBig, NoMemory.
    static Result<UserPath> copy(uptr from);

    UserPath(UserPath&& other) : text_(other.text_), length_(other.length_) {
        other.text_ = nullptr;
    }
    ~UserPath() { mm::kfree(text_); }

    StringView view() const { return {text_, length_}; }

  private:
    UserPath(char* text, usize length) : text_(text), length_(length) {}

    char* text_;
    usize length_;
};

// Memory of the program, as the other side of a transfer.
class UserBuf final : public fs::IoBuf {
  public:
    explicit UserBuf(uptr start) : at_(start) {}
    Result<void> take(const u8* from, u32 size) override;
    Result<void> give(u8* to, u32 size) override;

    // Whether it was the program's memory that ended the transfer, in the way of `error`.
    bool ended_by(Error error) const { return has_failed_ && failure_ == error; }

  private:
    Result<void> noted(Result<void> result, u32 size);

    uptr at_;
    bool has_failed_ = false;
    Error failure_ = Error{};
};

// Reads or writes up to `length` bytes at `address` of the program's memory. Returns how many;
// fewer, but not none, when an error came after some. Errors: Fault, those of the file.
Result<u32> read_file(fs::OpenFile& file, uptr address, u32 length);
Result<u32> write_file(fs::OpenFile& file, uptr address, u32 length);

}  // namespace syscall
