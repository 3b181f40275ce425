// SFS as a whole: what the kernel's VFS, the tools and the fuzzers call.
// Layer: libs. uCore: sfs_fs.c, sfs_inode.c (sfs_node_fileops, sfs_node_dirops).
//
// How to use it: supply a BlockCache (block_device.h) and a Memory; mount(); open(kRootInode);
// walk down with lookup(); close() what was opened; sync() before the end. Locking: one lock
// around every call, of this and of the Inodes that open() returns; calls may read the device, so
// it must be one that may be held asleep. A name is one component; paths, mounts and following
// symbolic links are the VFS's. An Inode pins its block in the cache while it is open.
//
// Errors of all: the device's, NoMemory, Invalid for damage on the disk. A full disk is NoMemory,
// as in uCore, and changes nothing. Order on disk (see volume.h): an inode before its first name,
// a name's removal before the drop of the link count; so a cut leaves link counts too high and
// orphans, never a name without an inode.
#pragma once

#include "libs/sfs/directory.h"
#include "libs/sfs/memory.h"

namespace sfs {

class FileSystem : NonCopyable {
  public:
    FileSystem(BlockCache& cache, Memory& memory)
        : cache_(cache), memory_(memory), volume_(cache) {}

    Result<void> mount() { return volume_.mount(); }
    // All of the file system, which is more than fsync asks for and as much as it means.
    Result<void> sync() { return volume_.sync(); }
    const Volume& volume() const { return volume_; }

    // The inode of this number, the same object for everybody; close() each.
    Result<Inode*> open(u32 number);
    // The last close of an inode without names frees it on disk.
    Result<void> close(Inode& inode);

    // Of a single name: errors NotDirectory, NoEntry.
    Result<Inode*> lookup(Inode& directory, StringView name);
    // An entry by its slot: errors NotDirectory, NoEntry past the end. Number 0: an empty slot.
    Result<void> read_entry(Inode& directory, u32 slot, DiskEntry& entry);
    // New and open. Errors: NotDirectory, Exists, TooBig or Invalid for the name, NoEntry when the
    // directory is removed.
    Result<Inode*> create(Inode& directory, StringView name) {
        return make(directory, name, FileType::File, {});
    }
    Result<Inode*> mkdir(Inode& directory, StringView name) {
        return make(directory, name, FileType::Directory, {});
    }
    // The target fills at most one block. Errors: TooBig.
    Result<Inode*> symlink(Inode& directory, StringView name, StringView target) {
        return make(directory, name, FileType::SymbolicLink, target);
    }
    // Bytes of the target, without a NUL, at most `size`.
    Result<u32> readlink(Inode& link, char* target, u32 size);
    // Another name for a file or symbolic link. Errors: as create, IsDirectory.
    Result<void> link(Inode& directory, StringView name, Inode& target);
    // Errors: IsDirectory, NotDirectory, NoEntry.
    Result<void> unlink(Inode& directory, StringView name);
    // Errors: NotDirectory, NotEmpty, NoEntry, Invalid for `.`, Busy for the root.
    Result<void> rmdir(Inode& directory, StringView name);
    // Over an existing name in one write. Errors: of the above, Invalid into itself or below.
    Result<void> rename(Inode& from, StringView old_name, Inode& to, StringView new_name);

  private:
    static constexpr u32 kTableSize = 64;
    using Table = IntrusiveList<Inode, &Inode::link>;

    Directory entries(Inode& inode) { return Directory(cache_, inode); }
    Result<Inode*> add_to_table(u32 number, BlockRef block);
    Result<void> check_new_name(Inode& directory, StringView name);
    Result<Inode*> make(Inode& directory, StringView name, FileType type, StringView target);
    Result<void> fill(Inode& fresh, Inode& directory, StringView name, StringView target);
    Result<void> set_target(Inode& link, StringView target);
    Result<void> remove_name(Inode& directory, StringView name, Inode& target);
    Result<bool> is_below(Inode& directory, Inode& ancestor);
    Result<void> check_replaced(Inode& moved, Inode& replaced);
    Result<void> move_name(Inode& from, StringView old_name, Inode& to, StringView new_name,
                           Inode& moved, Inode* replaced);
    void drop_link(Inode& inode);

    BlockCache& cache_;
    Memory& memory_;
    Volume volume_;
    Table table_[kTableSize];
};

}  // namespace sfs
