// Checking an SFS: directories, their entries, and what those stand for.
// Layer: libs. uCore: none.
#include "libs/sfs/checker.h"
#include "libs/string.h"

namespace sfs {
namespace {

u8 type_number(FileType type) { return static_cast<u8>(type); }

}  // namespace

StringView name_of(const DiskEntry& entry) { return {entry.name, strnlen(entry.name, kMaxName)}; }

void fill_entry(BlockRef& block, StringView name, u32 number) {
    memset(block.data(), 0, kBlockSize);
    auto* entry = block.as<DiskEntry>();
    entry->ino = number;
    memcpy(entry->name, name.data(), name.size());
    block.mark_dirty();
}

void write_number_name(char* to, u32 number, u32 second) {
    const u32 values[] = {number, second};
    char digits[10];
    *to++ = '#';
    for (u32 value : values) {
        u32 count = 0;
        for (u32 rest = value; rest != 0 || count == 0; rest /= 10) {
            digits[count++] = static_cast<char>('0' + rest % 10);
        }
        while (count != 0) {
            *to++ = digits[--count];
        }
        if (second == 0) {
            break;
        }
        *to++ = '.';
    }
    *(second == 0 ? to : to - 1) = '\0';
}

Result<void> Checker::walk_directories() {
    while (queue_first_ != queue_end_) {
        TRY(check_directory(queue_[queue_first_++]));
    }
    return {};
}

// The inode has its first name.
Result<void> Checker::add_inode(u32 number, u32 parent, FileType type) {
    claimed_.set(number);
    inodes_.set(number);
    links_[number] = number == kRootInode ? 0 : 1;
    if (type != FileType::Directory) {
        ++result_.files;
        return adopting_ ? claim_file(number) : Result<void>();
    }
    ++result_.folders;
    directories_.set(number);
    parent_[number] = parent;
    queue_[queue_end_++] = number;
    return {};
}

Result<void> Checker::check_directory(u32 number) {
    const u32 slots = TRY(check_directory_size(number));
    BlockWalk steps{BlockWalk::Purpose::Claim, number, slots, true};
    names_.clear();
    comparisons_ = 0;
    dots_ = {};
    const bool had_twice = has_twice_;
    has_twice_ = false;
    TRY(walk(steps));
    names_.clear();
    if (!has_twice_) {  // else what it lacks may be in a block that is to be copied
        note_what_is_missing(steps);
    }
    has_twice_ = has_twice_ || had_twice;
    // As they are, or as they will be.
    ++links_[number];
    if (parent_[number] != 0) {
        ++links_[parent_[number]];
    }
    return {};
}

void Checker::note_what_is_missing(const BlockWalk& steps) {
    const u32 number = steps.inode;
    const u32 parent = parent_[number];
    const bool has_holes = steps.leaves != steps.limit;
    const bool needs_parent = !dots_.parent && parent != 0;
    if (repairs()) {
        if (has_holes || !dots_.self || needs_parent) {
            incomplete_.set(number);
        }
        return;
    }
    if (has_holes) {
        found({Damage::DirectoryHole, false, number, number, steps.limit, steps.leaves});
    }
    if (!dots_.self) {
        found({Damage::MissingDot, false, number, number, 0, number});
    }
    if (needs_parent) {
        found({Damage::MissingDotDot, false, number, number, 0, parent});
    }
}

// --- an entry ------------------------------------------------------------------------------------

Result<void> Checker::check_entry(u32 directory, BlockRef& leaf) {
    auto* entry = leaf.as<DiskEntry>();
    if (entry->ino == 0) {
        return {};
    }
    const StringView name = name_of(*entry);
    if (name == "." || name == "..") {
        return check_dot(directory, leaf, name == "..");
    }
    Damage damage = {};
    const bool is_good = TRY(judge_target(entry->ino, damage));
    if (!is_good) {
        if (found({damage, false, directory, leaf.buffer().block, entry->ino, 0})) {
            memset(leaf.data(), 0, kBlockSize);
            leaf.mark_dirty();
        }
        return {};
    }
    const bool is_kept = TRY(repair_name(directory, leaf));
    return is_kept ? add_target(directory, leaf) : Result<void>();
}

Result<void> Checker::check_dot(u32 directory, BlockRef& leaf, bool is_parent) {
    auto* entry = leaf.as<DiskEntry>();
    const u32 place = leaf.buffer().block;
    bool& is_there = is_parent ? dots_.parent : dots_.self;
    if (is_there) {
        if (found({Damage::NameTwice, false, directory, place, entry->ino, 0})) {
            memset(leaf.data(), 0, kBlockSize);
            leaf.mark_dirty();
        }
        return {};
    }
    is_there = true;
    const u32 wanted = is_parent ? parent_[directory] : directory;
    const Damage damage = is_parent ? Damage::WrongDotDot : Damage::WrongDot;
    if (wanted != 0 && entry->ino != wanted &&
        found({damage, false, directory, place, entry->ino, wanted})) {
        entry->ino = wanted;
        leaf.mark_dirty();
    }
    return {};
}

// Gives the entry a name that can be, and that no other in the directory has. False when the entry
// had to go.
Result<bool> Checker::repair_name(u32 directory, BlockRef& leaf) {
    auto* entry = leaf.as<DiskEntry>();
    const u32 place = leaf.buffer().block;
    if (strnlen(entry->name, kNameSize) == kNameSize &&
        found({Damage::NameWithoutEnd, false, directory, place, entry->ino, 0})) {
        entry->name[kMaxName] = '\0';
        leaf.mark_dirty();
    }
    const StringView name = name_of(*entry);
    const bool has_slash = name.find('/') != StringView::kNotFound;
    if ((name.empty() || has_slash) &&
        found({Damage::BadName, false, directory, place, entry->ino, 0})) {
        if (name.empty()) {
            write_number_name(entry->name, entry->ino, 0);
        }
        for (usize i = 0; i < name.size(); ++i) {
            entry->name[i] = entry->name[i] == '/' ? '_' : entry->name[i];
        }
        leaf.mark_dirty();
    }
    const bool is_twice = TRY(is_name_twice(leaf));
    if (is_twice) {
        const bool is_kept = TRY(settle_twin(directory, leaf));
        if (!is_kept || !repairs()) {
            return is_kept;
        }
    }
    TRY(names_.add(NameIndex::hash(name_of(*entry)), place));
    return true;
}

// Has an earlier entry of the directory this name? An image may be made of names with equal hashes:
// when there are too many of those, it is taken for no.
Result<bool> Checker::is_name_twice(const BlockRef& leaf) {
    constexpr u32 kMaxComparisons = 4 * kMaxIndex;
    const StringView name = name_of(*leaf.as<DiskEntry>());
    u32 position = 0;
    u32 other = 0;
    while (names_.next(NameIndex::hash(name), position, other)) {
        if (++comparisons_ > kMaxComparisons) {
            return false;
        }
        auto block = TRY(BlockRef::get(cache_, other));
        if (name_of(*block.as<DiskEntry>()) == name) {
            return true;
        }
    }
    return false;
}

// The second entry of a name gets another one; it goes when that is there, too.
Result<bool> Checker::settle_twin(u32 directory, BlockRef& leaf) {
    auto* entry = leaf.as<DiskEntry>();
    const u32 place = leaf.buffer().block;
    if (!found({Damage::NameTwice, false, directory, place, entry->ino, 0})) {
        return true;
    }
    const u32 target = entry->ino;
    char name[24];
    write_number_name(name, target, place);
    fill_entry(leaf, name, target);
    const bool is_twice = TRY(is_name_twice(leaf));
    if (is_twice) {
        memset(leaf.data(), 0, kBlockSize);
    }
    return !is_twice;
}

// --- what a name stands for ----------------------------------------------------------------------

// May it be an inode that takes another name? False gives the damage.
Result<bool> Checker::judge_target(u32 number, Damage& damage) {
    damage = Damage::DirectoryLinkedTwice;
    if (number == kRootInode) {
        return false;
    }
    damage = Damage::EntryOutOfRange;
    if (!is_data(number)) {
        return false;
    }
    if (inodes_.test(number)) {
        damage = directories_.test(number) ? Damage::DirectoryLinkedTwice : Damage::TooManyLinks;
        return !directories_.test(number) && links_[number] != NumericLimits<u16>::max();
    }
    damage = Damage::EntryWithoutInode;
    if (claimed_.test(number)) {
        return false;
    }
    auto block = TRY(BlockRef::get(cache_, number));
    return TRY(judge_inode(block));
}

// Is it an inode, be it one whose type has suffered? A symbolic link to nowhere is none.
Result<bool> Checker::judge_inode(const BlockRef& block) {
    const auto* inode = block.as<DiskInode>();
    if (inode->type == type_number(FileType::SymbolicLink)) {
        const u32 length = TRY(target_length(*inode));
        return length != 0;
    }
    if (inode->type == type_number(FileType::File) ||
        inode->type == type_number(FileType::Directory)) {
        return true;
    }
    if (inode->nlinks == 0 || inode->size > kMaxFileSize) {
        return false;
    }
    return inode->blocks == align_up(inode->size, kBlockSize) / kBlockSize ||
           inode->blocks * kEntrySize == inode->size;
}

Result<void> Checker::add_target(u32 directory, BlockRef& leaf) {
    const u32 number = leaf.as<DiskEntry>()->ino;
    if (inodes_.test(number)) {
        ++links_[number];
        return {};
    }
    auto block = TRY(BlockRef::get(cache_, number));
    const FileType type = TRY(repair_type(block));
    return add_inode(number, directory, type);
}

// A directory is known by its `.`; what else has lost its type becomes a file.
Result<FileType> Checker::repair_type(BlockRef& block) {
    auto* inode = block.as<DiskInode>();
    if (inode->type >= type_number(FileType::File) &&
        inode->type <= type_number(FileType::SymbolicLink)) {
        return static_cast<FileType>(inode->type);
    }
    const u32 number = block.buffer().block;
    FileType type = FileType::File;
    if (inode->blocks * kEntrySize == inode->size && is_data(inode->direct[0])) {
        auto first = TRY(BlockRef::get(cache_, inode->direct[0]));
        const auto* entry = first.as<DiskEntry>();
        if (entry->ino == number && name_of(*entry) == ".") {
            type = FileType::Directory;
        }
    }
    if (found({Damage::BadType, false, number, number, inode->type, type_number(type)})) {
        inode->type = type_number(type);
        block.mark_dirty();
    }
    return type;
}

}  // namespace sfs
