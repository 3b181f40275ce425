// SFS on disk: what the blocks of an image hold, byte for byte. Little-endian.
// Layer: libs. uCore: kern/fs/sfs/sfs.h.
//
//     block 0       SuperBlock
//     block 1       inode of the root directory
//     block 2 ...   free map, one bit for each block: 1 = free
//     then          inodes (a block each; an inode's number is its block's), data, directory
//                   entries (a block each), pointer blocks
#pragma once

#include "libs/types.h"

namespace sfs {

constexpr u32 kBlockSize = 4096;
constexpr u32 kBitsPerBlock = kBlockSize * 8;
constexpr u32 kMagic = 0x2F8DBE2A;
constexpr u32 kSuperBlock = 0;
constexpr u32 kRootInode = 1;
constexpr u32 kFirstFreeMapBlock = 2;
constexpr u32 kNoBlock = 0;  // in a pointer: none, a hole

constexpr u32 kMaxName = 255;  // without the NUL
constexpr u32 kNameSize = kMaxName + 1;
constexpr u32 kInfoSize = 32;
constexpr u32 kEntrySize = 256;  // what a directory's size counts for each slot
constexpr u32 kMaxFileSize = 128 * 1024 * 1024;

constexpr u32 kDirectPointers = 12;
constexpr u32 kPointersPerBlock = kBlockSize / sizeof(u32);
constexpr u32 kFirstIndirect = kDirectPointers;
constexpr u32 kFirstDoubleIndirect = kFirstIndirect + kPointersPerBlock;

enum class FileType : u16 { Invalid = 0, File = 1, Directory = 2, SymbolicLink = 3 };

struct SuperBlock {
    u32 magic;
    u32 blocks;         // of the file system, this one included
    u32 unused_blocks;  // how many bits of the free map are 1
    char info[kInfoSize];
};
static_assert(sizeof(SuperBlock) == 44);

struct DiskInode {
    u32 size;  // bytes; of a directory kEntrySize for each slot
    u16 type;  // a FileType
    u16 nlinks;
    u32 blocks;  // data or entry blocks, without pointer blocks
    u32 direct[kDirectPointers];
    u32 indirect;
    u32 db_indirect;
};
static_assert(sizeof(DiskInode) == 68 && __builtin_offsetof(DiskInode, direct) == 12 &&
              __builtin_offsetof(DiskInode, indirect) == 60);

struct DiskEntry {
    u32 ino;  // 0: the slot is empty
    char name[kNameSize];
};
static_assert(sizeof(DiskEntry) == 260);

// How many blocks the free map of `blocks` (not 0) blocks fills.
constexpr u32 free_map_blocks(u32 blocks) { return (blocks - 1) / kBitsPerBlock + 1; }

// The first block that can hold a file's inode or data.
constexpr u32 first_data_block(u32 blocks) { return kFirstFreeMapBlock + free_map_blocks(blocks); }

}  // namespace sfs
