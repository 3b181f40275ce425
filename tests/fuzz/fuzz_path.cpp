// Fuzzer of names and paths: the kernel's path lookup over the SFS core, against a model in memory.
// The input is text, a line for each thing to do:
//
//     d PATH   make a directory        f PATH        make a file       u PATH   remove a name
//     m PATH   remove a directory      s PATH>TEXT   make a link       r PATH>PATH   rename
//     h PATH>PATH   another name       anything else: look it up
#include "kern/fs/vfs/lookup.h"
#include "kern/fs/vfs/mount.h"
#include "kern/mm/heap.h"
#include "tests/unit/sfs_checker.h"
#include "tests/unit/sfs_image.h"

using namespace sfs_test;

void* mm::kmalloc(usize size) { return std::malloc(size); }
void mm::kfree(void* block) { std::free(block); }

namespace {

sfs::FileSystem* the_fs;

// All inodes are in this one.
class HostFileSystem final : public fs::FileSystem {
  public:
    Result<Ref<fs::Inode>> root() override { return fs::root_directory(); }
    Result<void> sync() override { return the_fs->sync(); }
    Result<fs::Capacity> capacity() override { return Error::Unimplemented; }
    u32 drop_cache(u32) override { return 0; }
    u32 cached_pages() const override { return 0; }
    bool is_in_use() const override { return true; }
    void unmount() override {}
};

HostFileSystem the_file_system;

// An SFS inode as the VFS wants it.
class HostInode final : public fs::Inode {
  public:
    explicit HostInode(sfs::Inode& inode) : inode_(inode) {}
    static Ref<fs::Inode> wrap(sfs::Inode& inode) { return Ref<fs::Inode>(new HostInode(inode)); }

    sfs::Inode& inode() { return inode_; }
    fs::FileType vop_gettype() const override {
        switch (inode_.type()) {
        case sfs::FileType::Directory: return fs::FileType::Directory;
        case sfs::FileType::SymbolicLink: return fs::FileType::SymbolicLink;
        default: return fs::FileType::File;
        }
    }
    fs::FileSystem* file_system() const override { return &the_file_system; }
    u32 number() const override { return inode_.number(); }
    Result<u32> vop_readlink(char* target, u32 size) override {
        return the_fs->readlink(inode_, target, size);
    }
    Result<Ref<fs::Inode>> vop_lookup(StringView name) override {
        sfs::Inode* found = TRY(the_fs->lookup(inode_, name));
        return wrap(*found);
    }
    Result<u32> vop_getdirentry(u32 slot, char (&name)[FS_MAX_FNAME_LEN + 1]) override {
        sfs::DiskEntry entry;
        TRY(the_fs->read_entry(inode_, slot, entry));
        std::memcpy(name, entry.name, sizeof(entry.name));
        return entry.ino;
    }

  private:
    void vop_reclaim() override {
        must(the_fs->close(inode_), "the disk is sound");
        delete this;
    }

    sfs::Inode& inode_;
};

sfs::Inode& sfs_inode(const Ref<fs::Inode>& inode) {
    return static_cast<HostInode*>(inode.get())->inode();
}

}  // namespace

// The mount table: one file system, no devices.
Ref<fs::Inode> fs::root_directory() { return HostInode::wrap(*the_fs->open(1).take()); }
Ref<fs::Inode> fs::root_on_device(StringView) { return {}; }
Ref<fs::Inode> fs::find_device(StringView) { return {}; }
Ref<fs::Inode> fs::cross_mount(Ref<fs::Inode> inode) { return inode; }
Ref<fs::Inode> fs::mount_point_of(const fs::Inode&) { return {}; }

namespace {

// --- the model -----------------------------------------------------------------------------------

struct Node {
    char type;  // d, f or s
    std::string target;
    std::map<std::string, std::shared_ptr<Node>> names;
    std::weak_ptr<Node> parent;
};
using NodeRef = std::shared_ptr<Node>;

// Nothing where there is any error. `last` is cut off and handed out where it is asked for.
class Model {
  public:
    Model() : root(std::make_shared<Node>(Node{'d', "", {}, {}})) { root->parent = root; }

    NodeRef find(const std::string& path, bool follows) {
        links_ = 0;
        return path.empty() ? nullptr : walk(root, path, follows);
    }
    NodeRef find_parent(const std::string& path, std::string& last) {
        const usize end = path.find_last_not_of('/');
        if (end == std::string::npos) {
            return nullptr;
        }
        const usize slash = path.find_last_of('/', end);
        last = path.substr(slash == std::string::npos ? 0 : slash + 1,
                           end - (slash == std::string::npos ? 0 : slash + 1) + 1);
        links_ = 0;
        NodeRef parent =
            slash == std::string::npos ? root : walk(root, path.substr(0, slash + 1), true);
        return parent != nullptr && parent->type == 'd' ? parent : nullptr;
    }

    NodeRef root;

  private:
    NodeRef walk(NodeRef here, std::string path, bool follows) {
        if (path.find(':') < path.find('/')) {
            return nullptr;  // there are no devices
        }
        if (path[0] == '/') {
            here = root;
        }
        for (usize at = path.find_first_not_of('/'); at != std::string::npos;) {
            const usize end = std::min(path.find('/', at), path.size());
            const std::string name = path.substr(at, end - at);
            at = path.find_first_not_of('/', end);
            const bool is_last = at == std::string::npos;
            const bool wants_directory = end < path.size();
            if (here->type != 'd' || name.size() > 255) {
                return nullptr;
            }
            NodeRef next = child(here, name);
            if (next == nullptr) {
                return nullptr;
            }
            if (next->type == 's' && (!is_last || wants_directory || follows)) {
                const std::string rest = is_last ? "" : path.substr(at);
                if (++links_ > fs::kMaxLinks) {
                    return nullptr;
                }
                std::string joined = next->target;
                if (!rest.empty()) {
                    joined += "/" + rest;
                }
                if (next->target.size() + 1 + rest.size() > FS_MAX_FPATH_LEN) {
                    return nullptr;
                }
                const NodeRef found = walk(here, joined, follows);
                const bool fits = !is_last || !wants_directory || (found && found->type == 'd');
                return fits ? found : nullptr;
            }
            if (wants_directory && next->type != 'd') {
                return nullptr;
            }
            here = next;
        }
        return here;
    }
    NodeRef child(const NodeRef& here, const std::string& name) {
        if (name == ".") {
            return here;
        }
        if (name == "..") {
            return here->parent.lock();
        }
        const auto found = here->names.find(name);
        return found == here->names.end() ? nullptr : found->second;
    }

    unsigned links_ = 0;
};

// --- both of them --------------------------------------------------------------------------------

class Game {
  public:
    explicit Game(Ref<fs::Inode> here) : here_(std::move(here)) {}

    void play(const std::string& line) {
        const std::string path = line.size() > 2 ? line.substr(2) : "";
        const usize arrow = path.find('>');
        const std::string first = path.substr(0, arrow);
        const std::string second = arrow == std::string::npos ? "" : path.substr(arrow + 1);
        switch (line.empty() || line.size() < 2 || line[1] != ' ' ? '?' : line[0]) {
        case 'd': return make(first, 'd', "");
        case 'f': return make(first, 'f', "");
        case 's': return make(first, 's', second);
        case 'u': return remove(first, false);
        case 'm': return remove(first, true);
        case 'h': return link(first, second);
        case 'r': return rename(first, second);
        default: return look(line);
        }
    }

    void compare_all() {
        compare_tree(here_, model_.root, 0);
        numbers_.clear();
    }

  private:
    struct Where {
        Ref<fs::Inode> directory;
        NodeRef node;
        std::string name;
    };

    void look(const std::string& path) {
        for (const bool follows : {true, false}) {
            auto found = fs::vfs_lookup(*here_, {path.data(), path.size()},
                                        follows ? fs::Follow::Last : fs::Follow::NotLast);
            const NodeRef node = model_.find(path, follows);
            ASSERT(found.has_value() == (node != nullptr));
            if (node != nullptr) {
                compare(found.value(), *node);
            }
        }
    }

    // Both find the same directory and name, or neither does.
    bool find(const std::string& path, Where& where) {
        auto place = fs::vfs_lookup_parent(*here_, {path.data(), path.size()});
        where.node = model_.find_parent(path, where.name);
        if (where.name.size() > 255) {
            where.node = nullptr;
        }
        if (path.find(':') < path.find('/')) {
            where.node = nullptr;
        }
        ASSERT(place.has_value() == (where.node != nullptr));
        if (where.node == nullptr) {
            return false;
        }
        where.directory = place.value().directory;
        const StringView last = place.value().last();
        ASSERT(std::string(last.data(), last.size()) == where.name);
        compare(where.directory, *where.node);
        return true;
    }

    static bool is_dot(const std::string& name) { return name == "." || name == ".."; }
    static StringView view(const std::string& text) { return {text.data(), text.size()}; }

    void make(const std::string& path, char type, const std::string& target) {
        Where at;
        if (!find(path, at)) {
            return;
        }
        sfs::Inode& directory = sfs_inode(at.directory);
        auto made = type == 'd'   ? the_fs->mkdir(directory, view(at.name))
                    : type == 'f' ? the_fs->create(directory, view(at.name))
                                  : the_fs->symlink(directory, view(at.name), view(target));
        const bool may = !is_dot(at.name) && !at.node->names.contains(at.name) &&
                         at.name.find('\0') == std::string::npos &&
                         (type != 's' || (!target.empty() && target.size() <= 4096));
        if (!made.has_value()) {
            ASSERT(!may || made.error() == Error::NoMemory);
            return;
        }
        ASSERT(may);
        at.node->names[at.name] = std::make_shared<Node>(Node{type, target, {}, at.node});
        ASSERT(the_fs->close(*made.value()).has_value());
    }

    void remove(const std::string& path, bool is_directory) {
        Where at;
        if (!find(path, at)) {
            return;
        }
        const auto done = is_directory ? the_fs->rmdir(sfs_inode(at.directory), view(at.name))
                                       : the_fs->unlink(sfs_inode(at.directory), view(at.name));
        const auto found = at.node->names.find(at.name);
        const bool may = found != at.node->names.end() &&
                         (found->second->type == 'd') == is_directory &&
                         found->second->names.empty();
        ASSERT(done.has_value() == may);
        if (may) {
            at.node->names.erase(found);
        }
    }

    void link(const std::string& from, const std::string& to) {
        Where at;
        auto target = fs::vfs_lookup(*here_, view(from), fs::Follow::NotLast);
        const NodeRef node = model_.find(from, false);
        ASSERT(target.has_value() == (node != nullptr));
        if (node == nullptr || !find(to, at)) {
            return;
        }
        const auto done =
            the_fs->link(sfs_inode(at.directory), view(at.name), sfs_inode(target.value()));
        const bool may = node->type != 'd' && !is_dot(at.name) &&
                         !at.node->names.contains(at.name) &&
                         at.name.find('\0') == std::string::npos;
        ASSERT(done.has_value() ? may : !may || done.error() == Error::NoMemory);
        if (done.has_value()) {
            at.node->names[at.name] = node;
        }
    }

    void rename(const std::string& from, const std::string& to) {
        Where old_place;
        Where new_place;
        if (!find(from, old_place) || !find(to, new_place)) {
            return;
        }
        const auto done = the_fs->rename(sfs_inode(old_place.directory), view(old_place.name),
                                         sfs_inode(new_place.directory), view(new_place.name));
        const bool may = may_rename(old_place, new_place);
        ASSERT(done.has_value() ? may : !may || done.error() == Error::NoMemory);
        if (!done.has_value()) {
            return;
        }
        const NodeRef moved = old_place.node->names[old_place.name];
        if (new_place.node->names.contains(new_place.name) &&
            new_place.node->names[new_place.name] == moved) {
            return;  // two names of one file: both stay
        }
        old_place.node->names.erase(old_place.name);
        new_place.node->names[new_place.name] = moved;
        if (moved->type == 'd') {
            moved->parent = new_place.node;
        }
    }

    static bool may_rename(const Where& from, const Where& to) {
        const auto moved = from.node->names.find(from.name);
        if (moved == from.node->names.end() || is_dot(to.name) ||
            to.name.find('\0') != std::string::npos) {
            return false;
        }
        for (NodeRef above = to.node;; above = above->parent.lock()) {
            if (above == moved->second) {
                return false;
            }
            if (above == above->parent.lock()) {
                break;
            }
        }
        const auto replaced = to.node->names.find(to.name);
        if (replaced == to.node->names.end() || replaced->second == moved->second) {
            return true;
        }
        return (replaced->second->type == 'd') == (moved->second->type == 'd') &&
               replaced->second->names.empty();
    }

    // One node is always the same inode.
    void compare(const Ref<fs::Inode>& inode, const Node& node) {
        const fs::FileType type = node.type == 'd'   ? fs::FileType::Directory
                                  : node.type == 's' ? fs::FileType::SymbolicLink
                                                     : fs::FileType::File;
        ASSERT(inode->vop_gettype() == type);
    }
    void compare_tree(const Ref<fs::Inode>& inode, const NodeRef& node, u32 depth) {
        compare(inode, *node);
        const auto [known, is_new] = numbers_.emplace(node.get(), inode->number());
        ASSERT(known->second == inode->number());
        if (node->type != 'd') {
            return;
        }
        if (depth < 20) {
            char path[512];
            const auto length = fs::vfs_getcwd(inode, path, sizeof path);
            ASSERT(length.has_value() || length.error() == Error::TooBig);
            if (length.has_value()) {
                ASSERT(model_.find(path, true) == node);
            }
        }
        u32 count = 0;
        char name[FS_MAX_FNAME_LEN + 1];
        for (u32 slot = 0;; ++slot) {
            const auto number = inode->vop_getdirentry(slot, name);
            if (!number.has_value()) {
                break;
            }
            if (number.value() == 0 || is_dot(name)) {
                continue;
            }
            ++count;
            ASSERT(node->names.contains(name));
            auto next = inode->vop_lookup(name);
            compare_tree(next.value(), node->names[name], depth + 1);
        }
        ASSERT(count == node->names.size());
    }

    Ref<fs::Inode> here_;
    Model model_;
    std::map<const Node*, u32> numbers_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Device empty = make_empty_image(400);
    Device device = empty;
    HostMemory memory;
    Cache cache(device);
    {
        auto file_system = std::make_unique<sfs::FileSystem>(cache, memory);
        the_fs = file_system.get();
        ASSERT(the_fs->mount().has_value());
        {
            Game game(fs::root_directory());
            const std::string text(reinterpret_cast<const char*>(data), size);
            for (usize at = 0; at < text.size();) {
                const usize end = std::min(text.find('\n', at), text.size());
                game.play(text.substr(at, end - at));
                at = end + 1;
            }
            game.compare_all();
        }
        ASSERT(the_fs->sync().has_value());
    }
    ASSERT(memory.living == 0);
    const std::string mistakes = Checker::check(device);
    if (!mistakes.empty()) {
        PANIC("%s", mistakes.c_str());
    }
    return 0;
}
