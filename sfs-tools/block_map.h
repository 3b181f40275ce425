// What each block of an image is used for.
// Layer: host tools, over libs/sfs.
#pragma once

#include <vector>

#include "sfs-tools/open_image.h"

namespace sfs_tools {

enum class BlockKind { Free, Lost, Super, FreeMap, Inode, Pointers, Data, Entries, Target };

struct BlockUse {
    BlockKind kind = BlockKind::Free;
    u32 inode = 0;  // whose it is, where it is somebody's
    bool operator==(const BlockUse&) const = default;
};

struct BlockRun {
    u32 first;
    u32 count;
    BlockUse use;
};

// An entry for each block, from the tree of a mounted image; a block that the free map calls used
// though nobody has it is Lost. Of two owners the first counts: fsck.sfs finds them.
Result<void> read_block_map(OpenImage& image, std::vector<BlockUse>& map);
std::vector<BlockRun> runs_of(const std::vector<BlockUse>& map);
const char* use_name(BlockKind kind);

}  // namespace sfs_tools
