// Walking the tree of an image that may be hostile: no name leaves its folder, no folder comes
// twice. Layer: host tools, over libs/sfs.
#include "sfs-tools/extractor.h"

#include <algorithm>

#include "sfs-tools/arguments.h"

namespace sfs_tools {

void Extractor::problem(const std::string& path, const std::string& what) {
    complain(tool_, printable(path) + ": " + what);
    good_ = false;
}

void Extractor::check(const std::string& path, const Problem& found) {
    if (found) {
        problem(path, *found);
    } else {
        ++taken_;
    }
}

void Extractor::enter(const std::string& path, u32 number) {
    Folder folder;
    folder.path = path;
    const auto listed = image_.list(number, folder.entries);
    if (!listed.has_value()) {
        problem(path, image_.describe(listed.error()));
    }
    std::stable_sort(folder.entries.begin(), folder.entries.end(),
                     [](const ImageEntry& a, const ImageEntry& b) { return a.name < b.name; });
    folders_.push_back(std::move(folder));
}

void Extractor::take_inode(const std::string& path, const ImageEntry& entry, sfs::Inode& inode,
                           Taker& taker) {
    if (inode.is_directory()) {
        if (!seen_folders_.insert(entry.number).second) {
            problem(path, "the folder has a second name");
            return;
        }
        const auto entered = taker.enter_folder(path, entry.name);
        check(path, entered);
        if (!entered) {
            enter(path, entry.number);
        }
        return;
    }
    if (inode.nlinks() > 1) {
        const auto [place, is_first] = earlier_.try_emplace(entry.number, path);
        if (!is_first) {
            check(path, taker.take_name(path, entry.name, place->second));
            return;
        }
    }
    Problem found;
    if (inode.type() == sfs::FileType::SymbolicLink) {
        std::string target;
        const auto read = image_.read_link(entry.number, target);
        found = !read.has_value() ? image_.describe(read.error())
                : target.empty() || target.find('\0') != std::string::npos
                    ? Problem("the link leads nowhere")
                    : taker.take_link(path, entry.name, target);
    } else {
        found = taker.take_file(path, entry.name, inode);
    }
    if (found) {
        earlier_.erase(entry.number);
    }
    check(path, found);
}

void Extractor::take(const ImageEntry& entry, Taker& taker) {
    if (entry.name == "." || entry.name == "..") {
        return;
    }
    const std::string& above = folders_.empty() ? "" : folders_.back().path;
    const std::string path = above.empty() ? entry.name : above + "/" + entry.name;
    if (!is_safe_name(entry.name)) {
        problem(path, "no good name: left out");
        return;
    }
    auto opened = InodeRef::open(image_.fs(), entry.number);
    if (!opened.has_value()) {
        problem(path, opened.error() == Error::Invalid ? text("inode %u is damaged", entry.number)
                                                       : image_.describe(opened.error()));
        return;
    }
    take_inode(path, entry, *opened.value(), taker);
}

bool Extractor::extract(u32 inode, const std::string& name, Taker& taker) {
    if (name.empty()) {
        seen_folders_.insert(inode);
        enter("", inode);
    } else {
        take({name, inode}, taker);
    }
    while (!folders_.empty()) {
        Folder& folder = folders_.back();
        if (folder.next < folder.entries.size()) {
            const ImageEntry entry = folder.entries[folder.next++];
            take(entry, taker);
            continue;
        }
        const bool is_top = folders_.size() == 1 && name.empty();
        if (!is_top) {
            if (const auto left = taker.leave_folder()) {
                problem(folder.path, *left);
            }
        }
        folders_.pop_back();
    }
    return good_;
}

// As many whole blocks as are all data, or one block of a hole.
Result<void> FileReader::next(std::string_view& part) {
    part = {};
    if (offset_ >= file_.size()) {
        return {};
    }
    const u32 block =
        TRY(file_.sfs_bmap_load_nolock(offset_ / sfs::kBlockSize, sfs::Missing::Report));
    is_hole_ = block == sfs::kNoBlock;
    u32 wanted = sfs::kBlockSize;
    while (!is_hole_ && wanted < kChunk && offset_ + wanted < file_.size()) {
        const u32 following = TRY(
            file_.sfs_bmap_load_nolock((offset_ + wanted) / sfs::kBlockSize, sfs::Missing::Report));
        if (following == sfs::kNoBlock) {
            break;
        }
        wanted += sfs::kBlockSize;
    }
    wanted = min(wanted, file_.size() - offset_);
    sfs::MemoryBuf buffer(chunk_.data());
    const u32 got = TRY(file_.sfs_io_nolock(buffer, offset_, wanted, sfs::Direction::Read));
    if (got == 0) {
        return Error::DeviceNotAvailable;
    }
    offset_ += got;
    part = {chunk_.data(), got};
    return {};
}

}  // namespace sfs_tools
