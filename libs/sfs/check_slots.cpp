// Repairing an SFS: directories that lack something, and free blocks to add it.
// Layer: libs. uCore: none. Blocks are taken when all owners are known, and are on the disk before
// what points to them: a repair may be interrupted.
#include "libs/sfs/checker.h"
#include "libs/string.h"

namespace sfs {
namespace {

// As words of an inode's block.
constexpr u32 kDirectWord = __builtin_offsetof(DiskInode, direct) / sizeof(u32);
constexpr u32 kIndirectWord = __builtin_offsetof(DiskInode, indirect) / sizeof(u32);
constexpr u32 kDoubleIndirectWord = __builtin_offsetof(DiskInode, db_indirect) / sizeof(u32);

}  // namespace

// The lowest block that belongs to nothing, marked used; there must be one.
Result<u32> Checker::allocate() {
    u32 block = search_from_;
    if (room_ == 0 || !claimed_.next_absent(block)) {
        return Error::NoMemory;
    }
    auto map = TRY(BlockRef::get(cache_, kFirstFreeMapBlock + block / kBitsPerBlock));
    u32& word = map.as<u32>()[block % kBitsPerBlock / 32];
    const u32 bit = 1U << block % 32;
    if ((word & bit) != 0) {
        auto super = TRY(BlockRef::get(cache_, kSuperBlock));
        --super.as<SuperBlock>()->unused_blocks;
        super.mark_dirty();
        word &= ~bit;
        map.mark_dirty();
    }
    claimed_.set(block);
    search_from_ = block + 1;
    --room_;
    return block;
}

// --- directories that lack something
// --------------------------------------------------------------

// Not where blocks still have two owners: what a directory holds is open then. In Report mode the
// walk has told of them.
Result<void> Checker::complete_directories() {
    for (u32 number = 0; repairs() && !has_twice_ && incomplete_.next(number); ++number) {
        TRY(complete_directory(number));
    }
    return {};
}

Result<void> Checker::complete_directory(u32 number) {
    const u32 entries = TRY(collect_entries(number));
    TRY(fill_holes(number, entries));
    TRY(add_dot(number, false));
    TRY(add_dot(number, true));
    if (changed_) {
        TRY(place_dot(number, ".", 0));
        TRY(place_dot(number, "..", 1));
    }
    return {};
}

// Everybody puts `.` and `..` into the first two slots: so do we, by exchanging two entries.
Result<void> Checker::place_dot(u32 directory, StringView name, u32 slot) {
    const u32 entries = TRY(collect_entries(directory));
    const u32 leaf = TRY(find_entry(entries, name));
    if (leaf == 0 || slot >= entries || queue_[slot] == leaf) {
        return {};
    }
    auto from = TRY(BlockRef::get(cache_, leaf));
    auto to = TRY(BlockRef::get(cache_, queue_[slot]));
    for (u32 i = 0; i < kBlockSize / sizeof(u32); ++i) {
        swap(from.as<u32>()[i], to.as<u32>()[i]);
    }
    from.mark_dirty();
    to.mark_dirty();
    return {};
}

// Slots without a block make the directory shorter: the others are numbered anew, over new pointer
// blocks.
Result<void> Checker::fill_holes(u32 directory, u32 leaves) {
    {
        auto block = TRY(BlockRef::get(cache_, directory));
        auto* inode = block.as<DiskInode>();
        if (inode->blocks == leaves) {
            return {};
        }
        const Finding finding{Damage::DirectoryHole, false, directory, directory,
                              inode->blocks,         leaves};
        if (room_ < leaves / kPointersPerBlock + 2) {
            leave(finding);
            return {};
        }
        found(finding);
        memset(inode->direct, 0, sizeof(inode->direct));
        inode->indirect = kNoBlock;
        inode->db_indirect = kNoBlock;
        block.mark_dirty();
    }
    for (u32 slot = 0; slot < leaves; ++slot) {
        TRY(set_slot(directory, slot, queue_[slot]));
    }
    return set_slot_count(directory, leaves);
}

Result<void> Checker::add_dot(u32 directory, bool is_parent) {
    const StringView name = is_parent ? ".." : ".";
    const u32 target = is_parent ? parent_[directory] : directory;
    const u32 entries = TRY(collect_entries(directory));
    const u32 leaf = TRY(find_entry(entries, name));
    if (target == 0 || leaf != 0) {  // an orphan gets its `..` once it has a place
        return {};
    }
    const u32 empty = TRY(find_empty_entry(entries));
    const bool has_room = TRY(has_room_for_slot(directory, entries));
    const Damage damage = is_parent ? Damage::MissingDotDot : Damage::MissingDot;
    const Finding finding{damage, false, directory, directory, 0, target};
    if (empty == 0 && !has_room) {
        leave(finding);
        return {};
    }
    found(finding);
    if (empty == 0) {
        return append_name(directory, name, target);
    }
    auto block = TRY(BlockRef::get(cache_, empty));
    fill_entry(block, name, target);
    return {};
}

// --- entries -------------------------------------------------------------------------------------

// Puts the blocks of the entries into queue_, in order, and returns how many.
Result<u32> Checker::collect_entries(u32 directory) {
    BlockWalk steps{BlockWalk::Purpose::Collect, directory, 0, true};
    TRY(walk(steps));
    return steps.leaves;
}

// The block of a name's entry among those in queue_; 0: none.
Result<u32> Checker::find_entry(u32 leaves, StringView name) {
    for (u32 i = 0; i < leaves; ++i) {
        auto block = TRY(BlockRef::get(cache_, queue_[i]));
        const auto* entry = block.as<DiskEntry>();
        if (entry->ino != 0 && name_of(*entry) == name) {
            return queue_[i];
        }
    }
    return 0U;
}

Result<u32> Checker::find_empty_entry(u32 leaves) {
    for (u32 i = 0; i < leaves; ++i) {
        auto block = TRY(BlockRef::get(cache_, queue_[i]));
        if (block.as<DiskEntry>()->ino == 0) {
            return queue_[i];
        }
    }
    return 0U;
}

// --- slots ---------------------------------------------------------------------------------------

// Where the pointer of a slot stands. Without `creates`, `missing` may say that it has no place
// yet. There must be room for what is created.
Result<Checker::SlotPlace> Checker::find_slot(u32 directory, u32 slot, bool creates) {
    if (slot < kDirectPointers) {
        return SlotPlace{directory, kDirectWord + slot, 0};
    }
    u32 depth = slot < kFirstDoubleIndirect ? 1 : 2;
    u32 index = slot - (depth == 1 ? kFirstIndirect : kFirstDoubleIndirect);
    SlotPlace place{directory, depth == 1 ? kIndirectWord : kDoubleIndirectWord, 0};
    for (; depth > 0; --depth) {
        auto holder = TRY(BlockRef::get(cache_, place.block));
        u32& pointer = holder.as<u32>()[place.word];
        if (!is_data(pointer)) {
            if (!creates) {
                place.missing = depth;
                return place;
            }
            const u32 fresh = TRY(allocate());
            auto table = TRY(BlockRef::get_zeroed(cache_, fresh));
            TRY(cache_.order(table.buffer(), holder.buffer()));
            pointer = fresh;
            holder.mark_dirty();
        }
        place.block = pointer;
        place.word = depth == 1 ? index % kPointersPerBlock : index / kPointersPerBlock;
    }
    return place;
}

Result<void> Checker::set_slot(u32 directory, u32 slot, u32 block) {
    const SlotPlace place = TRY(find_slot(directory, slot, true));
    auto holder = TRY(BlockRef::get(cache_, place.block));
    auto leaf = TRY(BlockRef::get(cache_, block));
    TRY(cache_.order(leaf.buffer(), holder.buffer()));
    holder.as<u32>()[place.word] = block;
    holder.mark_dirty();
    return {};
}

Result<void> Checker::set_slot_count(u32 directory, u32 slots) {
    auto block = TRY(BlockRef::get(cache_, directory));
    block.as<DiskInode>()->blocks = slots;
    block.as<DiskInode>()->size = slots * kEntrySize;
    block.mark_dirty();
    return {};
}

Result<bool> Checker::has_room_for_slot(u32 directory, u32 slot) {
    if (slot >= kMaxIndex) {
        return false;
    }
    const SlotPlace place = TRY(find_slot(directory, slot, false));
    return room_ > place.missing;
}

// A new last slot; there must be room for it.
Result<void> Checker::append_name(u32 directory, StringView name, u32 number) {
    u32 slots = 0;
    {
        auto block = TRY(BlockRef::get(cache_, directory));
        slots = block.as<DiskInode>()->blocks;
    }
    const u32 leaf = TRY(allocate());
    auto block = TRY(BlockRef::get_zeroed(cache_, leaf));
    fill_entry(block, name, number);
    TRY(set_slot(directory, slots, leaf));
    return set_slot_count(directory, slots + 1);
}

}  // namespace sfs
