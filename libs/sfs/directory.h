// SFS directories as lists of names: each slot is a block of its own.
// Layer: libs. uCore: sfs_dirent_search_nolock, sfs_dirent_read_nolock, sfs_getdirentry.
#pragma once

#include "libs/sfs/inode.h"
#include "libs/span.h"

namespace sfs {

// Is this a name that an entry can have: 1 to 255 bytes, neither '/' nor NUL in it?
Result<void> check_name(StringView name);

// A view of an inode that is a directory; what it remembers is kept in the inode. `.` and `..` are
// entries like others. A directory of many slots gets an index of its names when one is looked for;
// without the memory for it, slots are looked at one after the other, as they are in small ones.
class Directory {
  public:
    Directory(BlockCache& cache, Inode& inode) : cache_(cache), inode_(inode) {}

    u32 slots() const { return inode_.size() / kEntrySize; }
    // The inode number that the name stands for. Errors: NoEntry, Invalid for a damaged entry.
    Result<u32> find(StringView name);
    // The entry in slot `slot`, copied; its number is 0 in an empty slot. NoEntry past the end.
    Result<void> read(u32 slot, DiskEntry& entry);
    // The block of the name's entry. Errors: as find.
    Result<BlockRef> block_of(StringView name);
    // Names `target`, whose inode is written before the name is, `.` and `..` apart. The name must
    // not be there yet. Errors: NoMemory for a full disk, TooBig; nothing has changed then.
    Result<void> add(StringView name, Inode& target);
    // Makes the name stand for `target` instead, in one write.
    Result<void> replace(StringView name, Inode& target);
    // Gives what has the name another one, which must not be there yet, in one write.
    Result<void> rename(StringView name, StringView new_name);
    // Takes the name away before `target`, which it named, is written.
    Result<void> remove(StringView name, Inode& target);
    // Nothing but `.` and `..`?
    Result<bool> is_empty();

  private:
    Result<bool> has_name(u32 slot, StringView name);
    Result<u32> slot_of(StringView name);
    template <typename Visit>
    Result<void> visit_entries(Visit visit);
    Result<void> make_index();
    Result<u32> find_in_index(StringView name);
    void forget_index();
    Result<u32> free_slot();
    Result<BlockRef> entry_block(u32 slot, Missing missing);

    BlockCache& cache_;
    Inode& inode_;
};

}  // namespace sfs
