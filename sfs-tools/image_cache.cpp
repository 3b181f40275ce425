// The cache of an image's blocks: found by number, evicted by a clock, written in order.
// Layer: host tools. uCore: tools/mksfs.c (cache_block).
//
// Order: each entry has a level, and the dirty ones are written level by level with a flush after
// each. "a before b" is an edge from a to b; it raises b's level above a's, and what comes after b
// with it. A circle shows when that raises a itself.
#include "sfs-tools/image.h"

#include <algorithm>
#include <cstring>

namespace sfs_tools {

ImageCache::ImageCache(RunDevice& device, Order order, u32 limit)
    : device_(device),
      ordered_(order == Order::Kept),
      limit_(limit),
      index_(device.block_count() / kGroup + 1) {}

ImageCache::Entry*& ImageCache::slot(u32 block) {
    auto& group = index_[block / kGroup];
    if (group == nullptr) {
        group = std::make_unique<Entry*[]>(kGroup);
    }
    return group[block % kGroup];
}

// --- finding and evicting ---

ImageCache::Entry& ImageCache::grow() {
    if (entries_.size() % kSlab == 0) {
        slabs_.push_back(std::make_unique_for_overwrite<u8[]>(kSlab * kStride));
    }
    u8* data = slabs_.back().get() + entries_.size() % kSlab * kStride;
    Entry& entry = entries_.emplace_back();
    entry.data = data;
    return entry;
}

// The clock's hand comes by each entry at most twice.
ImageCache::Entry* ImageCache::evict() {
    for (usize step = 0; step < 2 * entries_.size(); ++step) {
        Entry& entry = entries_[hand_++ % entries_.size()];
        if (!entry.held || entry.dirty || entry.pins != 0 || entry.is_ordered()) {
            continue;
        }
        if (!entry.referenced) {
            slot(entry.block) = nullptr;
            entry.held = false;
            --held_;
            return &entry;
        }
        entry.referenced = false;
    }
    return nullptr;
}

// An entry for a block that is not here, pinned; its contents are the caller's to fill in.
Result<ImageCache::Entry*> ImageCache::find_room(u32 block) {
    Entry* entry = nullptr;
    if (!free_.empty()) {
        entry = free_.back();
        free_.pop_back();
    } else if (held_ >= limit_) {
        if (dirty_.size() > held_ / 2) {
            TRY(write_out());
        }
        entry = evict();
        if (entry == nullptr && !dirty_.empty()) {
            TRY(write_out());
            entry = evict();
        }
    }
    if (entry == nullptr) {
        entry = &grow();
    }
    entry->block = block;
    entry->pins = 1;
    entry->held = entry->referenced = true;
    slot(block) = entry;
    ++held_;
    return entry;
}

Result<sfs::Buffer*> ImageCache::get(u32 block) {
    if (block >= block_count()) {
        return Error::Invalid;
    }
    Entry* entry = slot(block);
    if (entry != nullptr) {
        ++entry->pins;
        entry->referenced = true;
        return entry;
    }
    Entry* fresh = TRY(find_room(block));
    const auto read = device_.read(block, fresh->data);
    if (!read.has_value()) {
        slot(block) = nullptr;
        fresh->held = false;
        fresh->pins = 0;
        --held_;
        free_.push_back(fresh);
        return read.error();
    }
    return fresh;
}

Result<sfs::Buffer*> ImageCache::get_zeroed(u32 block) {
    if (block >= block_count()) {
        return Error::Invalid;
    }
    Entry* entry = slot(block);
    if (entry == nullptr) {
        Entry* fresh = TRY(find_room(block));
        entry = fresh;
    } else {
        ++entry->pins;
    }
    memset(entry->data, 0, sfs::kBlockSize);
    mark_dirty(*entry);
    return entry;
}

void ImageCache::put(sfs::Buffer& buffer) {
    ASSERT(buffer.pins > 0);
    --buffer.pins;
}

bool ImageCache::all_unpinned() const {
    return std::none_of(entries_.begin(), entries_.end(),
                        [](const Entry& entry) { return entry.pins != 0; });
}

// --- writing in order ---

void ImageCache::mark_dirty(sfs::Buffer& buffer) {
    auto& entry = static_cast<Entry&>(buffer);
    if (!entry.dirty) {
        entry.dirty = true;
        dirty_.push_back(&entry);
    }
}

// Gives `later` the level, and higher ones to what comes after it. When that is `earlier`, false,
// and all levels are as they were.
bool ImageCache::raise(Entry& later, u32 level, const Entry& earlier) {
    if (later.level >= level) {
        return true;
    }
    std::vector<std::pair<Entry*, u32>> raised = {{&later, later.level}};  // with the old levels
    later.level = level;
    for (usize i = 0; i < raised.size(); ++i) {
        const Entry& entry = *raised[i].first;
        for (Entry* next : entry.later) {
            if (next == &earlier) {
                for (usize k = raised.size(); k-- > 0;) {
                    raised[k].first->level = raised[k].second;
                }
                return false;
            }
            if (next->level <= entry.level) {
                raised.emplace_back(next, next->level);
                next->level = entry.level + 1;
            }
        }
    }
    return true;
}

Result<void> ImageCache::order(sfs::Buffer& earlier_buffer, sfs::Buffer& later_buffer) {
    auto& earlier = static_cast<Entry&>(earlier_buffer);
    auto& later = static_cast<Entry&>(later_buffer);
    if (!ordered_ || &earlier == &later || !earlier.dirty) {
        return {};
    }
    // The same pair often comes again, after a few others.
    const auto& known = earlier.later;
    const auto recent = known.end() - static_cast<i64>(min<usize>(known.size(), 4));
    if (std::find(recent, known.end(), &later) != known.end()) {
        return {};
    }
    for (Entry* entry : {&earlier, &later}) {
        if (!entry->is_ordered()) {
            ordered_entries_.push_back(entry);
        }
    }
    if (!raise(later, earlier.level + 1, earlier)) {
        return sync();
    }
    earlier.later.push_back(&later);
    return {};
}

void ImageCache::forget_order() {
    for (Entry* entry : ordered_entries_) {
        entry->level = 0;
        entry->later.clear();
    }
    ordered_entries_.clear();
}

// All of one level, in runs of neighbours.
Result<void> ImageCache::write_level(Entry** first, usize count) {
    std::vector<const u8*> blocks;
    for (usize i = 0; i < count; i += blocks.size()) {
        blocks.clear();
        const u32 start = first[i]->block;
        while (i + blocks.size() < count &&
               first[i + blocks.size()]->block == start + blocks.size()) {
            blocks.push_back(first[i + blocks.size()]->data);
        }
        TRY(device_.write_run(start, blocks.data(), static_cast<u32>(blocks.size())));
    }
    return {};
}

// What an error left unwritten stays dirty, and what was ordered stays so.
Result<void> ImageCache::write_out() {
    std::sort(dirty_.begin(), dirty_.end(), [](const Entry* a, const Entry* b) {
        return a->level != b->level ? a->level < b->level : a->block < b->block;
    });
    usize done = 0;
    ScopeExit keep_rest{
        [&] { dirty_.erase(dirty_.begin(), dirty_.begin() + static_cast<i64>(done)); }};
    while (done < dirty_.size()) {
        usize end = done;
        while (end < dirty_.size() && dirty_[end]->level == dirty_[done]->level) {
            ++end;
        }
        TRY(write_level(dirty_.data() + done, end - done));
        if (ordered_) {
            TRY(device_.flush());
        }
        for (; done < end; ++done) {
            dirty_[done]->dirty = false;
        }
    }
    forget_order();
    return {};
}

Result<void> ImageCache::sync() {
    TRY(write_out());
    return device_.flush();
}

}  // namespace sfs_tools
