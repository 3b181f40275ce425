// A disk for tests of the SFS core that records what is asked of it and fails when told, and a
// cache that writes only at sync, in the order it was asked for.
#pragma once

#include "libs/sfs/block_device.h"
#include "libs/sfs/format.h"

#include <array>
#include <cstring>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace sfs_test {

using Block = std::array<u8, sfs::kBlockSize>;

// What a disk with a cache of its own does: what was written is on the medium after a flush that
// succeeds. A flush that fails loses it.
class Device final : public sfs::BlockDevice {
  public:
    // One thing that was asked of the disk; kFlush stands for a flush that succeeded.
    static constexpr u32 kFlush = ~0U;
    struct Event {
        u32 block;
        Block content;
    };

    explicit Device(u32 blocks) : blocks_(blocks) {}

    u32 block_count() const override { return static_cast<u32>(blocks_.size()); }
    Result<void> read(u32 block, u8* data) override {
        if (block >= blocks_.size()) {
            return Error::Invalid;
        }
        TRY(count_down(reads_left));
        ++reads;
        std::memcpy(data, blocks_[block].data(), sfs::kBlockSize);
        return {};
    }
    Result<void> write(u32 block, const u8* data) override {
        if (block >= blocks_.size()) {
            return Error::Invalid;
        }
        TRY(count_down(writes_left));
        unflushed_.emplace(block, blocks_[block]);
        std::memcpy(blocks_[block].data(), data, sfs::kBlockSize);
        written.push_back(block);
        if (records) {
            log.push_back({block, blocks_[block]});
        }
        return {};
    }
    Result<void> flush() override {
        const auto done = count_down(flushes_left);
        if (!done.has_value()) {
            cut_power();
        } else if (records) {
            log.push_back({kFlush, {}});
        }
        unflushed_.clear();
        ++flushes;
        return done;
    }
    // What was not flushed is gone.
    void cut_power() {
        for (const auto& [block, content] : unflushed_) {
            blocks_[block] = content;
        }
        unflushed_.clear();
    }

    Block& operator[](u32 block) { return blocks_.at(block); }
    sfs::SuperBlock& super() { return *reinterpret_cast<sfs::SuperBlock*>(blocks_[0].data()); }

    std::vector<u32> written;  // block numbers, oldest first
    std::vector<Event> log;    // while `records`
    bool records = false;
    // So many reads, writes and flushes go well, then one fails, or all do from then on; negative:
    // none fails.
    int reads_left = -1;
    int writes_left = -1;
    int flushes_left = -1;
    bool fails_for_ever = false;
    int failures = 0;
    // That went well, or were tried.
    int reads = 0;
    int flushes = 0;

  private:
    Result<void> count_down(int& left) {
        if (left < 0 || left-- > 0) {
            return {};
        }
        left = fails_for_ever ? 0 : -1;
        ++failures;
        return Error::DeviceNotAvailable;
    }

    std::vector<Block> blocks_;
    std::map<u32, Block> unflushed_;  // what stood there at the last flush
};

class Cache final : public sfs::BlockCache {
  public:
    explicit Cache(Device& device) : device_(device) {}

    u32 block_count() const override { return device_.block_count(); }
    Result<sfs::Buffer*> get(u32 block) override {
        auto found = entries_.find(block);
        if (found == entries_.end()) {
            Block content;
            TRY(device_.read(block, content.data()));
            found = add(block, content);
        }
        ++found->second.buffer.pins;
        return &found->second.buffer;
    }
    Result<sfs::Buffer*> get_zeroed(u32 block) override {
        auto found = entries_.find(block);
        if (found == entries_.end()) {
            found = add(block, Block{});
        }
        found->second.content.fill(0);
        ++found->second.buffer.pins;
        dirty_.insert(block);
        return &found->second.buffer;
    }
    void put(sfs::Buffer& buffer) override {
        ASSERT(buffer.pins > 0);
        --buffer.pins;
    }
    void mark_dirty(sfs::Buffer& buffer) override { dirty_.insert(buffer.block); }
    Result<void> order(sfs::Buffer& earlier, sfs::Buffer& later) override {
        if (earlier.block == later.block ||
            (!dirty_.contains(earlier.block) && !unflushed_.contains(earlier.block))) {
            return {};
        }
        if (is_before(later.block, earlier.block)) {
            TRY(sync());
            return {};
        }
        before_[later.block].insert(earlier.block);
        return {};
    }
    Result<void> sync() override {
        while (!dirty_.empty()) {
            TRY(write(*dirty_.begin()));
        }
        return flush();
    }
    // Is every pin taken back?
    bool all_unpinned() const {
        for (const auto& [block, entry] : entries_) {
            if (entry.buffer.pins != 0) {
                return false;
            }
        }
        return true;
    }

  private:
    struct Entry {
        Block content;
        sfs::Buffer buffer;
    };

    std::map<u32, Entry>::iterator add(u32 block, const Block& content) {
        auto place = entries_.emplace(block, Entry{content, {block, 0, nullptr}}).first;
        place->second.buffer.data = place->second.content.data();
        return place;
    }
    bool is_before(u32 earlier, u32 later) const {
        const auto found = before_.find(later);
        if (found == before_.end()) {
            return false;
        }
        for (u32 block : found->second) {  // there are no circles
            if (block == earlier || is_before(earlier, block)) {
                return true;
            }
        }
        return false;
    }
    // What must be there first is on the medium, not only written, before the block is.
    Result<void> write(u32 block) {
        const std::set<u32> first = before_[block];
        for (u32 earlier : first) {
            if (dirty_.contains(earlier)) {
                TRY(write(earlier));
            }
        }
        for (u32 earlier : first) {
            if (unflushed_.contains(earlier)) {
                TRY(flush());
            }
        }
        TRY(device_.write(block, entries_.at(block).content.data()));
        before_.erase(block);
        dirty_.erase(block);
        unflushed_.insert(block);
        return {};
    }
    // After a failure all is to be written again.
    Result<void> flush() {
        const auto done = device_.flush();
        if (!done.has_value()) {
            dirty_.insert(unflushed_.begin(), unflushed_.end());
        }
        unflushed_.clear();
        return done;
    }

    Device& device_;
    std::map<u32, Entry> entries_;
    std::set<u32> dirty_;
    std::set<u32> unflushed_;
    std::map<u32, std::set<u32>> before_;  // which blocks must be written before the key
};

}  // namespace sfs_test
