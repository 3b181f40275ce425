// Reading a folder of the host: order, hard links, holes, and the room that it all takes.
// Layer: host tools. uCore: tools/mksfs.c (open_dir).
#include "sfs-tools/source_tree.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <map>
#include <unistd.h>

namespace sfs_tools {
namespace {

constexpr u64 kMaxBlocks = sfs::kMaxFileSize / sfs::kBlockSize;
constexpr u32 kMaxNames = NumericLimits<u16>::max();
// The original kernel follows no double indirect pointers.
constexpr u64 kOriginalBlocks = sfs::kFirstDoubleIndirect;

// Pointer blocks of a file in which `is_there` says which of its `count` blocks are.
template <typename Function>
u64 pointer_blocks(u64 count, Function is_there) {
    bool indirect = false;
    std::vector<bool> groups(count / sfs::kPointersPerBlock + 1);
    for (u64 i = sfs::kFirstIndirect; i < count; ++i) {
        if (!is_there(i)) {
            continue;
        }
        if (i < sfs::kFirstDoubleIndirect) {
            indirect = true;
        } else {
            groups[(i - sfs::kFirstDoubleIndirect) / sfs::kPointersPerBlock] = true;
        }
    }
    const auto second = static_cast<u64>(std::count(groups.begin(), groups.end(), true));
    return (indirect ? 1 : 0) + second + (second > 0 ? 1 : 0);
}

u64 blocks_of(const SourceNode& node) {
    const bool is_folder = node.type == sfs::FileType::Directory;
    const u64 count =
        is_folder ? node.names + 2 : (node.size + sfs::kBlockSize - 1) / sfs::kBlockSize;
    if (node.holes.empty()) {
        return count + pointer_blocks(count, [](u64) { return true; });
    }
    const auto data = static_cast<u64>(std::count(node.holes.begin(), node.holes.end(), false));
    return data + pointer_blocks(count, [&node](u64 i) { return !node.holes[i]; });
}

bool is_zero(const u8* block, usize size) {
    return size == 0 || (block[0] == 0 && memcmp(block, block + 1, size - 1) == 0);
}

// Where the blocks of nothing but zeros are; a hole of the host's is not read. Nothing on an error.
std::vector<bool> find_holes(const SourceNode& node) {
    const int fd = open(node.path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return {};
    }
    ScopeExit closing{[fd] { close(fd); }};
    std::vector<bool> holes((node.size + sfs::kBlockSize - 1) / sfs::kBlockSize, true);
    u8 block[sfs::kBlockSize];
    for (u64 i = 0; i < holes.size(); ++i) {
        const off_t data = lseek(fd, static_cast<off_t>(i * sfs::kBlockSize), SEEK_DATA);
        if (data < 0 && errno == ENXIO) {
            break;
        }
        if (data >= 0) {
            i = static_cast<u64>(data) / sfs::kBlockSize;
        }
        const ssize_t size =
            pread(fd, block, sizeof(block), static_cast<off_t>(i * sfs::kBlockSize));
        if (size < 0 || i >= holes.size()) {
            return {};
        }
        holes[i] = is_zero(block, static_cast<usize>(size));
    }
    return holes;
}

const char* kind_of(mode_t mode) {
    switch (mode & S_IFMT) {
    case S_IFIFO: return "a FIFO";
    case S_IFSOCK: return "a socket";
    case S_IFCHR: return "a character device";
    case S_IFBLK: return "a block device";
    default: return "of an unknown kind";
    }
}

class Scanner {
  public:
    explicit Scanner(const SourceOptions& options) : options_(options) {}

    SourceTree scan(const std::string& folder) {
        SourceNode root;
        root.path = folder;
        root.type = sfs::FileType::Directory;
        tree_.nodes.push_back(root);
        list(0);
        while (!waiting_.empty()) {
            SourceNode node = std::move(waiting_.back());
            waiting_.pop_back();
            add(node);
        }
        for (const SourceNode& node : tree_.nodes) {
            count(node);
        }
        tree_.blocks -= 1;  // the root's inode has its place
        return std::move(tree_);
    }

  private:
    void problem(const SourceNode& node, const std::string& what) {
        tree_.problems.push_back(printable(node.path) + " " + what);
    }
    void host_problem(const SourceNode& node) {
        tree_.problems.push_back(printable(node.path) + ": " + strerror(errno));
    }

    // Puts the names in a folder on the list of what is to be looked at, the first on top.
    void list(u32 index) {
        const SourceNode folder = tree_.nodes[index];
        DIR* stream = opendir(folder.path.c_str());
        if (stream == nullptr) {
            host_problem(folder);
            return;
        }
        std::vector<std::string> names;
        errno = 0;
        while (const dirent* entry = readdir(stream)) {
            if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
                names.emplace_back(entry->d_name);
            }
        }
        if (errno != 0) {
            host_problem(folder);
        }
        closedir(stream);
        std::sort(names.begin(), names.end(), std::greater<>());
        tree_.nodes[index].names = static_cast<u32>(names.size());
        const bool has_slash = !folder.path.empty() && folder.path.back() == '/';
        for (const std::string& name : names) {
            SourceNode node;
            node.path = folder.path + (has_slash ? "" : "/") + name;
            node.name = name;
            node.parent = index;
            node.depth = folder.depth + 1;
            waiting_.push_back(std::move(node));
        }
    }

    void add(SourceNode& node) {
        struct stat status;
        if (lstat(node.path.c_str(), &status) != 0) {
            host_problem(node);
            return;
        }
        if (S_ISREG(status.st_mode)) {
            add_file(node, status);
        } else if (S_ISLNK(status.st_mode)) {
            add_link(node, status);
        } else if (S_ISDIR(status.st_mode)) {
            node.type = sfs::FileType::Directory;
            node.names = 0;
            tree_.nodes.push_back(node);
            list(static_cast<u32>(tree_.nodes.size() - 1));
        } else {
            problem(node, text("is %s, which SFS does not have", kind_of(status.st_mode)));
        }
    }

    // Whether the file has an earlier name.
    bool is_known(SourceNode& node, const struct stat& status) {
        if (status.st_nlink < 2) {
            return false;
        }
        const auto index = static_cast<u32>(tree_.nodes.size());
        const auto [place, is_new] = seen_.try_emplace({status.st_dev, status.st_ino}, index);
        if (is_new) {
            return false;
        }
        node.first_name = place->second;
        node.type = tree_.nodes[place->second].type;
        ++tree_.nodes[place->second].names;
        return true;
    }

    void add_file(SourceNode& node, const struct stat& status) {
        if (status.st_dev == options_.image_device && status.st_ino == options_.image_inode) {
            problem(node, "is the image itself");
            return;
        }
        node.size = static_cast<u64>(status.st_size);
        if (node.size > sfs::kMaxFileSize) {
            problem(node,
                    text("has %llu bytes: a file has at most %u", node.size, sfs::kMaxFileSize));
            return;
        }
        if (faccessat(AT_FDCWD, node.path.c_str(), R_OK, AT_EACCESS) != 0) {
            host_problem(node);
            return;
        }
        if (!is_known(node, status) && options_.sparse) {
            node.holes = find_holes(node);
        }
        tree_.nodes.push_back(node);
    }

    void add_link(SourceNode& node, const struct stat& status) {
        char target[sfs::kBlockSize + 1];
        const ssize_t size = readlink(node.path.c_str(), target, sizeof(target));
        if (size < 0) {
            host_problem(node);
            return;
        }
        if (static_cast<usize>(size) > sfs::kBlockSize) {
            problem(node, text("points to a path of more than %u bytes", sfs::kBlockSize));
            return;
        }
        node.type = sfs::FileType::SymbolicLink;
        node.target.assign(target, static_cast<usize>(size));
        node.size = static_cast<u64>(size);
        is_known(node, status);
        tree_.nodes.push_back(node);
    }

    void count(const SourceNode& node) {
        const bool is_folder = node.type == sfs::FileType::Directory;
        tree_.folders += is_folder ? 1 : 0;
        tree_.files += is_folder ? 0 : 1;
        if (node.first_name == kNoNode) {
            tree_.blocks += 1 + blocks_of(node);
            tree_.bytes += is_folder ? 0 : node.size;
        }
        if (is_folder && node.names + 2 > kMaxBlocks) {
            problem(node,
                    text("has %u names: a folder has at most %llu", node.names, kMaxBlocks - 2));
        }
        if (!is_folder && node.names > kMaxNames) {
            problem(node, text("has %u names: a file has at most %u", node.names, kMaxNames));
        }
        if (options_.original) {
            check_original(node);
        }
    }

    // What the original kernel stumbles over.
    void check_original(const SourceNode& node) {
        if (node.type == sfs::FileType::SymbolicLink) {
            problem(node, "is a symbolic link, on which the original kernel panics");
        } else if (node.type == sfs::FileType::File &&
                   node.size > kOriginalBlocks * sfs::kBlockSize) {
            problem(node, text("has %llu bytes: the original kernel reads at most %llu of a file",
                               node.size, kOriginalBlocks * sfs::kBlockSize));
        } else if (node.type == sfs::FileType::Directory && node.names + 2 > kOriginalBlocks) {
            problem(node, text("has %u names: the original kernel sees at most %llu", node.names,
                               kOriginalBlocks - 2));
        }
        if (node.depth == 2 && tree_.nodes[node.parent].type == sfs::FileType::Directory) {
            problem(node, "is in a folder, where the original kernel finds no names");
        }
        if (node.name.find(':') != std::string::npos) {
            problem(node,
                    "has a colon in its name, which the original kernel takes for a device's");
        }
    }

    const SourceOptions& options_;
    SourceTree tree_;
    std::vector<SourceNode> waiting_;  // a stack
    std::map<std::pair<dev_t, ino_t>, u32> seen_;
};

}  // namespace

SourceTree scan_tree(const std::string& folder, const SourceOptions& options) {
    return Scanner(options).scan(folder);
}

}  // namespace sfs_tools
