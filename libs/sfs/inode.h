// An open SFS inode: its block map, and reading, writing and cutting what it holds.
// Layer: libs. uCore: sfs_inode.c (sfs_io_nolock, sfs_bmap_load_nolock, sfs_truncfile), iobuf.h.
#pragma once

#include "libs/list.h"
#include "libs/sfs/name_index.h"
#include "libs/sfs/volume.h"

namespace sfs {

// The other side of a transfer, with a position of its own: user memory in the kernel.
class IoBuf {
  public:
    // Takes `size` bytes away (for reading a file), or supplies them (for writing one).
    virtual Result<void> take(const u8* from, u32 size) = 0;
    virtual Result<void> give(u8* to, u32 size) = 0;

  protected:
    ~IoBuf() = default;
};

// An IoBuf over plain memory, which must be large enough.
class MemoryBuf final : public IoBuf {
  public:
    explicit MemoryBuf(void* memory) : position_(static_cast<u8*>(memory)) {}
    Result<void> take(const u8* from, u32 size) override;
    Result<void> give(u8* to, u32 size) override;

  private:
    u8* position_;
};

enum class Direction { Read, Write };
enum class Missing { Report, Allocate };

// Made by FileSystem::open only, which has one for each inode number in use. What the disk says is
// checked at each use, since a hostile image may map an inode's own block as its data.
class Inode : NonCopyable {
  public:
    Inode(Volume& volume, BlockCache& cache, Memory& memory, u32 number, BlockRef block)
        : names(memory), volume_(volume), cache_(cache), number_(number), block_(move(block)) {}

    u32 number() const { return number_; }
    FileType type() const { return static_cast<FileType>(disk().type); }
    u32 size() const { return disk().size; }
    u32 nlinks() const { return disk().nlinks; }
    u32 blocks() const { return disk().blocks; }
    bool is_directory() const { return type() == FileType::Directory; }

    // The block that holds the index-th 4 KiB; kNoBlock for a hole that is only reported. Errors:
    // TooBig, NoMemory for a full disk, Invalid for a damaged pointer, the device's.
    Result<u32> sfs_bmap_load_nolock(u32 index, Missing missing);
    // Reads (up to the end) or writes `length` bytes at `offset`, and returns how many; fewer, but
    // not none, when an error stopped it half-way. A write past the end grows the file.
    Result<u32> sfs_io_nolock(IoBuf& buffer, u32 offset, u32 length, Direction direction);
    // The same for bytes of one block: all `count` of them, from `offset` on, which must not cross
    // a block's end, nor the file's when they are read. Needs nothing of the exercise above.
    Result<void> transfer(IoBuf& buffer, u32 offset, u32 count, Direction direction);
    // Cuts the contents, or adds a hole. Errors: TooBig, the device's.
    Result<void> truncate(u32 size);

    // For FileSystem and Directory: the inode as it is on disk; changed() after changes.
    Volume& volume() const { return volume_; }
    DiskInode& disk() const { return *block_.as<DiskInode>(); }
    BlockRef& block() { return block_; }
    void changed() { block_.mark_dirty(); }
    void set_size(u32 size, u32 blocks);
    // Frees data and pointer blocks from the index-th 4 KiB on.
    Result<void> free_from(u32 index);

    ListNode link;   // in FileSystem's table
    u32 opened = 0;  // how many open() are without their close()

    // Directory's, which keeps them as long as the inode is open.
    NameIndex names;           // the slot of each name
    bool has_index = false;    // are all names there?
    u32 first_empty_slot = 0;  // no slot below is empty

  private:
    Result<u32> follow(BlockRef& parent, u32* pointer, u32 depth, u32 index, Missing missing);
    Result<void> cut(BlockRef& parent, u32* pointer, u32 depth, u32 first);
    Result<void> clear_tail();

    Volume& volume_;
    BlockCache& cache_;
    const u32 number_;
    BlockRef block_;
};

}  // namespace sfs
