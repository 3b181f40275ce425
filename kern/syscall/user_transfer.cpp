// Paths and transfers from and to the caller's memory.
//
// Layer: syscall. uCore counterpart: kern/fs/sysfile.c, kern/fs/iobuf.c.

#include "kern/syscall/user_transfer.h"

namespace syscall {
namespace {

// What is brought in at a time: so much surely stays until it is copied.
constexpr u32 kPiece = 16 * mm::kPageSize;

bool is_user_range(uptr address, u32 length) {
    return address >= arch::kUserBase && address <= arch::kUserTop &&
           length <= arch::kUserTop - address;
}

// Touches the pages there, so that those which come from files come in.
Result<void> bring_in(uptr address, u32 length) {
    const uptr end = address + length;
    for (uptr at = address; at < end; at = align_down(at, mm::kPageSize) + mm::kPageSize) {
        u8 byte;
        TRY(vm::copy_from_user(&byte, at, sizeof(byte)));
    }
    return {};
}

// Calls `step(buffer, length)` until it has moved everything, or there is no more. A page of the
// program that comes from a file can not come in under the lock of the file system: then it is
// brought in from here, and the step goes on.
template <typename Step>
Result<u32> transfer(uptr address, u32 length, Step step) {
    if (length == 0)
        return 0;
    if (!is_user_range(address, length))
        return Error::Fault;
    for (u32 done = 0;;) {
        UserBuf buffer(address + done);
        const Result<u32> moved = step(buffer, length - done);
        if (moved.has_value())
            done += moved.value();
        else if (done == 0 && !buffer.ended_by(Error::Busy))
            return moved.error();
        if (done == length || !buffer.ended_by(Error::Busy))
            return done;
        const Result<void> there = bring_in(address + done, min(length - done, kPiece));
        if (!there.has_value() && done == 0)
            return there.error();
        if (!there.has_value())
            return done;
    }
}

}  // namespace

Result<UserPath> UserPath::copy(uptr from) {
    UserPath path(static_cast<char*>(mm::kmalloc(FS_MAX_FPATH_LEN + 1)), 0);
    if (!path.text_)
        return Error::NoMemory;
    const usize length = TRY(vm::copy_text_from_user(path.text_, from, FS_MAX_FPATH_LEN + 1));
    path.length_ = length;
    return move(path);
}

Result<void> UserBuf::noted(Result<void> result, u32 size) {
    if (result.has_value()) {
        at_ += size;
    } else {
        has_failed_ = true;
        failure_ = result.error();
    }
    return result;
}

Result<void> UserBuf::take(const u8* from, u32 size) {
    return noted(vm::copy_to_user(at_, from, size), size);
}

Result<void> UserBuf::give(u8* to, u32 size) {
    return noted(vm::copy_from_user(to, at_, size), size);
}

Result<u32> read_file(fs::OpenFile& file, uptr address, u32 length) {
    return transfer(address, length,
                    [&](UserBuf& buffer, u32 left) { return file.read(buffer, left); });
}

Result<u32> write_file(fs::OpenFile& file, uptr address, u32 length) {
    return transfer(address, length,
                    [&](UserBuf& buffer, u32 left) { return file.write(buffer, left); });
}

}  // namespace syscall
