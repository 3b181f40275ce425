// SFS inodes: block map, input and output, truncation.
// Layer: libs. uCore: sfs_inode.c.
#include "libs/sfs/inode.h"

#include "libs/string.h"

namespace sfs {
namespace {

constexpr u32 kMaxBlocks = kMaxFileSize / kBlockSize;
// What one pointer in a block of this depth leads to, in data blocks.
constexpr u32 kSpan[] = {0, 1, kPointersPerBlock};
const u8 zeros[kBlockSize] = {};

}  // namespace

Result<void> MemoryBuf::take(const u8* from, u32 size) {
    memcpy(position_, from, size);
    position_ += size;
    return {};
}

Result<void> MemoryBuf::give(u8* to, u32 size) {
    memcpy(to, position_, size);
    position_ += size;
    return {};
}

void Inode::set_size(u32 size, u32 blocks) {
    disk().size = size;
    disk().blocks = blocks;
    changed();
}

// From `pointer`, which stands in `parent`, down `depth` pointer blocks to the data block. Room for
// the whole way is asked for first, so that a full disk changes nothing. At most three deep.
Result<u32> Inode::follow(BlockRef& parent, u32* pointer, u32 depth, u32 index, Missing missing) {
    if (*pointer == kNoBlock) {
        if (missing == Missing::Report) {
            return kNoBlock;
        }
        if (volume_.unused_blocks() <= depth) {
            return Error::NoMemory;
        }
        auto fresh = TRY(volume_.allocate_block(parent));
        *pointer = fresh.buffer().block;
        parent.mark_dirty();
    }
    if (!volume_.is_data_block(*pointer)) {
        return Error::Invalid;
    }
    if (depth == 0) {
        return *pointer;
    }
    auto block = TRY(BlockRef::get(cache_, *pointer));
    u32* next = block.as<u32>() + index / kSpan[depth];
    return follow(block, next, depth - 1, index % kSpan[depth], missing);
}

Result<u32> Inode::sfs_bmap_load_nolock(u32 index, Missing missing) {
    DiskInode& inode = disk();
    if (index >= kMaxBlocks) {
        return Error::TooBig;
    }
    if (index < kDirectPointers) {
        return follow(block_, &inode.direct[index], 0, 0, missing);
    }
    if (index < kFirstDoubleIndirect) {
        return follow(block_, &inode.indirect, 1, index - kFirstIndirect, missing);
    }
    return follow(block_, &inode.db_indirect, 2, index - kFirstDoubleIndirect, missing);
}

Result<void> Inode::transfer(IoBuf& buffer, u32 offset, u32 count, Direction direction) {
    const u32 index = offset / kBlockSize;
    if (direction == Direction::Read) {
        const u32 number = TRY(sfs_bmap_load_nolock(index, Missing::Report));
        if (number == kNoBlock) {
            return buffer.take(zeros, count);
        }
        auto block = TRY(BlockRef::get(cache_, number));
        return buffer.take(block.data() + offset % kBlockSize, count);
    }
    const u32 number = TRY(sfs_bmap_load_nolock(index, Missing::Allocate));
    // A block that stays behind the end, since nothing came into it, is nobody's.
    ScopeExit free_it{[&] {
        if (index >= blocks()) {
            (void)free_from(blocks());
        }
    }};
    auto block = TRY(BlockRef::get(cache_, number));
    block.mark_dirty();  // also when only a part of it comes
    TRY(buffer.give(block.data() + offset % kBlockSize, count));
    if (offset + count > size()) {
        // Data before the size that makes it part of the file.
        TRY(cache_.order(block.buffer(), block_.buffer()));
        set_size(offset + count, index + 1);
    }
    return {};
}

Result<u32> Inode::sfs_io_nolock([[maybe_unused]] IoBuf& buffer, [[maybe_unused]] u32 offset,
                                 [[maybe_unused]] u32 length,
                                 [[maybe_unused]] Direction direction) {
    // EXERCISE lab8.1 BEGIN Read or write `length` bytes at `offset`; return how many were moved
    // HINT transfer(buffer, offset, count, direction) moves bytes of one block, which its offset
    // HINT and count must not leave. It makes the file longer when bytes are written past its end.
    // HINT Nothing is read from behind the end; nothing is written beyond kMaxFileSize (TooBig).
    // HINT Before the file grows past its end, clear_tail() clears what stands behind that end.
    // HINT An error after some bytes were moved is not the caller's to know: it gets their number.
    if (direction == Direction::Write) {
        if (offset > kMaxFileSize || length > kMaxFileSize - offset) {
            return Error::TooBig;
        }
        if (length != 0 && offset > size()) {
            TRY(clear_tail());
        }
    } else {
        length = offset < size() ? min(length, size() - offset) : 0;
    }
    // A partial first block, whole blocks, a partial last block.
    u32 done = 0;
    while (done < length) {
        const u32 count = min(length - done, kBlockSize - (offset + done) % kBlockSize);
        const auto moved = transfer(buffer, offset + done, count, direction);
        if (!moved.has_value()) {
            if (done == 0) {
                return moved.error();
            }
            break;
        }
        done += count;
    }
    return done;
    // EXERCISE lab8.1 STUB
    //| NOT_IMPLEMENTED("lab8.1");
    // EXERCISE lab8.1 END
}

// What stands between the end and its block's end comes into the file when it grows.
Result<void> Inode::clear_tail() {
    const u32 used = size() % kBlockSize;
    if (used == 0) {
        return {};
    }
    const u32 number = TRY(sfs_bmap_load_nolock(size() / kBlockSize, Missing::Report));
    if (number != kNoBlock) {
        auto block = TRY(BlockRef::get(cache_, number));
        memset(block.data() + used, 0, kBlockSize - used);
        block.mark_dirty();
        TRY(cache_.order(block.buffer(), block_.buffer()));
    }
    return {};
}

Result<void> Inode::truncate(u32 new_size) {
    if (new_size > kMaxFileSize) {
        return Error::TooBig;
    }
    const u32 new_blocks = align_up(new_size, kBlockSize) / kBlockSize;
    if (new_size > size()) {
        TRY(clear_tail());
        set_size(new_size, new_blocks);
        return {};
    }
    set_size(new_size, new_blocks);
    return free_from(new_blocks);
}

// Frees what lies below `pointer`, which stands in `parent`, from the first-th data block on; the
// pointer's own block too when nothing stays. At most three deep. A pointer that is damaged, or to
// a block that is free already, is only taken away.
Result<void> Inode::cut(BlockRef& parent, u32* pointer, u32 depth, u32 first) {
    const u32 number = *pointer;
    if (number == kNoBlock) {
        return {};
    }
    if (depth > 0 && volume_.is_data_block(number)) {
        auto block = TRY(BlockRef::get(cache_, number));
        // The disk must know that the file is shorter, or gone, before it loses the pointers.
        TRY(cache_.order(block_.buffer(), block.buffer()));
        for (u32 i = first / kSpan[depth]; i < kPointersPerBlock; ++i) {
            const u32 start = i * kSpan[depth];
            TRY(cut(block, block.as<u32>() + i, depth - 1, first > start ? first - start : 0));
        }
    }
    if (first == 0) {
        *pointer = kNoBlock;
        parent.mark_dirty();
        const auto freed = volume_.free_block(number, parent);
        if (!freed.has_value() && freed.error() != Error::Invalid) {
            return freed.error();
        }
    }
    return {};
}

Result<void> Inode::free_from(u32 index) {
    const auto after = [index](u32 start) { return index > start ? index - start : 0; };
    for (u32 i = index; i < kDirectPointers; ++i) {
        TRY(cut(block_, &disk().direct[i], 0, 0));
    }
    if (index < kFirstDoubleIndirect) {
        TRY(cut(block_, &disk().indirect, 1, after(kFirstIndirect)));
    }
    return cut(block_, &disk().db_indirect, 2, after(kFirstDoubleIndirect));
}

}  // namespace sfs
