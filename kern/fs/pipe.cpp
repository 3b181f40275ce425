// Pipes.
//
// Layer: fs. uCore counterpart: none that works.

#include "kern/fs/pipe.h"

#include "libs/string.h"

namespace fs {
namespace {

using NamedPipes = IntrusiveList<Pipe, &Pipe::named_link>;

constexpr sync::Patience kUntilKilled{.ticks = 0, .until_killed = true};
constinit NamedPipes named_pipes;

// An end of a pipe.
class PipeEnd final : public Inode {
  public:
    PipeEnd(Ref<Pipe> pipe, PipeSide side) : pipe_(move(pipe)), side_(side) {
        if (side_ == PipeSide::Read)
            pipe_->add_reader();
        else
            pipe_->add_writer();
    }
    ~PipeEnd() {
        if (side_ == PipeSide::Read)
            pipe_->drop_reader();
        else
            pipe_->drop_writer();
    }

    FileType vop_gettype() const override { return FileType::Fifo; }
    Result<u32> vop_read(IoBuf& buffer, u32, u32 length) override {
        return side_ == PipeSide::Read ? pipe_->read(buffer, length) : Error::Invalid;
    }
    Result<u32> vop_write(IoBuf& buffer, u32, u32 length) override {
        return side_ == PipeSide::Write ? pipe_->write(buffer, length) : Error::Invalid;
    }

  private:
    void vop_reclaim() override { mm::destroy(this); }

    const Ref<Pipe> pipe_;
    const PipeSide side_;
};

}  // namespace

Result<Ref<Pipe>> Pipe::create() {
    Pipe* pipe = TRY(mm::make<Pipe>());
    return Ref(pipe);
}

Result<Ref<Pipe>> Pipe::named(StringView name) {
    if (name.empty() || name.size() > FS_MAX_FNAME_LEN)
        return name.empty() ? Error::NoEntry : Error::TooBig;
    for (Pipe& pipe : named_pipes)
        if (name == pipe.name_)
            return Ref(&pipe);
    Ref<Pipe> pipe = TRY(create());
    memcpy(pipe->name_, name.data(), name.size());
    named_pipes.push_back(*pipe);
    return pipe;
}

Pipe::~Pipe() {
    if (named_link.is_linked())
        named_pipes.remove(*this);
}

void Pipe::add_reader() {
    ++readers_;
    had_reader_ = true;
}

void Pipe::add_writer() {
    ++writers_;
    had_writer_ = true;
}

void Pipe::drop_reader() {
    arch::IrqGuard irq;
    if (--readers_ == 0)
        changed_.wake_all();
}

void Pipe::drop_writer() {
    arch::IrqGuard irq;
    if (--writers_ == 0)
        changed_.wake_all();
}

// Says whether there will be any: then they are the caller's to take.
Result<bool> Pipe::wait_for_bytes() {
    arch::IrqGuard irq;
    // EXERCISE lab8.3a BEGIN Wait until there are bytes (true), or never will be any (false)
    // HINT changed_.wait(kUntilKilled) waits until something has changed, and says nothing of what.
    // HINT Nobody else may be copying, and who goes on from here sets is_busy_.
    // HINT Bytes come from writers. A named pipe may have had none yet: had_writer_.
    while (is_busy_ || readable() == 0) {
        // The first writer of a named pipe may still come.
        if (!is_busy_ && writers_ == 0 && had_writer_)
            return false;
        TRY(changed_.wait(kUntilKilled));
    }
    is_busy_ = true;
    return true;
    // EXERCISE lab8.3a STUB
    //| NOT_IMPLEMENTED("lab8.3a");
    // EXERCISE lab8.3a END
}

// The room is the caller's to fill.
Result<void> Pipe::wait_for_room() {
    arch::IrqGuard irq;
    // EXERCISE lab8.3b BEGIN Wait until there is room; DeviceNotAvailable when nobody will read
    // HINT Also what there is room for is in vain when no reader is left.
    while (is_busy_ || readable() == kCapacity) {
        if (readers_ == 0 && had_reader_)
            return Error::DeviceNotAvailable;
        TRY(changed_.wait(kUntilKilled));
    }
    if (readers_ == 0 && had_reader_)
        return Error::DeviceNotAvailable;
    is_busy_ = true;
    return {};
    // EXERCISE lab8.3b STUB
    //| NOT_IMPLEMENTED("lab8.3b");
    // EXERCISE lab8.3b END
}

// Copies without a lock: is_busy_ keeps the others out, also while a page of the program comes in.
Result<u32> Pipe::take_some([[maybe_unused]] IoBuf& buffer, [[maybe_unused]] u32 length) {
    // EXERCISE lab8.3c BEGIN Move up to `length` bytes out of the ring, as far as they lie together
    // HINT read_ and written_ count all bytes that ever came: % kCapacity says where in bytes_.
    // HINT buffer.take(from, count) may fail: then the bytes are still there for another read.
    const u32 at = read_ % kCapacity;
    const u32 count = min(min(length, readable()), kCapacity - at);
    TRY(buffer.take(bytes_ + at, count));
    read_ += count;
    return count;
    // EXERCISE lab8.3c STUB
    //| NOT_IMPLEMENTED("lab8.3c");
    // EXERCISE lab8.3c END
}

Result<u32> Pipe::give_some([[maybe_unused]] IoBuf& buffer, [[maybe_unused]] u32 length) {
    // EXERCISE lab8.3d BEGIN The same in the other direction
    const u32 at = written_ % kCapacity;
    const u32 count = min(min(length, kCapacity - readable()), kCapacity - at);
    TRY(buffer.give(bytes_ + at, count));
    written_ += count;
    return count;
    // EXERCISE lab8.3d STUB
    //| NOT_IMPLEMENTED("lab8.3d");
    // EXERCISE lab8.3d END
}

// Lets the others in again.
void Pipe::done_copying() {
    arch::IrqGuard irq;
    is_busy_ = false;
    changed_.wake_all();
}

Result<u32> Pipe::read(IoBuf& buffer, u32 length) {
    if (length == 0)
        return 0;
    const bool are_there = TRY(wait_for_bytes());
    if (!are_there)
        return 0;
    ScopeExit done{[this] { done_copying(); }};
    u32 count = TRY(take_some(buffer, length));
    // What lies at the beginning of the ring comes in the same call.
    if (count < length && readable() > 0) {
        const Result<u32> more = take_some(buffer, length - count);
        count += more.has_value() ? more.value() : 0;
    }
    return count;
}

Result<u32> Pipe::write_some(IoBuf& buffer, u32 length) {
    TRY(wait_for_room());
    ScopeExit done{[this] { done_copying(); }};
    return give_some(buffer, length);
}

Result<u32> Pipe::write(IoBuf& buffer, u32 length) {
    u32 done = 0;
    while (done < length) {
        const Result<u32> some = write_some(buffer, length - done);
        if (!some.has_value()) {
            if (done == 0)
                return some.error();
            break;
        }
        done += some.value();
    }
    return done;
}

Result<Ref<Inode>> make_pipe_end(Ref<Pipe> pipe, PipeSide side) {
    PipeEnd* end = TRY(mm::make<PipeEnd>(move(pipe), side));
    return Ref<Inode>(end);
}

}  // namespace fs
