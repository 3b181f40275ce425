// sfs-fuse: mounts an SFS image on the host.
// Layer: host tools, over libs/sfs and libfuse 3 (high-level interface). See docs/sfs-fuse.md.
//
// One thread, so the core needs no lock. An open file is its sfs::Inode, kept in
// fuse_file_info::fh. What is removed while it is open gets a hidden name from libfuse until it is
// closed: without a name, fstat could not find it.
#define FUSE_USE_VERSION 35
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fuse3/fuse.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "sfs-tools/arguments.h"
#include "sfs-tools/open_image.h"

namespace sfs_tools {
namespace {

constexpr char kTool[] = "sfs-fuse";

struct Mount {
    OpenImage image;
    int status = kDone;  // how the program is to end
};

Mount& here() { return *static_cast<Mount*>(fuse_get_context()->private_data); }
sfs::FileSystem& fs() { return here().image.fs(); }

// --- errors ---

// What the host's programs understand. A full disk and a lack of memory are one error in the core,
// and memory does not run out here. What is Invalid is a damaged image, unless the caller knows
// more.
int code(Error error) {
    switch (error) {
    case Error::NoMemory: return -ENOSPC;
    case Error::NoEntry: return -ENOENT;
    case Error::IsDirectory: return -EISDIR;
    case Error::NotDirectory: return -ENOTDIR;
    case Error::Exists: return -EEXIST;
    case Error::NotEmpty: return -ENOTEMPTY;
    case Error::Busy: return -EBUSY;
    case Error::TooBig: return -EFBIG;
    default: return -EIO;
    }
}

template <typename T>
int code(const Result<T>& result) {
    return result.has_value() ? 0 : code(result.error());
}

// --- paths ---

StringView view(const std::string& name) { return {name.data(), name.size()}; }

// The folder of a path, and the name in it.
struct Parent {
    InodeRef folder;
    std::string name;
};

int find_parent(const char* path, std::optional<Parent>& parent) {
    const std::string whole = path;
    const auto slash = whole.rfind('/');
    std::string name = whole.substr(slash + 1);
    if (name.size() > sfs::kMaxName) {
        return -ENAMETOOLONG;
    }
    const auto number = here().image.find(std::string_view(whole).substr(0, slash));
    if (!number.has_value()) {
        return code(number.error());
    }
    auto opened = InodeRef::open(fs(), number.value());
    if (!opened.has_value()) {
        return code(opened.error());
    }
    parent.emplace(Parent{opened.take(), std::move(name)});
    return 0;
}

// Calls `work` with the inode of an open file, or of the path.
template <typename Work>
int with_inode(const char* path, fuse_file_info* info, Work work) {
    if (info != nullptr && info->fh != 0) {
        return work(*reinterpret_cast<sfs::Inode*>(info->fh));
    }
    const auto number = here().image.find(path);
    if (!number.has_value()) {
        return code(number.error());
    }
    auto opened = InodeRef::open(fs(), number.value());
    return opened.has_value() ? work(*opened.value()) : code(opened.error());
}

// Calls `work` with the folder of the path and the name in it.
template <typename Work>
int with_parent(const char* path, Work work) {
    std::optional<Parent> parent;
    if (const int error = find_parent(path, parent)) {
        return error;
    }
    return work(*parent->folder, view(parent->name));
}

// --- looking ---

void fill_stat(const sfs::Inode& inode, struct stat& status) {
    status = {};
    status.st_ino = inode.number();
    status.st_nlink = inode.nlinks();
    status.st_size = inode.size();
    status.st_blocks = blkcnt_t{inode.blocks()} * (sfs::kBlockSize / 512);
    status.st_blksize = sfs::kBlockSize;
    status.st_uid = getuid();
    status.st_gid = getgid();
    switch (inode.type()) {
    case sfs::FileType::Directory: status.st_mode = S_IFDIR | 0755; break;
    case sfs::FileType::SymbolicLink: status.st_mode = S_IFLNK | 0777; break;
    default: status.st_mode = S_IFREG | 0755; break;  // SFS has no modes: any file may be a program
    }
}

int do_getattr(const char* path, struct stat* status, fuse_file_info* info) {
    return with_inode(path, info, [status](sfs::Inode& inode) {
        fill_stat(inode, *status);
        return 0;
    });
}

int do_readlink(const char* path, char* target, size_t size) {
    return with_inode(path, nullptr, [&](sfs::Inode& inode) {
        std::string read;
        const auto done = here().image.read_link(inode.number(), read);
        if (!done.has_value()) {
            return inode.type() == sfs::FileType::SymbolicLink ? code(done.error()) : -EINVAL;
        }
        read.resize(strnlen(read.c_str(), min(read.size(), size - 1)));
        memcpy(target, read.c_str(), read.size() + 1);
        return 0;
    });
}

int do_readdir(const char* path, void* list, fuse_fill_dir_t add, off_t, fuse_file_info* info,
               fuse_readdir_flags) {
    return with_inode(path, info, [&](sfs::Inode& inode) {
        std::vector<ImageEntry> entries;
        const auto listed = here().image.list(inode.number(), entries);
        for (const ImageEntry& entry : entries) {
            struct stat status = {};
            status.st_ino = entry.number;
            const bool is_dot = entry.name == "." || entry.name == "..";
            if (is_dot || is_safe_name(entry.name)) {
                add(list, entry.name.c_str(), &status, 0, fuse_fill_dir_flags{});
            }
        }
        return code(listed);
    });
}

int do_statfs(const char*, struct statvfs* status) {
    const sfs::Volume& volume = fs().volume();
    *status = {};
    status->f_bsize = status->f_frsize = sfs::kBlockSize;
    status->f_blocks = volume.blocks();
    status->f_bfree = status->f_bavail = volume.unused_blocks();
    // Any free block can be an inode.
    status->f_files = volume.blocks();
    status->f_ffree = status->f_favail = volume.unused_blocks();
    status->f_namemax = sfs::kMaxName;
    return 0;
}

// --- files ---

int keep_open(Result<sfs::Inode*> opened, fuse_file_info* info) {
    if (!opened.has_value()) {
        return code(opened.error());
    }
    info->fh = reinterpret_cast<uint64_t>(opened.value());
    return 0;
}

int do_open(const char* path, fuse_file_info* info) {
    info->fh = 0;
    const auto number = here().image.find(path);
    if (!number.has_value()) {
        return code(number.error());
    }
    const int opened = keep_open(fs().open(number.value()), info);
    if (opened != 0 || (info->flags & O_TRUNC) == 0) {
        return opened;
    }
    auto& inode = *reinterpret_cast<sfs::Inode*>(info->fh);
    const int cut = code(inode.truncate(0));
    if (cut != 0) {
        (void)fs().close(inode);
    }
    return cut;
}

int do_create(const char* path, mode_t, fuse_file_info* info) {
    info->fh = 0;
    return with_parent(path, [info](sfs::Inode& folder, StringView name) {
        return keep_open(fs().create(folder, name), info);
    });
}

int do_release(const char*, fuse_file_info* info) {
    return code(fs().close(*reinterpret_cast<sfs::Inode*>(info->fh)));
}

int do_read(const char* path, char* data, size_t size, off_t offset, fuse_file_info* info) {
    return with_inode(path, info, [&](sfs::Inode& inode) {
        if (offset >= off_t{inode.size()}) {
            return 0;
        }
        sfs::MemoryBuf buffer(data);
        const auto length = static_cast<u32>(min<size_t>(size, sfs::kMaxFileSize));
        const auto done =
            inode.sfs_io_nolock(buffer, static_cast<u32>(offset), length, sfs::Direction::Read);
        return done.has_value() ? static_cast<int>(done.value()) : code(done.error());
    });
}

int do_write(const char* path, const char* data, size_t size, off_t offset, fuse_file_info* info) {
    return with_inode(path, info, [&](sfs::Inode& inode) {
        if (offset >= off_t{sfs::kMaxFileSize}) {
            return -EFBIG;
        }
        const auto room = static_cast<size_t>(off_t{sfs::kMaxFileSize} - offset);
        sfs::MemoryBuf buffer(const_cast<char*>(data));
        const auto done =
            inode.sfs_io_nolock(buffer, static_cast<u32>(offset), static_cast<u32>(min(size, room)),
                                sfs::Direction::Write);
        return done.has_value() ? static_cast<int>(done.value()) : code(done.error());
    });
}

int do_truncate(const char* path, off_t size, fuse_file_info* info) {
    return with_inode(path, info, [size](sfs::Inode& inode) {
        if (inode.is_directory()) {
            return -EISDIR;
        }
        if (size < 0 || size > off_t{sfs::kMaxFileSize}) {
            return size < 0 ? -EINVAL : -EFBIG;
        }
        return code(inode.truncate(static_cast<u32>(size)));
    });
}

// --- names ---

// Closes what the core made and left open.
int close_new(Result<sfs::Inode*> made) {
    return made.has_value() ? code(fs().close(*made.value())) : code(made.error());
}

int do_mkdir(const char* path, mode_t) {
    return with_parent(path, [](sfs::Inode& folder, StringView name) {
        return close_new(fs().mkdir(folder, name));
    });
}

int do_mknod(const char* path, mode_t mode, dev_t) {
    if (!S_ISREG(mode)) {
        return -EPERM;  // SFS has no such thing
    }
    return with_parent(path, [](sfs::Inode& folder, StringView name) {
        return close_new(fs().create(folder, name));
    });
}

int do_symlink(const char* target, const char* path) {
    const size_t size = strlen(target);
    if (size > sfs::kBlockSize) {
        return -ENAMETOOLONG;
    }
    return with_parent(path, [&](sfs::Inode& folder, StringView name) {
        return close_new(fs().symlink(folder, name, {target, size}));
    });
}

int do_link(const char* from, const char* to) {
    return with_inode(from, nullptr, [to](sfs::Inode& target) {
        return with_parent(to, [&target](sfs::Inode& folder, StringView name) {
            const auto linked = fs().link(folder, name, target);
            const bool is_full = !linked.has_value() && linked.error() == Error::TooBig;
            const bool is_folder = !linked.has_value() && linked.error() == Error::IsDirectory;
            return is_full ? -EMLINK : is_folder ? -EPERM : code(linked);
        });
    });
}

int do_unlink(const char* path) {
    return with_parent(
        path, [](sfs::Inode& folder, StringView name) { return code(fs().unlink(folder, name)); });
}

int do_rmdir(const char* path) {
    return with_parent(
        path, [](sfs::Inode& folder, StringView name) { return code(fs().rmdir(folder, name)); });
}

int do_rename(const char* from, const char* to, unsigned flags) {
    const bool keeps_target = (flags & RENAME_NOREPLACE) != 0;
    if ((flags & ~static_cast<unsigned>(RENAME_NOREPLACE)) != 0) {
        return -EINVAL;
    }
    if (keeps_target && here().image.find(to).has_value()) {
        return -EEXIST;
    }
    return with_parent(from, [to](sfs::Inode& old_folder, StringView old_name) {
        return with_parent(to, [&](sfs::Inode& folder, StringView name) {
            const auto done = fs().rename(old_folder, old_name, folder, name);
            // The kernel has looked at the paths: what is left is a folder into itself.
            return !done.has_value() && done.error() == Error::Invalid ? -EINVAL : code(done);
        });
    });
}

// --- what SFS does not have ---

int do_chmod(const char* path, mode_t mode, fuse_file_info* info) {
    return with_inode(path, info, [mode](sfs::Inode& inode) {
        struct stat status;
        fill_stat(inode, status);
        return (mode & 07777) == (status.st_mode & 07777) ? 0 : -EPERM;
    });
}

int do_chown(const char*, uid_t uid, gid_t gid, fuse_file_info*) {
    const bool same_user = uid == static_cast<uid_t>(-1) || uid == getuid();
    const bool same_group = gid == static_cast<gid_t>(-1) || gid == getgid();
    return same_user && same_group ? 0 : -EPERM;
}

// There are no times; programs that set one have no use for an error.
int do_utimens(const char*, const timespec*, fuse_file_info*) { return 0; }

// --- the medium ---

int do_fsync(const char*, int, fuse_file_info*) { return code(fs().sync()); }

void* do_init(fuse_conn_info*, fuse_config* config) {
    config->use_ino = 1;
    // To libfuse each name is a file of its own: with a memory for sizes, what is written under one
    // name of a file would show late under another.
    config->attr_timeout = 0;
    return fuse_get_context()->private_data;
}

void do_destroy(void* data) {
    auto& mount = *static_cast<Mount*>(data);
    const auto done = mount.image.fs().sync();
    if (!done.has_value()) {
        complain(kTool, mount.image.describe(done.error()) + "; what was written last is lost");
        mount.status = kFailed;
    }
}

fuse_operations operations(bool read_only) {
    fuse_operations all = {};
    all.init = do_init;
    all.destroy = do_destroy;
    all.getattr = do_getattr;
    all.readlink = do_readlink;
    all.opendir = do_open;
    all.readdir = do_readdir;
    all.releasedir = do_release;
    all.statfs = do_statfs;
    all.open = do_open;
    all.read = do_read;
    all.release = do_release;
    if (read_only) {
        return all;
    }
    all.create = do_create;
    all.write = do_write;
    all.truncate = do_truncate;
    all.mkdir = do_mkdir;
    all.mknod = do_mknod;
    all.symlink = do_symlink;
    all.link = do_link;
    all.unlink = do_unlink;
    all.rmdir = do_rmdir;
    all.rename = do_rename;
    all.chmod = do_chmod;
    all.chown = do_chown;
    all.utimens = do_utimens;
    all.fsync = do_fsync;
    all.fsyncdir = do_fsync;
    return all;
}

struct Options {
    std::string image;
    std::string folder;
    std::string mount_options;
    bool foreground = false;
    bool read_only = false;
};

// A comma in the image's name would end its option.
std::string without_commas(std::string text) {
    for (char& c : text) {
        c = c == ',' || c == '\\' ? '_' : c;
    }
    return text;
}

int run(const Options& options) {
    Mount mount;
    const Access access = options.read_only ? Access::Read : Access::ReadWrite;
    if (auto problem = mount.image.open(options.image, access)) {
        complain(kTool, *problem);
        return kFailed;
    }
    std::vector<std::string> words = {kTool, "-s", "-o",
                                      "default_permissions,subtype=sfs,fsname=" +
                                          without_commas(options.image)};
    if (options.read_only) {
        words.insert(words.end(), {"-o", "ro"});
    }
    if (!options.mount_options.empty()) {
        words.insert(words.end(), {"-o", options.mount_options});
    }
    if (options.foreground) {
        words.emplace_back("-f");
    }
    words.push_back(options.folder);
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    const fuse_operations table = operations(options.read_only);
    const int status =
        fuse_main(static_cast<int>(arguments.size()), arguments.data(), &table, &mount);
    return status != 0 ? kFailed : mount.status;
}

}  // namespace
}  // namespace sfs_tools

int main(int argc, char** argv) {
    using namespace sfs_tools;
    Options options;
    Arguments arguments(kTool, "Mounts an SFS image on the host. Unmount it with fusermount3 -u.");
    arguments.positional("IMAGE", options.image, "the image");
    arguments.positional("DIR", options.folder, "where to mount it: a folder");
    arguments.flag("-f,--foreground", options.foreground, "stay, and end when it is unmounted");
    arguments.flag("-r,--read-only", options.read_only, "change nothing");
    arguments.option("-o,--option", options.mount_options, "OPTION",
                     "for the mount, as FUSE has them: allow_other, ...");
    arguments.footer("What is written is on the image after fsync, and when it is unmounted.\n"
                     "Exit status: 0 done, 1 not mounted, or not all could be written at the end "
                     "(with -f), 2 wrong usage.");
    if (const auto status = arguments.parse(argc, argv)) {
        return *status;
    }
    return run(options);
}
