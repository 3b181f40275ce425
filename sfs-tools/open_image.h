// An image that holds an SFS, opened: what the tools that look into one begin with.
// Layer: host tools, over libs/sfs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sfs-tools/image.h"

namespace sfs_tools {

// An open inode, closed at the end of the scope.
class InodeRef : NonCopyable {
  public:
    InodeRef(sfs::FileSystem& fs, sfs::Inode& inode) : fs_(&fs), inode_(&inode) {}
    InodeRef(InodeRef&& other) : fs_(other.fs_), inode_(other.inode_) { other.inode_ = nullptr; }
    ~InodeRef() {
        if (inode_ != nullptr) {
            (void)fs_->close(*inode_);
        }
    }
    static Result<InodeRef> open(sfs::FileSystem& fs, u32 number) {
        sfs::Inode* inode = TRY(fs.open(number));
        return InodeRef(fs, *inode);
    }

    sfs::Inode* operator->() const { return inode_; }
    sfs::Inode& operator*() const { return *inode_; }

  private:
    sfs::FileSystem* fs_;
    sfs::Inode* inode_;
};

// A name in a folder, as it stands there: neither the name nor the number need be good.
struct ImageEntry {
    std::string name;
    u32 number;
};

class OpenImage : NonCopyable {
  public:
    OpenImage() = default;

    // Once. `mounts` is false for who only wants to look at single blocks of a damaged image.
    Problem open(const std::string& path, Access access, bool mounts = true);

    ImageFile& file() { return file_; }
    ImageCache& cache() { return *cache_; }
    sfs::FileSystem& fs() { return *fs_; }
    std::string describe(Error error) const { return sfs_tools::describe(error, file_); }

    // The inode of a path from the root, "/a/b"; symbolic links are not followed. Errors: NoEntry,
    // NotDirectory.
    Result<u32> find(std::string_view path);
    // All entries of a folder in the order of their slots, `.` and `..` among them.
    Result<void> list(u32 folder, std::vector<ImageEntry>& entries);
    Result<void> read_link(u32 link, std::string& target);

  private:
    ImageFile file_;
    HeapMemory memory_;
    std::unique_ptr<ImageCache> cache_;
    std::unique_ptr<sfs::FileSystem> fs_;
};

// "file", "folder", "link"
const char* type_name(sfs::FileType type);
// May a file of the host have this name in a folder: neither `.` nor `..`, nor a path?
bool is_safe_name(std::string_view name);

}  // namespace sfs_tools
