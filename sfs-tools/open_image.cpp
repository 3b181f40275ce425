// An image that holds an SFS: opening it, and finding things in it.
// Layer: host tools, over libs/sfs.
#include "sfs-tools/open_image.h"

namespace sfs_tools {

Problem OpenImage::open(const std::string& path, Access access, bool mounts) {
    if (auto problem = file_.open(path, access)) {
        return problem;
    }
    cache_ = std::make_unique<ImageCache>(file_);
    fs_ = std::make_unique<sfs::FileSystem>(*cache_, memory_);
    if (mounts) {
        const auto mounted = fs_->mount();
        if (!mounted.has_value()) {
            return describe(mounted.error());
        }
    }
    return {};
}

Result<u32> OpenImage::find(std::string_view path) {
    u32 number = sfs::kRootInode;
    while (!path.empty()) {
        const auto slash = path.find('/');
        const std::string_view name = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        if (name.empty()) {
            continue;
        }
        auto folder = TRY(InodeRef::open(*fs_, number));
        sfs::Inode* next = TRY(fs_->lookup(*folder, StringView(name.data(), name.size())));
        number = next->number();
        TRY(fs_->close(*next));
    }
    return number;
}

Result<void> OpenImage::list(u32 number, std::vector<ImageEntry>& entries) {
    auto folder = TRY(InodeRef::open(*fs_, number));
    entries.clear();
    const u32 slots = folder->size() / sfs::kEntrySize;
    for (u32 slot = 0; slot < slots; ++slot) {
        sfs::DiskEntry entry;
        TRY(fs_->read_entry(*folder, slot, entry));
        if (entry.ino != 0) {
            entries.push_back({std::string(entry.name), entry.ino});
        }
    }
    return {};
}

Result<void> OpenImage::read_link(u32 number, std::string& target) {
    auto link = TRY(InodeRef::open(*fs_, number));
    target.assign(sfs::kBlockSize, '\0');
    const u32 size = TRY(fs_->readlink(*link, target.data(), sfs::kBlockSize));
    target.resize(size);
    return {};
}

const char* type_name(sfs::FileType type) {
    switch (type) {
    case sfs::FileType::File: return "file";
    case sfs::FileType::Directory: return "folder";
    case sfs::FileType::SymbolicLink: return "link";
    default: return "invalid";
    }
}

bool is_safe_name(std::string_view name) {
    return name != "." && name != ".." &&
           sfs::check_name(StringView(name.data(), name.size())).has_value();
}

}  // namespace sfs_tools
