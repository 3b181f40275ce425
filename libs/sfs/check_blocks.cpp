// Checking an SFS: sizes of inodes, and who owns the blocks that they point to.
// Layer: libs. uCore: none.
#include "libs/sfs/checker.h"
#include "libs/string.h"

namespace sfs {
namespace {

// What one pointer in a block of this depth leads to, in data blocks.
constexpr u32 kSpan[] = {0, 1, kPointersPerBlock};

u32 blocks_for(u32 size) { return size / kBlockSize + (size % kBlockSize != 0 ? 1 : 0); }

}  // namespace

// --- sizes ---------------------------------------------------------------------------------------

// How many data blocks or slots there are up to the last pointer. Only the last pointer block of
// each level is looked into: when that one is empty, the count is a little high.
Result<u32> Checker::last_mapped(const DiskInode& inode) {
    const u32 far = TRY(last_in(inode.db_indirect, 2));
    if (far != 0) {
        return min(kFirstDoubleIndirect + far, kMaxIndex);
    }
    const u32 middle = TRY(last_in(inode.indirect, 1));
    if (middle != 0) {
        return kFirstIndirect + middle;
    }
    u32 count = kDirectPointers;
    while (count > 0 && !is_data(inode.direct[count - 1])) {
        --count;
    }
    return count;
}

// The same below one pointer; at most three deep.
Result<u32> Checker::last_in(u32 pointer, u32 depth) {
    if (!is_data(pointer)) {
        return 0U;
    }
    if (depth == 0) {
        return 1U;
    }
    auto block = TRY(BlockRef::get(cache_, pointer));
    for (u32 i = kPointersPerBlock; i-- > 0;) {
        if (is_data(block.as<u32>()[i])) {
            const u32 below = TRY(last_in(block.as<u32>()[i], depth - 1));
            return i * kSpan[depth] + below;
        }
    }
    return 0U;
}

// Returns how many slots it has, or will have. Empty ones at the end without a block do not count.
Result<u32> Checker::check_directory_size(u32 number) {
    auto block = TRY(BlockRef::get(cache_, number));
    auto* inode = block.as<DiskInode>();
    const u32 slots = TRY(last_mapped(*inode));
    if (inode->blocks <= slots && inode->size == inode->blocks * kEntrySize) {
        return inode->blocks;
    }
    const u32 size = slots * kEntrySize;
    const bool is_size_wrong = inode->size != size;
    if (found({Damage::BadDirectorySize, false, number, number,
               is_size_wrong ? inode->size : inode->blocks, is_size_wrong ? size : slots})) {
        inode->size = size;
        inode->blocks = slots;
        block.mark_dirty();
    }
    return slots;
}

// Returns how many data blocks it has, or will have. Where size and blocks do not agree, that one
// is right that agrees with the pointers.
Result<u32> Checker::check_file_size(u32 number) {
    auto block = TRY(BlockRef::get(cache_, number));
    auto* inode = block.as<DiskInode>();
    const bool is_possible = inode->size <= kMaxFileSize;
    const u32 by_size = blocks_for(inode->size);
    if (is_possible && by_size == inode->blocks) {
        return by_size;
    }
    const u32 mapped = TRY(last_mapped(*inode));
    const bool keeps_size = is_possible && (by_size == mapped || inode->blocks != mapped);
    const u32 blocks = keeps_size ? by_size : mapped;
    const u32 size = keeps_size ? inode->size : blocks * kBlockSize;
    if (found({Damage::BadFileSize, false, number, number, keeps_size ? inode->blocks : inode->size,
               keeps_size ? blocks : size})) {
        inode->size = size;
        inode->blocks = blocks;
        block.mark_dirty();
    }
    return blocks;
}

// Bytes of a symbolic link's target: up to a NUL where it has one. 0: it has none.
Result<u32> Checker::target_length(const DiskInode& link) {
    if (!is_data(link.direct[0])) {
        return 0U;
    }
    auto block = TRY(BlockRef::get(cache_, link.direct[0]));
    const u32 size = link.size == 0 || link.size > kBlockSize ? kBlockSize : link.size;
    return static_cast<u32>(strnlen(reinterpret_cast<const char*>(block.data()), size));
}

Result<u32> Checker::check_link_size(u32 number) {
    auto block = TRY(BlockRef::get(cache_, number));
    auto* inode = block.as<DiskInode>();
    const u32 length = TRY(target_length(*inode));
    if ((inode->size != length || inode->blocks != 1) && length != 0 &&
        found({Damage::BadLinkSize, false, number, number, inode->size, length})) {
        inode->size = length;
        inode->blocks = 1;
        block.mark_dirty();
    }
    return 1U;
}

// --- owners --------------------------------------------------------------------------------------

// Of files and symbolic links; directories have claimed what is theirs while they were read.
Result<void> Checker::claim_files() {
    for (u32 number = 0; inodes_.next(number); ++number) {
        if (!directories_.test(number)) {
            TRY(claim_file(number));
        }
    }
    return {};
}

Result<void> Checker::claim_file(u32 number) {
    bool is_link = false;
    {
        auto block = TRY(BlockRef::get(cache_, number));
        is_link = block.as<DiskInode>()->type == static_cast<u16>(FileType::SymbolicLink);
    }
    BlockWalk steps{BlockWalk::Purpose::Claim, number, 0, false};
    const auto limit = is_link ? check_link_size(number) : check_file_size(number);
    if (!limit.has_value()) {
        return limit.error();
    }
    steps.limit = limit.value();
    return walk(steps);
}

Result<void> Checker::walk(BlockWalk& steps) {
    auto block = TRY(BlockRef::get(cache_, steps.inode));
    auto* inode = block.as<DiskInode>();
    for (u32 i = 0; i < kDirectPointers; ++i) {
        TRY(visit(steps, block, &inode->direct[i], 0, i));
    }
    TRY(visit(steps, block, &inode->indirect, 1, kFirstIndirect));
    return visit(steps, block, &inode->db_indirect, 2, kFirstDoubleIndirect);
}

// A pointer in `holder`, and what hangs below; at most three deep. `index` is that of the first
// data block that it leads to.
Result<void> Checker::visit(BlockWalk& steps, BlockRef& holder, u32* pointer, u32 depth,
                            u32 index) {
    if (*pointer == kNoBlock) {
        return {};
    }
    const bool goes_on = TRY(follow(steps, holder, pointer, index));
    if (!goes_on) {
        return {};
    }
    if (depth == 0) {
        return steps.is_directory ? visit_leaf(steps, *pointer) : Result<void>();
    }
    auto block = TRY(BlockRef::get(cache_, *pointer));
    for (u32 i = 0; i < kPointersPerBlock; ++i) {
        TRY(visit(steps, block, block.as<u32>() + i, depth - 1, index + i * kSpan[depth]));
    }
    return {};
}

Result<bool> Checker::follow(BlockWalk& steps, BlockRef& holder, u32* pointer, u32 index) {
    switch (steps.purpose) {
    case BlockWalk::Purpose::Claim: return claim(steps, holder, pointer, index);
    case BlockWalk::Purpose::Copy: return copy(steps, holder, pointer);
    case BlockWalk::Purpose::Peek: return see(*pointer);
    case BlockWalk::Purpose::Collect: return is_data(*pointer);
    }
    UNREACHABLE();
}

// The block of an entry.
Result<void> Checker::visit_leaf(BlockWalk& steps, u32 number) {
    if (steps.purpose == BlockWalk::Purpose::Collect) {
        if (steps.leaves == blocks_) {
            return Error::Invalid;  // each was claimed once, so the disk must have changed
        }
        queue_[steps.leaves] = number;
    }
    ++steps.leaves;
    if (steps.purpose == BlockWalk::Purpose::Claim) {
        auto leaf = TRY(BlockRef::get(cache_, number));
        return check_entry(steps.inode, leaf);
    }
    return steps.purpose == BlockWalk::Purpose::Peek ? peek(number) : Result<void>();
}

// False: nothing below the pointer is this inode's. What two inodes point to is looked at only
// once, which keeps the time within bounds.
Result<bool> Checker::claim(BlockWalk& steps, BlockRef& holder, u32* pointer, u32 index) {
    const u32 block = *pointer;
    const u32 place = holder.buffer().block;
    if (!is_data(block) || index >= steps.limit) {
        const auto damage = is_data(block) ? Damage::BlockPastEnd : Damage::PointerOutOfRange;
        if (found({damage, false, steps.inode, place, block, 0})) {
            *pointer = kNoBlock;
            holder.mark_dirty();
        }
        return false;
    }
    if (claimed_.test(block)) {
        has_twice_ = true;
        if (!repairs()) {
            found({Damage::BlockUsedTwice, false, steps.inode, place, block, 0});
        }
        return false;
    }
    claimed_.set(block);
    return true;
}

bool Checker::see(u32 block) {
    if (!is_data(block) || seen_.test(block)) {
        return false;
    }
    seen_.set(block);
    return true;
}

// Who comes first keeps the block.
Result<bool> Checker::copy(BlockWalk& steps, BlockRef& holder, u32* pointer) {
    const u32 block = *pointer;
    if (!is_data(block) || !seen_.test(block)) {
        return see(block);
    }
    Finding finding{Damage::BlockUsedTwice, false, steps.inode, holder.buffer().block, block, 0};
    if (room_ == 0) {
        leave(finding);
        return false;
    }
    const u32 fresh = TRY(allocate());
    finding.wanted = fresh;
    found(finding);
    auto from = TRY(BlockRef::get(cache_, block));
    auto to = TRY(BlockRef::get_zeroed(cache_, fresh));
    memcpy(to.data(), from.data(), kBlockSize);
    TRY(cache_.order(to.buffer(), holder.buffer()));
    *pointer = fresh;
    holder.mark_dirty();
    seen_.set(fresh);
    return true;
}

// Inodes keep their blocks, then directories theirs, since names are what a file is found by.
Result<void> Checker::copy_blocks_used_twice() {
    seen_.clear();
    for (u32 number = 0; inodes_.next(number); ++number) {
        seen_.set(number);
    }
    TRY(copy_blocks_of(true));
    return copy_blocks_of(false);
}

Result<void> Checker::copy_blocks_of(bool directories) {
    for (u32 number = 0; inodes_.next(number); ++number) {
        if (directories_.test(number) == directories) {
            BlockWalk steps{BlockWalk::Purpose::Copy, number, 0, directories};
            TRY(walk(steps));
        }
    }
    return {};
}

}  // namespace sfs
