// A cache of a device's blocks.
// Layer: libs. uCore: none.
#include "libs/sfs/buffer_cache.h"

#include "libs/new.h"
#include "libs/sfs/format.h"
#include "libs/string.h"

namespace sfs {

BufferCache::BufferCache(BlockDevice& device, Memory& memory, u32 capacity)
    : device_(device), memory_(memory), capacity_(max<u32>(capacity, 16)) {}

BufferCache::~BufferCache() {
    while (Entry* entry = dirty_.first()) {
        set_clean(*entry);
    }
    while (Entry* entry = unpinned_.front()) {
        unlink(*entry);
        release_entry(*entry);
    }
    while (Entry* entry = spare_.pop_front()) {
        release_entry(*entry);
    }
    ASSERT(size_ == 0);  // else a block is pinned
}

// --- finding and making entries ------------------------------------------------------------------

BufferCache::Entry* BufferCache::find(u32 block) {
    for (Entry& entry : buckets_[block % kBuckets]) {
        if (entry.block == block) {
            return &entry;
        }
    }
    return nullptr;
}

Buffer* BufferCache::pin(Entry& entry) {
    if (entry.pins++ == 0) {
        unpinned_.remove(entry);
        ++pinned_;
    }
    return &entry;
}

BufferCache::Entry* BufferCache::allocate_entry() {
    void* block = memory_.allocate(sizeof(Entry));
    if (block == nullptr) {
        return nullptr;
    }
    auto* data = static_cast<u8*>(memory_.allocate(kBlockSize));
    if (data == nullptr) {
        memory_.release(block);
        return nullptr;
    }
    auto* entry = construct_at(static_cast<Entry*>(block));
    entry->data = data;
    return entry;
}

void BufferCache::release_entry(Entry& entry) {
    memory_.release(entry.data);
    memory_.release(&entry);
}

Result<void> BufferCache::reserve() {
    reserve_ = kReserve;
    while (available() < reserve_) {
        Entry* entry = allocate_entry();
        if (entry == nullptr) {
            return Error::NoMemory;
        }
        spare_.push_front(*entry);
        ++spare_count_;
    }
    return {};
}

// From memory; else a spare one, or the one that was used longest ago.
Result<BufferCache::Entry*> BufferCache::take_entry() {
    if (Entry* entry = allocate_entry()) {
        return entry;
    }
    if (Entry* entry = spare_.pop_front()) {
        --spare_count_;
        return entry;
    }
    Entry* entry = TRY(evict());
    return entry != nullptr ? Result<Entry*>(entry) : Error::NoMemory;
}

// A new entry, not pinned, with anything in it.
Result<BufferCache::Entry*> BufferCache::add(u32 block) {
    Entry* entry = nullptr;
    if (size_ >= capacity_) {
        Entry* old = TRY(evict());
        entry = old;
    }
    if (entry == nullptr) {
        Entry* fresh = TRY(take_entry());
        entry = fresh;
    }
    entry->block = block;
    buckets_[block % kBuckets].push_front(*entry);
    unpinned_.push_back(*entry);
    ++size_;
    return entry;
}

void BufferCache::unlink(Entry& entry) {
    buckets_[entry.block % kBuckets].remove(entry);
    unpinned_.remove(entry);
    --size_;
}

// Of an entry without a block: says whether its memory was given back, or is of the reserve.
bool BufferCache::keep_or_release(Entry& entry) {
    if (available() < reserve_) {
        spare_.push_front(entry);
        ++spare_count_;
        return false;
    }
    release_entry(entry);
    return true;
}

u32 BufferCache::shrink(u32 wanted) {
    u32 done = 0;
    for (Entry& entry : unpinned_) {
        if (done == wanted) {
            return done;
        }
        if (!entry.is_dirty) {
            unlink(entry);
            done += keep_or_release(entry) ? 1 : 0;
        }
    }
    for (; done < wanted && available() > reserve_ && !spare_.empty(); ++done) {
        release_entry(*spare_.pop_front());
        --spare_count_;
    }
    return done;
}

BufferCache::Entry* BufferCache::first_clean() {
    for (Entry& entry : unpinned_) {
        if (!entry.is_dirty) {
            return &entry;
        }
    }
    return nullptr;
}

// Takes the entry that was used longest ago and can go out of the cache; when all are dirty, they
// are written first. nullptr when all are pinned.
Result<BufferCache::Entry*> BufferCache::evict() {
    Entry* entry = first_clean();
    if (entry == nullptr && !unpinned_.empty()) {
        TRY(sync());
        entry = first_clean();
    }
    if (entry != nullptr) {
        unlink(*entry);
    }
    return entry;
}

// --- reading -------------------------------------------------------------------------------------

// Adds entries for `first` and, where it looks as if they will be wanted soon, those that follow
// and are not here yet. Returns how many, at least one.
Result<u32> BufferCache::collect_run(u32 first, Entry** run) {
    const u32 wanted = first == next_expected_ ? BlockDevice::kMaxRun : 1;
    u32 count = 0;
    while (count < wanted && first + count < block_count() && find(first + count) == nullptr) {
        auto added = add(first + count);
        if (!added.has_value()) {
            if (count == 0) {
                return added.error();
            }
            break;
        }
        run[count] = added.value();
        pin(*run[count]);  // until it is filled
        ++count;
    }
    return count;
}

Result<Buffer*> BufferCache::read_in(u32 block) {
    Entry* run[BlockDevice::kMaxRun];
    u8* data[BlockDevice::kMaxRun];
    const u32 count = TRY(collect_run(block, run));
    for (u32 i = 0; i < count; ++i) {
        data[i] = run[i]->data;
    }
    auto result = device_.read_run(block, count, data);
    u32 good = result.has_value() ? count : 0;
    if (good == 0 && count > 1) {  // one of those that nobody asked for may be the bad one
        result = device_.read(block, data[0]);
        good = result.has_value() ? 1 : 0;
    }
    for (u32 i = 0; i < count; ++i) {
        put(*run[i]);
        if (i >= good) {
            unlink(*run[i]);
            keep_or_release(*run[i]);
        }
    }
    TRY(result);
    next_expected_ = block + good;
    ++statistics_.misses;
    statistics_.read_ahead += good - 1;
    return pin(*run[0]);
}

Result<Buffer*> BufferCache::get(u32 block) {
    if (Entry* entry = find(block)) {
        ++statistics_.hits;
        return pin(*entry);
    }
    if (block >= block_count()) {
        return Error::Invalid;
    }
    return read_in(block);
}

Result<Buffer*> BufferCache::get_zeroed(u32 block) {
    if (block >= block_count()) {
        return Error::Invalid;
    }
    Entry* entry = find(block);
    if (entry == nullptr) {
        Entry* added = TRY(add(block));
        entry = added;
    }
    Buffer* buffer = pin(*entry);
    memset(buffer->data, 0, kBlockSize);
    mark_dirty(*buffer);
    return buffer;
}

void BufferCache::put(Buffer& buffer) {
    ASSERT(buffer.pins > 0);
    if (--buffer.pins == 0) {
        unpinned_.push_back(entry_of(buffer));
        --pinned_;
    }
}

// --- writing -------------------------------------------------------------------------------------

void BufferCache::mark_dirty(Buffer& buffer) {
    Entry& entry = entry_of(buffer);
    if (!entry.is_dirty) {
        entry.is_dirty = true;
        dirty_.insert(entry);
    }
}

void BufferCache::set_clean(Entry& entry) {
    dirty_.remove(entry);
    entry.is_dirty = false;
    entry.rank = 0;
    entry.limit = kNoLimit;
}

void BufferCache::set_rank(Entry& entry, u32 rank) {
    if (entry.is_dirty) {
        dirty_.remove(entry);
    }
    entry.rank = rank;
    if (entry.is_dirty) {
        dirty_.insert(entry);
    }
}

Result<void> BufferCache::order(Buffer& earlier_buffer, Buffer& later_buffer) {
    Entry& earlier = entry_of(earlier_buffer);
    Entry& later = entry_of(later_buffer);
    if (&earlier == &later || !earlier.is_dirty) {
        return {};
    }
    mark_dirty(later);  // who asks is about to change it
    if (later.rank <= earlier.rank) {
        const u32 highest = later.limit == kNoLimit ? earlier.rank + 2 * kRankStep : later.limit;
        const u32 rank = earlier.rank + (highest - earlier.rank) / 2;
        if (highest <= earlier.rank || rank == earlier.rank) {
            return sync();
        }
        set_rank(later, rank);
    }
    earlier.limit = min(earlier.limit, later.rank);
    return {};
}

// Writes `first` and those that lie behind it on the disk and have the same rank. Returns what
// comes next in the order of writing. All stay dirty until they are known to be on the medium.
Result<BufferCache::Entry*> BufferCache::write_run(Entry* first) {
    const u8* data[BlockDevice::kMaxRun];
    u32 count = 0;
    Entry* next = first;
    while (next != nullptr && count < BlockDevice::kMaxRun && next->rank == first->rank &&
           next->block == first->block + count) {
        data[count] = next->data;
        ++count;
        next = dirty_.next(*next);
    }
    TRY(device_.write_run(first->block, count, data));
    statistics_.written += count;
    return next;
}

// Puts all blocks of the lowest rank on the medium.
Result<void> BufferCache::write_lowest_rank() {
    const u32 rank = dirty_.first()->rank;
    for (Entry* entry = dirty_.first(); entry != nullptr && entry->rank == rank;) {
        Entry* next = TRY(write_run(entry));
        entry = next;
    }
    TRY(device_.flush());
    ++statistics_.flushes;
    for (Entry* entry = dirty_.first(); entry != nullptr && entry->rank == rank;) {
        set_clean(*entry);
        entry = dirty_.first();
    }
    return {};
}

Result<void> BufferCache::sync() {
    while (!dirty_.empty()) {
        TRY(write_lowest_rank());
    }
    return {};
}

}  // namespace sfs
