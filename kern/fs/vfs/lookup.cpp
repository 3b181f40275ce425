// From a path to an inode, and back.
//
// Layer: fs. uCore counterpart: kern/fs/vfs/vfslookup.c.

#include "kern/fs/vfs/lookup.h"

#include "kern/fs/vfs/mount.h"
#include "kern/mm/heap.h"
#include "libs/string.h"

namespace fs {
namespace {

constexpr usize kMaxPath = FS_MAX_FPATH_LEN;

// A path in the kernel's memory.
struct PathText {
    char text[kMaxPath + 1];
    usize length = 0;

    StringView view() const { return {text, length}; }

    // `first/rest`, or `first` when the rest is empty. TooBig.
    Result<void> set(StringView first, StringView rest) {
        if (first.size() + 1 + rest.size() > kMaxPath)
            return Error::TooBig;
        memcpy(text, first.data(), first.size());
        length = first.size();
        if (rest.empty())
            return {};
        text[length++] = '/';
        memcpy(text + length, rest.data(), rest.size());
        length += rest.size();
        return {};
    }
};

usize find_character(StringView text, char wanted) { return min(text.find(wanted), text.size()); }

StringView without_slashes(StringView text) {
    while (!text.empty() && text[0] == '/')
        text = text.substr(1);
    return text;
}

// Walks along a path, a component at a time. What is left of the path is in its own memory once a
// link was followed.
class Walk : NonCopyable {
  public:
    explicit Walk(Inode& current) : at_(&current) {}

    // Begins at the root, at a device, or where we are.
    Result<void> start(StringView path) {
        if (path.empty())
            return Error::NoEntry;
        if (path.size() > kMaxPath)
            return Error::TooBig;
        return begin(path);
    }

    bool at_end() const { return rest_.empty(); }
    const Ref<Inode>& place() const { return at_; }
    StringView rest() const { return rest_; }

    // The next component: the last one may be followed by slashes only.
    StringView next() const { return {rest_.data(), find_character(rest_, '/')}; }
    bool next_is_last() const { return without_slashes(rest_.substr(next().size())).empty(); }
    bool next_must_be_directory() const { return next().size() < rest_.size(); }
    // A slash stands behind the path, or behind the target of a link at its end.
    bool must_end_at_directory() const { return must_end_at_directory_; }

    // Goes on to the next component.
    Result<void> step(Follow follow) {
        const StringView name = next();
        if (name.size() > FS_MAX_FNAME_LEN)
            return Error::TooBig;
        const bool is_last = next_is_last(), wants_directory = next_must_be_directory();
        must_end_at_directory_ |= is_last && wants_directory;
        Ref<Inode> found = TRY(look_up(name));
        rest_ = without_slashes(rest_.substr(name.size()));
        if (found->vop_gettype() == FileType::SymbolicLink &&
            (!is_last || wants_directory || follow == Follow::Last))
            return follow_link(*found);
        if (wants_directory && !is_directory(*found))
            return Error::NotDirectory;
        at_ = move(found);
        return {};
    }

  private:
    Result<void> begin(StringView path) {
        const usize colon = find_character(path, ':');
        if (colon < path.size() && colon < find_character(path, '/')) {
            const StringView name = path.substr(0, colon);
            path = path.substr(colon + 1);
            Ref<Inode> device = root_on_device(name);
            if (!device)
                device = find_device(name);
            if (!device)
                return Error::NoDevice;
            at_ = move(device);
        } else if (path[0] == '/') {
            at_ = root_directory();
        }
        rest_ = without_slashes(path);
        return {};
    }

    Result<Ref<Inode>> look_up(StringView name) {
        if (name == "..")  // of the root of a mounted file system: of what it is mounted on
            while (Ref<Inode> covered = mount_point_of(*at_))
                at_ = move(covered);
        Ref<Inode> found = TRY(at_->vop_lookup(name));
        return cross_mount(move(found));
    }

    // The path goes on with the link's target, from the directory that the link is in.
    Result<void> follow_link([[maybe_unused]] Inode& link) {
        // EXERCISE lab8.4a BEGIN Go on with the link's target, and the rest of the path behind it
        // HINT link.vop_readlink(memory, size) returns how many bytes the target has.
        // HINT PathText::set(first, rest) makes one path of two; begin(path) has the walk go on
        // HINT with it. The path is looked at until the walk is over: text_ keeps it so long.
        // HINT Links may go in circles: more than kMaxLinks of them in one path are TooBig.
        if (++links_ > kMaxLinks)
            return Error::TooBig;
        auto target = TRY(mm::Owned<PathText>::create());
        const u32 length = TRY(link.vop_readlink(target->text, kMaxPath));
        if (length == 0)
            return Error::NoEntry;
        auto path = TRY(mm::Owned<PathText>::create());
        TRY(path->set({target->text, length}, rest_));
        text_ = move(path);
        return begin(text_->view());
        // EXERCISE lab8.4a STUB
        //| NOT_IMPLEMENTED("lab8.4a");
        // EXERCISE lab8.4a END
    }

    Ref<Inode> at_;
    StringView rest_;
    mm::Owned<PathText> text_;
    unsigned links_ = 0;
    bool must_end_at_directory_ = false;
};

// Finds the name that `directory` has in `parent`. NoEntry.
Result<void> find_name(Inode& parent, const Inode& directory, char (&name)[FS_MAX_FNAME_LEN + 1]) {
    for (u32 slot = 0;; ++slot) {
        const u32 number = TRY(parent.vop_getdirentry(slot, name));
        if (number == directory.number() && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
            return {};
    }
}

}  // namespace

Result<Ref<Inode>> vfs_lookup(Inode& current, StringView path, Follow follow) {
    Walk walk(current);
    TRY(walk.start(path));
    while (!walk.at_end())
        TRY(walk.step(follow));
    if (walk.must_end_at_directory() && !is_directory(*walk.place()))
        return Error::NotDirectory;
    return walk.place();
}

Result<Place> vfs_lookup_parent(Inode& current, StringView path) {
    Walk walk(current);
    TRY(walk.start(path));
    if (walk.at_end())
        return Error::Invalid;
    while (!walk.next_is_last())
        TRY(walk.step(Follow::Last));
    const StringView name = walk.next();
    if (name.size() > FS_MAX_FNAME_LEN)
        return Error::TooBig;
    if (!is_directory(*walk.place()))
        return Error::NotDirectory;
    Place place;
    place.directory = walk.place();
    memcpy(place.name, name.data(), name.size());
    place.length = static_cast<u32>(name.size());
    place.must_be_directory = walk.next_must_be_directory();
    return move(place);
}

Result<u32> vfs_getcwd(Ref<Inode> directory, char* path, u32 size) {
    // Written from the end towards the beginning.
    u32 start = size - 1;
    path[start] = 0;
    const Ref<Inode> root = root_directory();
    char name[FS_MAX_FNAME_LEN + 1];
    while (!is_same(*directory, *root)) {
        while (Ref<Inode> covered = mount_point_of(*directory))
            directory = move(covered);
        Ref<Inode> parent = TRY(directory->vop_lookup(".."));
        TRY(find_name(*parent, *directory, name));
        const u32 length = static_cast<u32>(strlen(name));
        if (start < length + 1)
            return Error::TooBig;
        start -= length;
        memcpy(path + start, name, length);
        path[--start] = '/';
        directory = move(parent);
    }
    if (path[start] == 0) {
        if (start == 0)
            return Error::TooBig;
        path[--start] = '/';
    }
    memmove(path, path + start, size - start);
    return size - start - 1;
}

}  // namespace fs
