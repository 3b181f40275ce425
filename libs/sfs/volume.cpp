// A mounted SFS: superblock, free map, allocation of blocks.
// Layer: libs. uCore: sfs_fs.c, bitmap.c. The order of writes is explained in volume.h.
#include "libs/sfs/volume.h"

#include "libs/bitmap.h"

namespace sfs {
namespace {

constexpr u32 kWordsPerMap = kBlockSize / sizeof(u32);

u32 map_block_of(u32 block) { return kFirstFreeMapBlock + block / kBitsPerBlock; }

bool is_free(const BlockRef& map, u32 block) {
    const u32 bit = block % kBitsPerBlock;
    return (map.data()[bit / 8] >> (bit % 8) & 1) != 0;
}

void flip(BlockRef& map, u32 block) {
    const u32 bit = block % kBitsPerBlock;
    map.data()[bit / 8] ^= static_cast<u8>(1U << (bit % 8));
    map.mark_dirty();
}

}  // namespace

Result<void> Volume::mount() {
    TRY(cache_.reserve());
    TRY(check_super_block());
    return count_free_blocks();
}

Result<void> Volume::check_super_block() {
    if (cache_.block_count() <= kFirstFreeMapBlock) {
        return Error::Invalid;
    }
    auto block = TRY(BlockRef::get(cache_, kSuperBlock));
    const auto* super = block.as<SuperBlock>();
    if (super->magic != kMagic || super->blocks > cache_.block_count() ||
        super->blocks <= kFirstFreeMapBlock || super->blocks < first_data_block(super->blocks)) {
        return Error::Invalid;
    }
    blocks_ = super->blocks;
    return {};
}

// The map must call the superblock, the root and itself used, and have no free block past the end.
Result<void> Volume::count_free_blocks() {
    const u32 first = first_data_block(blocks_);
    unused_blocks_ = 0;
    search_from_ = first;
    for (u32 i = 0; i < free_map_blocks(blocks_); ++i) {
        auto map = TRY(BlockRef::get(cache_, kFirstFreeMapBlock + i));
        for (u32 word = 0; word < kWordsPerMap; ++word) {
            const u32 bits = map.as<u32>()[word];
            if (bits == 0) {
                continue;
            }
            const u64 lowest = u64{i} * kBitsPerBlock + word * 32;
            const u64 last = lowest + 31 - static_cast<u32>(__builtin_clz(bits));
            if (last >= blocks_ || lowest + static_cast<u32>(__builtin_ctz(bits)) < first) {
                return Error::Invalid;
            }
            unused_blocks_ += count_bits(bits);
        }
    }
    return {};
}

Result<void> Volume::sync() {
    TRY(cache_.sync());
    if (freed_end_ != 0) {
        search_from_ = min(search_from_, freed_from_);
        search_above_ = 0;
        freed_end_ = 0;
    }
    return {};
}

// The lowest one in the range; `end` when there is none.
Result<u32> Volume::find_free_in(u32 from, u32 end) {
    while (from < end) {
        auto map = TRY(BlockRef::get(cache_, map_block_of(from)));
        do {
            const u32 bits = map.as<u32>()[from % kBitsPerBlock / 32] >> from % 32;
            if (bits != 0) {
                return min(from + static_cast<u32>(__builtin_ctz(bits)), end);
            }
            from = align_down(from, 32) + 32;
        } while (from < end && from % kBitsPerBlock != 0);
    }
    return end;
}

// NoMemory when all are used.
Result<u32> Volume::find_free_block() {
    if (unused_blocks_ == 0) {
        return Error::NoMemory;
    }
    if (freed_end_ != 0) {
        const u32 below = TRY(find_free_in(search_from_, freed_from_));
        if (below < freed_from_) {
            search_from_ = below;
            return below;
        }
        const u32 above = TRY(find_free_in(max(search_above_, freed_end_), blocks_));
        if (above < blocks_) {
            search_above_ = above;
            return above;
        }
        TRY(sync());
    }
    const u32 block = TRY(find_free_in(search_from_, blocks_));
    if (block == blocks_) {
        return Error::NoMemory;
    }
    search_from_ = block;
    return block;
}

Result<void> Volume::set_unused_blocks(u32 count) {
    auto block = TRY(BlockRef::get(cache_, kSuperBlock));
    block.as<SuperBlock>()->unused_blocks = count;
    block.mark_dirty();
    unused_blocks_ = count;
    return {};
}

Result<BlockRef> Volume::allocate_block(BlockRef& referrer) {
    const u32 block = TRY(find_free_block());
    auto map = TRY(BlockRef::get(cache_, map_block_of(block)));
    auto fresh = TRY(BlockRef::get_zeroed(cache_, block));
    TRY(set_unused_blocks(unused_blocks_ - 1));
    flip(map, block);
    ScopeExit undo{[&] {
        flip(map, block);
        (void)set_unused_blocks(unused_blocks_ + 1);
    }};
    // Whoever owned the block before must have let go of it on disk before it gets new contents.
    TRY(cache_.order(map.buffer(), fresh.buffer()));
    TRY(cache_.order(map.buffer(), referrer.buffer()));
    TRY(cache_.order(fresh.buffer(), referrer.buffer()));
    undo.dismiss();
    return move(fresh);
}

Result<void> Volume::free_block(u32 block, BlockRef& referrer) {
    if (!is_data_block(block)) {
        return Error::Invalid;
    }
    auto map = TRY(BlockRef::get(cache_, map_block_of(block)));
    if (is_free(map, block)) {
        return Error::Invalid;
    }
    TRY(cache_.order(referrer.buffer(), map.buffer()));
    TRY(set_unused_blocks(unused_blocks_ + 1));
    flip(map, block);
    freed_from_ = freed_end_ == 0 ? block : min(freed_from_, block);
    freed_end_ = max(freed_end_, block + 1);
    return {};
}

}  // namespace sfs
