// A disk for tests of the SFS core that records its writes and fails when told, and a cache that
// writes only at sync, in the order it was asked for.
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

class Device final : public sfs::BlockDevice {
  public:
    explicit Device(u32 blocks) : blocks_(blocks) {}

    u32 block_count() const override { return static_cast<u32>(blocks_.size()); }
    Result<void> read(u32 block, u8* data) override {
        if (block >= blocks_.size()) {
            return Error::Invalid;
        }
        if (reads_left >= 0 && reads_left-- == 0) {
            return Error::DeviceNotAvailable;
        }
        std::memcpy(data, blocks_[block].data(), sfs::kBlockSize);
        return {};
    }
    Result<void> write(u32 block, const u8* data) override {
        if (block >= blocks_.size()) {
            return Error::Invalid;
        }
        std::memcpy(blocks_[block].data(), data, sfs::kBlockSize);
        written.push_back(block);
        return {};
    }
    Result<void> flush() override { return {}; }

    Block& operator[](u32 block) { return blocks_.at(block); }
    sfs::SuperBlock& super() { return *reinterpret_cast<sfs::SuperBlock*>(blocks_[0].data()); }

    std::vector<u32> written;  // block numbers, oldest first
    int reads_left = -1;       // then one read fails; negative: none does

  private:
    std::vector<Block> blocks_;
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
        if (earlier.block == later.block || !dirty_.contains(earlier.block)) {
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
        return device_.flush();
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
        for (u32 block : found->second) {
            if (block == earlier || is_before(earlier, block)) {
                return true;
            }
        }
        return false;
    }
    Result<void> write(u32 block) {
        const std::set<u32> first = std::exchange(before_[block], {});
        for (u32 earlier : first) {
            if (dirty_.contains(earlier)) {
                TRY(write(earlier));
            }
        }
        before_.erase(block);
        TRY(device_.write(block, entries_.at(block).content.data()));
        dirty_.erase(block);
        return {};
    }

    Device& device_;
    std::map<u32, Entry> entries_;
    std::set<u32> dirty_;
    std::map<u32, std::set<u32>> before_;  // which blocks must be written before the key
};

}  // namespace sfs_test
