// A folder of the host as mksfs sees it: names in order, and what each file will need.
// Layer: host tools. uCore: tools/mksfs.c (open_dir).
#pragma once

#include <string>
#include <sys/stat.h>
#include <vector>

#include "libs/types.h"
#include "sfs-tools/image.h"

namespace sfs_tools {

constexpr u32 kNoNode = 0xFFFFFFFF;

// A name in the folder. Nodes stand in the order in which they are made: a folder before what is in
// it, and what is in a folder by the bytes of the names.
struct SourceNode {
    std::string path;    // on the host
    std::string name;    // the last component; empty for the folder itself
    std::string target;  // of a symbolic link
    sfs::FileType type = sfs::FileType::File;
    u32 parent = kNoNode;
    u32 first_name = kNoNode;  // the node with the same file under an earlier name
    u32 names = 1;             // of a file: how many; of a folder: how many entries
    u32 depth = 0;
    u64 size = 0;
    std::vector<bool> holes;  // with --sparse: which blocks hold nothing but zeros
};

struct SourceOptions {
    bool sparse = false;
    bool original = false;   // only what the original kernel can use
    dev_t image_device = 0;  // the image itself, which must not be in the folder
    ino_t image_inode = 0;
};

struct SourceTree {
    std::vector<SourceNode> nodes;
    std::vector<std::string> problems;  // each names a path and says what is wrong with it
    u64 bytes = 0;                      // in all files
    u64 blocks = 0;                     // without superblock, root inode and free map
    u32 files = 0;
    u32 folders = 0;
};

// Looks at everything in the folder, and opens no file but to look for holes.
SourceTree scan_tree(const std::string& folder, const SourceOptions& options);

}  // namespace sfs_tools
