// Pipes: bytes go in at one end and come out at the other, in order.
//
// Layer: fs. uCore counterpart: none that works (sysfile_pipe, sysfile_mkfifo).
// Reading: Ritchie and Thompson, The UNIX Time-Sharing System, CACM 17, 1974.
#pragma once

#include "kern/fs/vfs/inode.h"
#include "kern/mm/heap.h"
#include "kern/sync/wait_queue.h"

namespace fs {

// What waits between the ends of a pipe. It lives as long as one end, or its name in use, does.
// Context of every function: thread.
class Pipe final : public RefCounted {
  public:
    static constexpr u32 kCapacity = 4096;  // bytes

    // A pipe without ends. NoMemory.
    static Result<Ref<Pipe>> create();
    static void last_owner_gone(Pipe* pipe) { mm::destroy(pipe); }

    // The pipe that is known as `name`, which is made unless there is one. NoMemory, TooBig.
    static Result<Ref<Pipe>> named(StringView name);

    ~Pipe();

    // Up to `length` bytes, as soon as there are any; 0 when there are none and no writer will
    // write any more. Killed.
    Result<u32> read(IoBuf& buffer, u32 length);
    // All of `length` bytes, waiting for room; fewer only when an error comes after some.
    // DeviceNotAvailable: nobody will read them. Killed.
    Result<u32> write(IoBuf& buffer, u32 length);

    // An end has come, or gone.
    void add_reader();
    void add_writer();
    void drop_reader();
    void drop_writer();

    ListNode named_link;  // in the list of those with a name

  private:
    u32 readable() const { return written_ - read_; }
    Result<bool> wait_for_bytes();
    Result<void> wait_for_room();
    Result<u32> take_some(IoBuf& buffer, u32 length);
    Result<u32> give_some(IoBuf& buffer, u32 length);
    Result<u32> write_some(IoBuf& buffer, u32 length);
    void done_copying();

    u8 bytes_[kCapacity];
    u32 read_ = 0, written_ = 0;  // how many bytes ever were; they wrap around together
    u32 readers_ = 0, writers_ = 0;
    bool had_reader_ = false, had_writer_ = false;
    bool is_busy_ = false;  // somebody copies: the ends of what is filled must not move
    char name_[FS_MAX_FNAME_LEN + 1] = {};
    sync::WaitQueue changed_;  // everybody who waits for any change
};

enum class PipeSide : u8 { Read, Write };

// One end of `pipe`, as an inode. NoMemory.
Result<Ref<Inode>> make_pipe_end(Ref<Pipe> pipe, PipeSide side);

}  // namespace fs
