// SFS as a whole: open inodes, and what changes names.
// Layer: libs. uCore: sfs_inode.c.
#include "libs/sfs/file_system.h"

#include "libs/new.h"
#include "libs/string.h"

namespace sfs {
namespace {

constexpr u32 kMaxSlots = kMaxFileSize / kBlockSize;

Result<void> check_inode(const DiskInode& inode) {
    const auto type = static_cast<FileType>(inode.type);
    if (inode.nlinks == 0 || inode.size > kMaxFileSize) {
        return Error::Invalid;
    }
    if (type == FileType::Directory) {
        return inode.size % kEntrySize == 0 && inode.size / kEntrySize <= kMaxSlots
                   ? Result<void>()
                   : Error::Invalid;
    }
    if (type != FileType::File && type != FileType::SymbolicLink) {
        return Error::Invalid;
    }
    return {};
}

Result<void> add_link(Inode& inode) {
    if (inode.nlinks() == NumericLimits<u16>::max()) {
        return Error::TooBig;
    }
    ++inode.disk().nlinks;
    inode.changed();
    return {};
}

}  // namespace

Result<Inode*> FileSystem::add_to_table(u32 number, BlockRef block) {
    TRY(cache_.reserve());  // the inode's block stays pinned
    void* place = memory_.allocate(sizeof(Inode));
    if (place == nullptr) {
        return Error::NoMemory;
    }
    auto* inode =
        construct_at(static_cast<Inode*>(place), volume_, cache_, memory_, number, move(block));
    table_[number % kTableSize].push_front(*inode);
    inode->opened = 1;
    return inode;
}

Result<Inode*> FileSystem::open(u32 number) {
    for (Inode& inode : table_[number % kTableSize]) {
        if (inode.number() == number) {
            ++inode.opened;
            return &inode;
        }
    }
    if (number != kRootInode && !volume_.is_data_block(number)) {
        return Error::Invalid;
    }
    auto block = TRY(BlockRef::get(cache_, number));
    TRY(check_inode(*block.as<DiskInode>()));
    if (number == kRootInode &&
        block.as<DiskInode>()->type != static_cast<u16>(FileType::Directory)) {
        return Error::Invalid;
    }
    return add_to_table(number, move(block));
}

Result<void> FileSystem::close(Inode& inode) {
    ASSERT(inode.opened > 0);
    if (--inode.opened > 0) {
        return {};
    }
    Result<void> freed;
    if (inode.nlinks() == 0 && inode.number() != kRootInode) {
        inode.set_size(0, 0);
        const auto cut = inode.free_from(0);
        inode.disk().type = static_cast<u16>(FileType::Invalid);
        inode.changed();
        const auto given = volume_.free_block(inode.number(), inode.block());
        construct_at(&freed, cut.has_value() ? given : cut);
    }
    table_[inode.number() % kTableSize].remove(inode);
    inode.~Inode();
    memory_.release(&inode);
    return freed;
}

Result<Inode*> FileSystem::lookup(Inode& directory, StringView name) {
    if (!directory.is_directory()) {
        return Error::NotDirectory;
    }
    const u32 number = TRY(entries(directory).find(name));
    return open(number);
}

Result<void> FileSystem::read_entry(Inode& directory, u32 slot, DiskEntry& entry) {
    if (!directory.is_directory()) {
        return Error::NotDirectory;
    }
    return entries(directory).read(slot, entry);
}

Result<void> FileSystem::check_new_name(Inode& directory, StringView name) {
    if (!directory.is_directory()) {
        return Error::NotDirectory;
    }
    if (directory.nlinks() == 0) {
        return Error::NoEntry;
    }
    TRY(check_name(name));
    const auto found = entries(directory).find(name);
    if (found.has_value()) {
        return Error::Exists;
    }
    return found.error() == Error::NoEntry ? Result<void>() : found.error();
}

Result<Inode*> FileSystem::make(Inode& directory, StringView name, FileType type,
                                StringView target) {
    TRY(check_new_name(directory, name));
    auto block = TRY(volume_.allocate_block(directory.block()));
    const u32 number = block.buffer().block;
    auto* disk = block.as<DiskInode>();
    disk->type = static_cast<u16>(type);
    disk->nlinks = 1;
    block.mark_dirty();  // the cache may have written it, to keep an order
    auto added = add_to_table(number, move(block));
    if (!added.has_value()) {
        (void)volume_.free_block(number, directory.block());
        return added.error();
    }
    Inode* fresh = added.value();
    const auto filled = fill(*fresh, directory, name, target);
    if (!filled.has_value()) {
        fresh->disk().nlinks = 0;
        (void)close(*fresh);
        return filled.error();
    }
    return fresh;
}

Result<void> FileSystem::set_target([[maybe_unused]] Inode& link,
                                    [[maybe_unused]] StringView target) {
    // EXERCISE lab8.4b BEGIN Have the symbolic link hold its target, if that fits into one block
    // HINT An empty target is Invalid, one that is longer than a block TooBig.
    // HINT A MemoryBuf gives the bytes, transfer() writes those of one block.
    if (target.empty() || target.size() > kBlockSize) {
        return target.empty() ? Error::Invalid : Error::TooBig;
    }
    MemoryBuf buffer(const_cast<char*>(target.data()));
    return link.transfer(buffer, 0, static_cast<u32>(target.size()), Direction::Write);
    // EXERCISE lab8.4b STUB
    //| NOT_IMPLEMENTED("lab8.4b");
    // EXERCISE lab8.4b END
}

// What a new inode holds, and last its name.
Result<void> FileSystem::fill(Inode& fresh, Inode& directory, StringView name, StringView target) {
    if (fresh.type() == FileType::SymbolicLink) {
        TRY(set_target(fresh, target));
    }
    if (!fresh.is_directory()) {
        return entries(directory).add(name, fresh);
    }
    TRY(entries(fresh).add(".", fresh));
    TRY(entries(fresh).add("..", directory));
    TRY(add_link(fresh));
    TRY(add_link(directory));
    const auto added = entries(directory).add(name, fresh);
    if (!added.has_value()) {
        drop_link(directory);
    }
    return added;
}

Result<u32> FileSystem::readlink(Inode& link, char* target, u32 size) {
    if (link.type() != FileType::SymbolicLink) {
        return Error::Invalid;
    }
    const u32 count = min(min(size, link.size()), kBlockSize);
    MemoryBuf buffer(target);
    TRY(link.transfer(buffer, 0, count, Direction::Read));
    return count;
}

Result<void> FileSystem::link([[maybe_unused]] Inode& directory, [[maybe_unused]] StringView name,
                              [[maybe_unused]] Inode& target) {
    // EXERCISE lab8.4c BEGIN Give `target` one more name, and count it
    // HINT A directory has one name only (IsDirectory); what has no name any more is to be freed
    // HINT soon (NoEntry). check_new_name() says whether `name` may be made.
    // HINT add_link() counts, drop_link() takes that back; entries(directory).add() makes the name.
    // HINT Count before the name is there: should the power fail between the two, which is worse, a
    // HINT count that is too high, or one that is too low?
    if (target.is_directory()) {
        return Error::IsDirectory;
    }
    if (target.nlinks() == 0) {
        return Error::NoEntry;
    }
    TRY(check_new_name(directory, name));
    TRY(add_link(target));
    const auto added = entries(directory).add(name, target);
    if (!added.has_value()) {
        drop_link(target);
    }
    return added;
    // EXERCISE lab8.4c STUB
    //| NOT_IMPLEMENTED("lab8.4c");
    // EXERCISE lab8.4c END
}

void FileSystem::drop_link(Inode& inode) {
    if (inode.disk().nlinks > 0) {
        --inode.disk().nlinks;
        inode.changed();
    }
}

Result<void> FileSystem::remove_name(Inode& directory, StringView name, Inode& target) {
    TRY(entries(directory).remove(name, target));
    drop_link(target);
    if (target.is_directory()) {
        target.disk().nlinks = 0;
        drop_link(directory);
    }
    return {};
}

Result<void> FileSystem::unlink([[maybe_unused]] Inode& directory,
                                [[maybe_unused]] StringView name) {
    // EXERCISE lab8.4d BEGIN Remove the name of a file or link; the last name's end frees it
    // HINT lookup() opens what `name` names, and every open needs its close().
    // HINT remove_name() removes a name, and counts. The last close() of an inode without names
    // HINT frees it: not sooner, since somebody may have it open.
    Inode* target = TRY(lookup(directory, name));
    const auto removed =
        target->is_directory() ? Error::IsDirectory : remove_name(directory, name, *target);
    const auto closed = close(*target);
    return removed.has_value() ? closed : removed;
    // EXERCISE lab8.4d STUB
    //| NOT_IMPLEMENTED("lab8.4d");
    // EXERCISE lab8.4d END
}

Result<void> FileSystem::rmdir(Inode& directory, StringView name) {
    if (name == "." || name == "..") {
        return name == "." ? Error::Invalid : Error::NotEmpty;
    }
    Inode* target = TRY(lookup(directory, name));
    ScopeExit closing{[&] { (void)close(*target); }};
    if (!target->is_directory()) {
        return Error::NotDirectory;
    }
    if (target->number() == kRootInode || target == &directory) {
        return Error::Busy;
    }
    const bool empty = TRY(entries(*target).is_empty());
    if (!empty) {
        return Error::NotEmpty;
    }
    TRY(remove_name(directory, name, *target));
    closing.dismiss();
    return close(*target);
}

// Is `directory` the directory `ancestor`, or inside? A hostile disk may have circles of `..`.
Result<bool> FileSystem::is_below(Inode& directory, Inode& ancestor) {
    u32 number = directory.number();
    for (u32 steps = 0; steps < volume_.blocks(); ++steps) {
        if (number == ancestor.number()) {
            return true;
        }
        if (number == kRootInode) {
            return false;
        }
        Inode* here = TRY(open(number));
        const auto parent = entries(*here).find("..");
        TRY(close(*here));
        if (!parent.has_value()) {
            return parent.error();
        }
        number = parent.value();
    }
    return Error::Invalid;
}

// May `moved` take the name of `replaced`?
Result<void> FileSystem::check_replaced(Inode& moved, Inode& replaced) {
    if (replaced.is_directory() != moved.is_directory()) {
        return replaced.is_directory() ? Error::IsDirectory : Error::NotDirectory;
    }
    if (!replaced.is_directory()) {
        return {};
    }
    if (replaced.number() == kRootInode) {
        return Error::Busy;
    }
    const bool empty = TRY(entries(replaced).is_empty());
    return empty ? Result<void>() : Error::NotEmpty;
}

// The new name is on disk before the old one goes; where that is one entry, it needs no room.
Result<void> FileSystem::move_name(Inode& from, StringView old_name, Inode& to, StringView new_name,
                                   Inode& moved, Inode* replaced) {
    if (replaced == nullptr && &from == &to) {
        return entries(from).rename(old_name, new_name);
    }
    if (replaced != nullptr) {
        TRY(entries(to).replace(new_name, moved));
    } else {
        TRY(entries(to).add(new_name, moved));
    }
    auto fresh = TRY(entries(to).block_of(new_name));
    auto old = TRY(entries(from).block_of(old_name));
    TRY(cache_.order(fresh.buffer(), old.buffer()));
    TRY(entries(from).remove(old_name, moved));
    if (replaced != nullptr) {
        TRY(cache_.order(fresh.buffer(), replaced->block().buffer()));
        drop_link(*replaced);
    }
    if (!moved.is_directory()) {
        return {};
    }
    if (replaced != nullptr) {
        replaced->disk().nlinks = 0;
        drop_link(to);
    }
    if (&from != &to) {
        TRY(add_link(to));
        drop_link(from);
        TRY(entries(moved).replace("..", to));
    }
    return {};
}

Result<void> FileSystem::rename(Inode& from, StringView old_name, Inode& to, StringView new_name) {
    if (old_name == "." || old_name == ".." || new_name == "." || new_name == "..") {
        return Error::Invalid;
    }
    Inode* moved = TRY(lookup(from, old_name));
    ScopeExit close_moved{[&] { (void)close(*moved); }};
    const auto fresh = check_new_name(to, new_name);
    if (!fresh.has_value() && fresh.error() != Error::Exists) {
        return fresh.error();
    }
    if (moved->is_directory()) {
        const bool inside = TRY(is_below(to, *moved));
        if (inside) {
            return Error::Invalid;
        }
    }
    if (fresh.has_value()) {
        return move_name(from, old_name, to, new_name, *moved, nullptr);
    }
    Inode* replaced = TRY(lookup(to, new_name));
    ScopeExit close_replaced{[&] { (void)close(*replaced); }};
    if (replaced == moved) {
        return {};
    }
    TRY(check_replaced(*moved, *replaced));
    return move_name(from, old_name, to, new_name, *moved, replaced);
}

}  // namespace sfs
