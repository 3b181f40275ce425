// The mount table and the devices.
//
// Layer: fs. uCore counterpart: kern/fs/vfs/vfsdev.c.

#include "kern/fs/vfs/mount.h"

#include "kern/mm/droppable.h"
#include "kern/mm/heap.h"
#include "libs/list.h"

namespace fs {
namespace {

struct Device {
    const char* name = nullptr;
    Inode* inode = nullptr;
};

// A file system, where it comes from and where it is: `covered` is nothing for the root of all. On
// the heap.
struct Mount : NonCopyable {
    FileSystem* file_system = nullptr;
    const char* device = "";
    Ref<Inode> root, covered;
    ListNode link;
    using List = IntrusiveList<Mount, &Mount::link>;
};

constexpr usize kMaxDevices = 16;
constinit Device devices[kMaxDevices];
constinit Mount::List mounts;  // the first one is the root of all

const Device* find(StringView name) {
    for (const Device& device : devices)
        if (device.name && name == device.name)
            return &device;
    return nullptr;
}

Mount* find_mount_of_root(const Inode& inode) {
    for (Mount& mount : mounts)
        if (is_same(*mount.root, inode))
            return &mount;
    return nullptr;
}

// Adds an entry for the file system at `covered`.
Result<void> add_mount(Ref<Inode> covered, StringView device_name, FileSystem& file_system) {
    auto mount = TRY(mm::Owned<Mount>::create());
    Ref<Inode> root = TRY(file_system.root());
    mount->root = move(root);
    const Device* device = find(device_name);
    mount->device = device ? device->name : "";
    mount->covered = move(covered);
    mount->file_system = &file_system;
    mounts.push_back(*mount.release());
    return {};
}

// What the file systems have in memory beside what they must have.
class Caches final : public mm::Droppable {
  public:
    usize drop(usize wanted) override {
        usize done = 0;
        for (Mount& mount : mounts)
            if (done < wanted)
                done += mount.file_system->drop_cache(static_cast<u32>(wanted - done));
        return done;
    }
    usize count() const override { return cached_pages(); }
};

constinit Caches caches;

void forget(Mount& mount) {
    FileSystem* file_system = mount.file_system;
    mounts.remove(mount);
    mm::destroy(&mount);
    file_system->unmount();
}

}  // namespace

void add_device(const char* name, Inode& device) {
    for (Device& place : devices) {
        if (place.name)
            continue;
        device.add_owner();  // for ever
        place = {name, &device};
        return;
    }
    PANIC("too many devices");
}

Ref<Inode> find_device(StringView name) {
    const Device* device = find(name);
    return device ? Ref(device->inode) : Ref<Inode>();
}

Result<void> mount_root(StringView device_name, FileSystem& file_system) {
    ASSERT(mounts.empty());
    mm::set_droppable(caches);
    return add_mount({}, device_name, file_system);
}

Result<void> mount_at(Ref<Inode> directory, StringView device_name, FileSystem& file_system) {
    if (!is_directory(*directory))
        return Error::NotDirectory;
    if (find_mount_of_root(*directory) || is_mounted(device_name))
        return Error::Busy;
    return add_mount(move(directory), device_name, file_system);
}

Result<void> unmount_from(Ref<Inode> root) {
    Mount* mount = find_mount_of_root(*root);
    if (!mount || !mount->covered)
        return Error::Invalid;
    TRY(mount->file_system->sync());
    // While it was written, somebody else may have undone the mount.
    mount = find_mount_of_root(*root);
    root.reset();
    if (!mount)
        return Error::Invalid;
    // Nobody has an inode of it but the mount table, and nobody else has that.
    if (mount->file_system->is_in_use() || mount->root->owners() > 1)
        return Error::Busy;
    forget(*mount);
    return {};
}

Ref<Inode> root_directory() { return mounts.empty() ? Ref<Inode>() : mounts.front()->root; }

Ref<Inode> root_on_device(StringView name) {
    for (Mount& mount : mounts)
        if (name == mount.device)
            return mount.root;
    return {};
}

bool is_mounted(StringView name) { return static_cast<bool>(root_on_device(name)); }

Ref<Inode> cross_mount(Ref<Inode> inode) {
    for (Mount& mount : mounts)
        if (mount.covered && is_same(*mount.covered, *inode))
            return mount.root;
    return inode;
}

bool is_mount_point(const Inode& inode) {
    for (const Mount& mount : mounts)
        if (mount.covered && is_same(*mount.covered, inode))
            return true;
    return false;
}

Ref<Inode> mount_point_of(const Inode& inode) {
    const Mount* mount = find_mount_of_root(inode);
    return mount ? mount->covered : Ref<Inode>();
}

Result<void> sync_all() {
    Result<void> result;
    for (Mount& mount : mounts) {
        Result<void> synced = mount.file_system->sync();
        if (result.has_value() && !synced.has_value())
            result = synced.error();
    }
    return result;
}

u32 cached_pages() {
    u32 pages = 0;
    for (Mount& mount : mounts)
        pages += mount.file_system->cached_pages();
    return pages;
}

Result<void> unmount_all() {
    Result<void> result = sync_all();
    while (Mount* mount = mounts.back())  // what is mounted on another one first
        forget(*mount);
    return result;
}

}  // namespace fs
