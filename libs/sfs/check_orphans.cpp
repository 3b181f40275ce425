// Checking an SFS: inodes without names, which go to /lost+found.
// Layer: libs. uCore: none.
#include "libs/sfs/checker.h"
#include "libs/string.h"

namespace sfs {
namespace {

constexpr char kLostAndFound[] = "lost+found";
constexpr u32 kAttempts = 10;  // at a name for it, where files have that name

bool is_zero(const u8* bytes, usize size) {
    for (usize i = 0; i < size; ++i) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

// Do type, link count, size and blocks agree as they do in an inode that was in use?
bool is_consistent(const DiskInode& inode) {
    if (inode.nlinks == 0 || inode.size > kMaxFileSize) {
        return false;
    }
    switch (static_cast<FileType>(inode.type)) {
    case FileType::File:
        return inode.blocks == inode.size / kBlockSize + (inode.size % kBlockSize != 0 ? 1 : 0);
    case FileType::Directory:
        return inode.blocks <= kMaxIndex && inode.size == inode.blocks * kEntrySize;
    case FileType::SymbolicLink:
        return inode.blocks == 1 && inode.size != 0 && inode.size <= kBlockSize;
    default: return false;
    }
}

}  // namespace

// --- finding -------------------------------------------------------------------------------------

// An inode without a name is known by what it looks like, since the format does not say which
// blocks are inodes. With a link count of 0 it was on its way out: its blocks are only free.
Result<void> Checker::find_orphans() {
    bool is_any = false;
    for (u32 number = first_data_; claimed_.next_absent(number); ++number) {
        const bool is_orphan = TRY(looks_like_inode(number));
        if (is_orphan) {
            candidates_.set(number);
            orphans_.set(number);
            is_any = true;
        }
    }
    if (!is_any) {
        return {};
    }
    adopting_ = true;
    TRY(note_orphan_names());
    TRY(adopt_orphans(false));
    return adopt_orphans(true);
}

Result<bool> Checker::is_used_in_map(u32 block) {
    auto map = TRY(BlockRef::get(cache_, kFirstFreeMapBlock + block / kBitsPerBlock));
    const u32 bit = block % kBitsPerBlock;
    return (map.as<u32>()[bit / 32] >> bit % 32 & 1) == 0;
}

Result<bool> Checker::looks_like_inode(u32 number) {
    const bool is_used = TRY(is_used_in_map(number));
    if (!is_used) {
        return false;
    }
    auto block = TRY(BlockRef::get(cache_, number));
    const auto* inode = block.as<DiskInode>();
    if (!is_consistent(*inode) ||
        !is_zero(block.data() + sizeof(DiskInode), kBlockSize - sizeof(DiskInode))) {
        return false;
    }
    if (inode->type == static_cast<u16>(FileType::SymbolicLink)) {
        const u32 length = TRY(target_length(*inode));
        if (length == 0) {
            return false;
        }
    }
    return TRY(are_pointers_free(*inode));
}

// Nothing that has a name may own what an inode without one points to.
Result<bool> Checker::are_pointers_free(const DiskInode& inode) {
    for (u32 i = 0; i < kDirectPointers + 2; ++i) {
        const u32 pointer = i < kDirectPointers    ? inode.direct[i]
                            : i == kDirectPointers ? inode.indirect
                                                   : inode.db_indirect;
        if (pointer == kNoBlock) {
            continue;
        }
        if (!is_data(pointer) || claimed_.test(pointer)) {
            return false;
        }
        const bool is_used = TRY(is_used_in_map(pointer));
        if (!is_used) {
            return false;
        }
    }
    return true;
}

// Takes out of orphans_ what has a name in a directory that is itself without one.
Result<void> Checker::note_orphan_names() {
    seen_.clear();
    for (u32 number = 0; candidates_.next(number); ++number) {
        u16 type = 0;
        {
            auto block = TRY(BlockRef::get(cache_, number));
            type = block.as<DiskInode>()->type;
        }
        if (type == static_cast<u16>(FileType::Directory)) {
            BlockWalk steps{BlockWalk::Purpose::Peek, number, 0, true};
            TRY(walk(steps));
        }
    }
    return {};
}

Result<void> Checker::peek(u32 leaf) {
    auto block = TRY(BlockRef::get(cache_, leaf));
    const auto* entry = block.as<DiskEntry>();
    const StringView name = name_of(*entry);
    if (is_data(entry->ino) && name != "." && name != "..") {
        orphans_.remove(entry->ino);
    }
    return {};
}

// First those without names, and all that they hold; then, where directories hold each other, any.
Result<void> Checker::adopt_orphans(bool with_names) {
    BlockSet& set = with_names ? candidates_ : orphans_;
    for (u32 number = 0; set.next(number); ++number) {
        if (claimed_.test(number)) {
            if (!with_names) {
                orphans_.remove(number);
            }
            continue;
        }
        orphans_.set(number);
        FileType type = {};
        {
            auto block = TRY(BlockRef::get(cache_, number));
            type = static_cast<FileType>(block.as<DiskInode>()->type);
        }
        TRY(add_inode(number, 0, type));
        TRY(walk_directories());
    }
    return {};
}

// --- putting them into /lost+found
// ----------------------------------------------------------------

Result<void> Checker::reconnect_orphans() {
    u32 number = 0;
    if (!orphans_.next(number)) {
        return {};
    }
    const u32 home = TRY(lost_and_found());
    for (; orphans_.next(number); ++number) {
        TRY(reconnect(number, home));
    }
    return {};
}

Result<bool> Checker::has_room_for_name(u32 directory) {
    if (directory == 0) {
        return false;
    }
    auto block = TRY(BlockRef::get(cache_, directory));
    return TRY(has_room_for_slot(directory, block.as<DiskInode>()->blocks));
}

// `home` 0: there is no room for one.
Result<void> Checker::reconnect(u32 number, u32 home) {
    const Finding finding{Damage::Orphan, false, number, number, 0, home};
    const bool has_room = TRY(has_room_for_name(home));
    if (!has_room) {
        leave(finding);
        return {};
    }
    char name[24];
    write_number_name(name, number, 0);
    found(finding);
    TRY(append_name(home, name, number));
    return directories_.test(number) ? move_below(number, home) : Result<void>();
}

// Turns the directory's `..`, if it has one, to its new place.
Result<void> Checker::move_below(u32 directory, u32 home) {
    const u32 entries = TRY(collect_entries(directory));
    const u32 leaf = TRY(find_entry(entries, ".."));
    if (leaf == 0) {
        return {};
    }
    auto block = TRY(BlockRef::get(cache_, leaf));
    block.as<DiskEntry>()->ino = home;
    block.mark_dirty();
    return add_link(home);
}

Result<void> Checker::add_link(u32 number) {
    auto block = TRY(BlockRef::get(cache_, number));
    ++block.as<DiskInode>()->nlinks;
    block.mark_dirty();
    return {};
}

// The directory's inode; 0 when there is no room for it. A file may have its name.
Result<u32> Checker::lost_and_found() {
    if (!repairs() || room_ == 0 || has_twice_) {
        return 0U;
    }
    char name[sizeof(kLostAndFound) + 2];
    memcpy(name, kLostAndFound, sizeof(kLostAndFound));
    for (u32 i = 0; i < kAttempts; ++i) {
        if (i > 0) {
            name[sizeof(kLostAndFound) - 1] = '.';
            name[sizeof(kLostAndFound)] = static_cast<char>('0' + i);
            name[sizeof(kLostAndFound) + 1] = '\0';
        }
        const u32 entries = TRY(collect_entries(kRootInode));
        const u32 leaf = TRY(find_entry(entries, name));
        if (leaf == 0) {
            return make_lost_and_found(name);
        }
        auto block = TRY(BlockRef::get(cache_, leaf));
        const u32 number = block.as<DiskEntry>()->ino;
        if (directories_.test(number)) {
            return number;
        }
    }
    return 0U;
}

Result<u32> Checker::make_lost_and_found(StringView name) {
    constexpr u32 kNeeded = 4;  // its inode, `.`, `..`, and the name of one orphan
    if (room_ < kNeeded) {
        return 0U;
    }
    room_ -= kNeeded;
    const bool has_room = TRY(has_room_for_name(kRootInode));
    room_ += kNeeded;
    if (!has_room) {
        return 0U;
    }
    u32 blocks[3] = {};
    for (u32& block : blocks) {
        const u32 fresh = TRY(allocate());
        block = fresh;
    }
    auto inode = TRY(BlockRef::get_zeroed(cache_, blocks[0]));
    *inode.as<DiskInode>() = {2 * kEntrySize,
                              static_cast<u16>(FileType::Directory),
                              2,
                              2,
                              {blocks[1], blocks[2]},
                              kNoBlock,
                              kNoBlock};
    auto self = TRY(BlockRef::get_zeroed(cache_, blocks[1]));
    fill_entry(self, ".", blocks[0]);
    auto parent = TRY(BlockRef::get_zeroed(cache_, blocks[2]));
    fill_entry(parent, "..", kRootInode);
    TRY(append_name(kRootInode, name, blocks[0]));
    TRY(add_link(kRootInode));
    changed_ = true;
    return blocks[0];
}

}  // namespace sfs
