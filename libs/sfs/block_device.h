// What the SFS core stands on: a device of 4 KiB blocks, and a cache of its blocks.
// Layer: libs. uCore: device.h, sfs_rwblock. The kernel, the tools and the tests supply both.
#pragma once

#include "libs/result.h"
#include "libs/scope.h"
#include "libs/types.h"

namespace sfs {

class BlockDevice {
  public:
    virtual u32 block_count() const = 0;
    // A whole block of kBlockSize bytes. Errors: Invalid past the end, DeviceNotAvailable for I/O.
    virtual Result<void> read(u32 block, u8* data) = 0;
    virtual Result<void> write(u32 block, const u8* data) = 0;
    // The same for `count` blocks in a row, at most kMaxRun, each to or from a place of its own:
    // for devices that do that faster than one by one.
    static constexpr u32 kMaxRun = 16;
    virtual Result<void> read_run(u32 first, u32 count, u8* const* data);
    virtual Result<void> write_run(u32 first, u32 count, const u8* const* data);
    // Returns when all that was written is on the medium.
    virtual Result<void> flush() = 0;

  protected:
    ~BlockDevice() = default;
};

inline Result<void> BlockDevice::read_run(u32 first, u32 count, u8* const* data) {
    for (u32 i = 0; i < count; ++i) {
        TRY(read(first + i, data[i]));
    }
    return {};
}

inline Result<void> BlockDevice::write_run(u32 first, u32 count, const u8* const* data) {
    for (u32 i = 0; i < count; ++i) {
        TRY(write(first + i, data[i]));
    }
    return {};
}

// A block in memory. The cache owns it; it stays where it is while pins > 0.
struct Buffer {
    u32 block;
    u32 pins;
    u8* data;
};

// Not safe for several threads: the core calls it under the file system's lock, which it holds
// across the call; get and sync may sleep.
class BlockCache {
  public:
    virtual u32 block_count() const = 0;
    // So many blocks can be pinned at a time whatever memory there is, beside those that were when
    // it was asked for: so what a change of the disk needs, from its first step to its last, or to
    // its undoing. NoMemory: there is not so much now.
    static constexpr u32 kReserve = 12;
    virtual Result<void> reserve() { return {}; }
    // Pins the block, read from the device if need be. Errors: Invalid, NoMemory, the device's.
    virtual Result<Buffer*> get(u32 block) = 0;
    // Pins the block as zeros and dirty, without reading it.
    virtual Result<Buffer*> get_zeroed(u32 block) = 0;
    virtual void put(Buffer& buffer) = 0;
    // The contents changed and are to be written some time.
    virtual void mark_dirty(Buffer& buffer) = 0;
    // From now on `later` must not be written before `earlier`, as it is now, is on the medium.
    // When this would close a circle of such orders, the cache first writes what breaks it.
    virtual Result<void> order(Buffer& earlier, Buffer& later) = 0;
    // Writes all that is dirty, in the order asked for, and flushes the device: fsync.
    virtual Result<void> sync() = 0;

  protected:
    ~BlockCache() = default;
};

// A pinned block, unpinned at the end of the scope.
class BlockRef : NonCopyable {
  public:
    BlockRef(BlockCache& cache, Buffer& buffer) : cache_(&cache), buffer_(&buffer) {}
    BlockRef(BlockRef&& other) : cache_(other.cache_), buffer_(other.buffer_) {
        other.buffer_ = nullptr;
    }
    ~BlockRef() {
        if (buffer_ != nullptr) {
            cache_->put(*buffer_);
        }
    }

    static Result<BlockRef> get(BlockCache& cache, u32 block) {
        Buffer* buffer = TRY(cache.get(block));
        return BlockRef(cache, *buffer);
    }
    static Result<BlockRef> get_zeroed(BlockCache& cache, u32 block) {
        Buffer* buffer = TRY(cache.get_zeroed(block));
        return BlockRef(cache, *buffer);
    }

    u8* data() const { return buffer_->data; }
    Buffer& buffer() const { return *buffer_; }
    // The block as one of the structures of format.h, at its beginning.
    template <typename T>
    T* as() const {
        return reinterpret_cast<T*>(buffer_->data);
    }
    void mark_dirty() const { cache_->mark_dirty(*buffer_); }

  private:
    BlockCache* cache_;
    Buffer* buffer_;
};

}  // namespace sfs
