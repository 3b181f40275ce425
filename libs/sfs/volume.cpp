// A mounted SFS: superblock, free map, allocation of blocks.
// Layer: libs. uCore: sfs_fs.c, bitmap.c. The order of writes is explained in volume.h.
#include "libs/sfs/volume.h"

namespace sfs {
namespace {

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
    const u32 map_blocks = free_map_blocks(blocks_);
    unused_blocks_ = 0;
    search_from_ = first_data_block(blocks_);
    for (u32 i = 0; i < map_blocks; ++i) {
        auto map = TRY(BlockRef::get(cache_, kFirstFreeMapBlock + i));
        for (u32 bit = 0; bit < kBitsPerBlock; ++bit) {
            if (!is_free(map, bit)) {
                continue;
            }
            const u64 block = u64{i} * kBitsPerBlock + bit;
            if (block >= blocks_ || block < first_data_block(blocks_)) {
                return Error::Invalid;
            }
            ++unused_blocks_;
        }
    }
    return {};
}

Result<u32> Volume::find_free_block() {
    if (unused_blocks_ == 0) {
        return Error::NoMemory;
    }
    for (u32 block = search_from_; block < blocks_;) {
        auto map = TRY(BlockRef::get(cache_, map_block_of(block)));
        do {
            if (is_free(map, block)) {
                return block;
            }
            ++block;
        } while (block < blocks_ && block % kBitsPerBlock != 0);
    }
    return Error::NoMemory;
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
    search_from_ = block + 1;
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
    search_from_ = min(search_from_, block);
    return {};
}

}  // namespace sfs
