// Fills an image with a folder of the host.
// Layer: host tools. uCore: tools/mksfs.c (create_sfs, add_entry).
#pragma once

#include <ctime>
#include <vector>

#include "sfs-tools/image.h"
#include "sfs-tools/source_tree.h"

namespace sfs_tools {

class ImageWriter : NonCopyable {
  public:
    // The tree must have no problems. Progress goes to the error output.
    ImageWriter(ImageCache& cache, const ImageFile& file, const SourceTree& tree, bool progress);

    // Makes an SFS of `blocks` blocks with the tree in it, and has it on the medium.
    Problem write(u32 blocks, const std::string& label);

  private:
    Problem add(usize index);
    Problem copy(const SourceNode& node, sfs::Inode& inode);
    Problem copy_part(const SourceNode& node, sfs::Inode& inode, int fd, u32 offset);
    Result<sfs::Inode*> make(const SourceNode& node, sfs::Inode& folder);
    Result<void> leave_folders(u32 depth);
    void show_progress(u32 more_bytes);

    static constexpr u32 kChunk = 256 * 1024;  // bytes that are read at once; whole blocks

    ImageCache& cache_;
    const ImageFile& file_;
    const SourceTree& tree_;
    const bool progress_;
    HeapMemory memory_;
    sfs::FileSystem fs_;
    std::vector<sfs::Inode*> folders_;  // open, from the root down to where we are
    std::vector<u32> numbers_;          // inode numbers of the nodes done so far
    std::vector<u8> chunk_;
    u64 bytes_done_ = 0;
    timespec last_shown_ = {};
};

}  // namespace sfs_tools
