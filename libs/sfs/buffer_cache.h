// A cache of a device's blocks: read ahead, written late, in an order that a cut of power may
// interrupt anywhere.
// Layer: libs. uCore: none (sfs_rwblock goes to the disk each time).
// Reading: Bach, The Design of the UNIX Operating System, chapter 3; Ganger and Patt, Metadata
// Update Performance in File Systems, OSDI 1994.
//
// Order: each dirty block has a rank, and no block is written before all that have a lower rank are
// on the medium (a flush lies between two ranks). order(earlier, later) sees to it that the later
// one's rank is the higher. Where that can not be, since a block was made to wait for `later`
// before, everything is written first, which leaves nothing to be ordered.
#pragma once

#include "libs/list.h"
#include "libs/sfs/block_device.h"
#include "libs/sfs/memory.h"
#include "libs/tree.h"

namespace sfs {

// Locking: as BlockCache says. Blocks live in `memory`, which the cache gives back in its
// destructor; what is dirty then is lost, so sync() comes before.
class BufferCache final : public BlockCache, NonCopyable {
  public:
    // At most `capacity` blocks, but for those that are pinned; at least 16.
    BufferCache(BlockDevice& device, Memory& memory, u32 capacity);
    ~BufferCache();

    u32 block_count() const override { return device_.block_count(); }
    Result<void> reserve() override;
    Result<Buffer*> get(u32 block) override;
    Result<Buffer*> get_zeroed(u32 block) override;
    void put(Buffer& buffer) override;
    void mark_dirty(Buffer& buffer) override;
    Result<void> order(Buffer& earlier, Buffer& later) override;
    Result<void> sync() override;

    // Gives up to `wanted` blocks that are neither pinned nor dirty back to the memory, but for the
    // reserve. Returns how many there were.
    u32 shrink(u32 wanted);

    // In blocks: what is in memory, and how much of that is not on the medium yet.
    u32 size() const { return size_; }
    u32 dirty() const { return static_cast<u32>(dirty_.size()); }

    struct Statistics {
        u32 hits, misses, read_ahead, written, flushes;
    };
    const Statistics& statistics() const { return statistics_; }

  private:
    static constexpr u32 kNoLimit = ~0U;

    struct Entry : Buffer {
        ListNode in_bucket;
        ListNode in_use_order;  // while it is not pinned; or among those that are spare
        TreeNode in_write_order;
        bool is_dirty = false;
        u32 rank = 0;
        u32 limit = kNoLimit;  // the rank must stay below that of the first that waits for this

        u64 write_key() const { return u64{rank} << 32 | block; }
    };
    using Bucket = IntrusiveList<Entry, &Entry::in_bucket>;

    static constexpr u32 kBuckets = 256;
    static constexpr u32 kRankStep = 16;
    static Entry& entry_of(Buffer& buffer) { return static_cast<Entry&>(buffer); }

    Entry* find(u32 block);
    Buffer* pin(Entry& entry);
    Result<Entry*> add(u32 block);
    Entry* allocate_entry();
    void release_entry(Entry& entry);
    Result<Entry*> take_entry();
    void unlink(Entry& entry);
    bool keep_or_release(Entry& entry);
    Entry* first_clean();
    Result<Entry*> evict();
    u32 available() const { return size_ - pinned_ + spare_count_; }
    Result<Buffer*> read_in(u32 block);
    Result<u32> collect_run(u32 first, Entry** run);
    void set_rank(Entry& entry, u32 rank);
    void set_clean(Entry& entry);
    Result<Entry*> write_run(Entry* first);
    Result<void> write_lowest_rank();

    BlockDevice& device_;
    Memory& memory_;
    const u32 capacity_;
    u32 size_ = 0;
    u32 pinned_ = 0;         // of them
    u32 next_expected_ = 0;  // the block behind the last one that was read
    Bucket buckets_[kBuckets];
    IntrusiveList<Entry, &Entry::in_use_order> unpinned_;  // least recently used first
    // Entries without a block: what unpinned ones lack to the reserve.
    IntrusiveList<Entry, &Entry::in_use_order> spare_;
    u32 spare_count_ = 0;
    u32 reserve_ = 0;  // how many blocks it is to be enough for
    IntrusiveTree<Entry, &Entry::in_write_order, &Entry::write_key> dirty_;
    Statistics statistics_{};
};

}  // namespace sfs
