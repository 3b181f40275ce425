// A file system that can be mounted.
//
// Layer: fs. uCore counterpart: struct fs in kern/fs/vfs/vfs.h.
#pragma once

#include "kern/fs/vfs/inode.h"

namespace fs {

// What statfs tells, in blocks.
struct Capacity {
    u32 block_size;
    u32 blocks;
    u32 free_blocks;
    char label[32];
};

// Context: thread.
class FileSystem {
  public:
    virtual Result<Ref<Inode>> root() = 0;
    // Returns when all that was changed is on the medium.
    virtual Result<void> sync() = 0;
    virtual Result<Capacity> capacity() = 0;
    // Gives up to `wanted` pages that only save work back; returns how many. 0 while the file
    // system is at work. Must not allocate.
    virtual u32 drop_cache(u32 wanted) = 0;
    // About how many pages that could be.
    virtual u32 cached_pages() const = 0;
    // Whether anybody but the mount table has an inode of it.
    virtual bool is_in_use() const = 0;
    // Ends it, after the last inode was given back and a sync.
    virtual void unmount() = 0;

  protected:
    ~FileSystem() = default;
};

}  // namespace fs
