// A mounted SFS: its superblock and free map.
// Layer: libs. uCore: sfs_fs.c (sfs_do_mount, sfs_block_alloc, sfs_block_free, sfs_sync).
//
// Locking: one lock for each Volume, held by the caller around every call; it must be one that may
// be held asleep, since each call may read the device. Order on disk: a block is marked used before
// anything points to it, and marked free after nothing does; so a cut of power can lose free blocks
// but never gives a block two owners. A block that was freed is not used again before a sync: until
// then the disk may still have the pointer to it, and with it a claim to what it held. The free map
// is the truth: unused_blocks may be stale after a cut, so mount counts instead of believing it.
#pragma once

#include "libs/sfs/block_device.h"
#include "libs/sfs/format.h"

namespace sfs {

class Volume : NonCopyable {
  public:
    explicit Volume(BlockCache& cache) : cache_(cache) {}

    // Once, before all else. Errors: Invalid for no SFS or a damaged superblock or free map,
    // NoMemory, the device's.
    Result<void> mount();
    // All that was changed is on the medium, or an error.
    Result<void> sync();

    u32 blocks() const { return blocks_; }
    u32 unused_blocks() const { return unused_blocks_; }
    // May a pointer or a directory entry name this block: outside superblock and free map?
    bool is_data_block(u32 block) const {
        return block < blocks_ && block >= first_data_block(blocks_);
    }

    // The lowest free block that was not freed since the last sync, zeroed and dirty, marked used
    // before `referrer` (the pinned block that will point to it) is written. Where there is no such
    // block, it syncs first. Errors: NoMemory when the disk is full (as uCore has it), the
    // device's; nothing has changed then.
    Result<BlockRef> allocate_block(BlockRef& referrer);
    // Marks the block free after `referrer`, which pointed to it, is written. Errors: Invalid for a
    // block that is no data block or free already, the device's.
    Result<void> free_block(u32 block, BlockRef& referrer);

    // Where a name was seen last: in the slot that stands there, of the directory, or somewhere
    // else. `hash` is that of directory and name.
    u32& slot_hint(u32 hash) { return slot_hints_[hash % kSlotHints]; }

  private:
    static constexpr u32 kSlotHints = 512;

    Result<void> check_super_block();
    Result<void> count_free_blocks();
    Result<u32> find_free_block();
    Result<u32> find_free_in(u32 from, u32 end);
    Result<void> set_unused_blocks(u32 count);

    BlockCache& cache_;
    u32 blocks_ = 0;
    u32 unused_blocks_ = 0;
    u32 search_from_ = 0;   // no block below is free, but for freed ones
    u32 search_above_ = 0;  // and none from freed_end_ up to here
    u32 freed_from_ = 0;    // what was freed since the last sync is from here
    u32 freed_end_ = 0;     // up to here; 0: nothing was
    u32 slot_hints_[kSlotHints] = {};
};

}  // namespace sfs
