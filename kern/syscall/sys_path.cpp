// System calls about names of files.
//
// Layer: syscall. uCore counterpart: kern/fs/sysfile.c.

#include "arch/interrupts.h"
#include "kern/fs/dev/devices.h"
#include "kern/fs/sfs/sfs_file_system.h"
#include "kern/fs/vfs/lookup.h"
#include "kern/fs/vfs/mount.h"
#include "kern/process/process.h"
#include "kern/syscall/syscall.h"
#include "kern/syscall/user_transfer.h"
#include "libs/string.h"

namespace syscall {
namespace {

using arch::IrqWindow;
using arch::TrapFrame;
using fs::Follow;
using fs::Inode;
using fs::Place;

fs::FilesStruct& files() { return *process::current().files; }

Result<Ref<Inode>> look_up(uptr path, Follow follow = Follow::Last) {
    UserPath own_path = TRY(UserPath::copy(path));
    // Another thread may change the directory meanwhile.
    Ref<Inode> current = files().current_directory();
    return fs::vfs_lookup(*current, own_path.view(), follow);
}

Result<Place> look_up_parent(uptr path) {
    UserPath own_path = TRY(UserPath::copy(path));
    Ref<Inode> current = files().current_directory();
    return fs::vfs_lookup_parent(*current, own_path.view());
}

// Both are to be in one file system.
Result<void> require_same_file_system(const Inode& a, const Inode& b) {
    return a.file_system() && a.file_system() == b.file_system() ? Result<void>()
                                                                 : Error::CrossDevice;
}

// What something is mounted on keeps its name. What is not there is somebody else's to tell.
Result<void> require_no_mount_point(const Place& place) {
    Result<Ref<Inode>> there = place.directory->vop_lookup(place.last());
    return there.has_value() && fs::is_mount_point(*there.value()) ? Error::Busy : Result<void>();
}

Result<void> chdir(uptr path) {
    Ref<Inode> directory = TRY(look_up(path));
    if (!fs::is_directory(*directory))
        return Error::NotDirectory;
    files().set_current_directory(move(directory));
    return {};
}

Result<void> getcwd(uptr to, u32 size) {
    if (size == 0)
        return Error::Invalid;
    auto* path = static_cast<char*>(mm::kmalloc(FS_MAX_FPATH_LEN + 1));
    if (!path)
        return Error::NoMemory;
    ScopeExit free_path{[&] { mm::kfree(path); }};
    const u32 length = TRY(fs::vfs_getcwd(files().current_directory(), path, FS_MAX_FPATH_LEN + 1));
    if (length >= size)
        return Error::NoMemory;  // as in the original
    return vm::copy_to_user(to, path, length + 1);
}

Result<void> mkdir(uptr path) {
    Place place = TRY(look_up_parent(path));
    return place.directory->vop_mkdir(place.last());
}

Result<void> rmdir(uptr path) {
    Place place = TRY(look_up_parent(path));
    TRY(require_no_mount_point(place));
    return place.directory->vop_rmdir(place.last());
}

Result<void> unlink(uptr path) {
    Place place = TRY(look_up_parent(path));
    if (place.must_be_directory)
        return Error::IsDirectory;
    return place.directory->vop_unlink(place.last());
}

Result<void> link(uptr old_path, uptr new_path) {
    Ref<Inode> target = TRY(look_up(old_path, Follow::NotLast));
    Place place = TRY(look_up_parent(new_path));
    TRY(require_same_file_system(*target, *place.directory));
    if (place.must_be_directory)
        return Error::NoEntry;
    return place.directory->vop_link(place.last(), *target);
}

Result<void> symlink(uptr target, uptr path) {
    UserPath own_target = TRY(UserPath::copy(target));
    if (own_target.view().empty())
        return Error::NoEntry;
    Place place = TRY(look_up_parent(path));
    if (place.must_be_directory)
        return Error::NoEntry;
    return place.directory->vop_symlink(place.last(), own_target.view());
}

Result<void> rename(uptr old_path, uptr new_path) {
    Place from = TRY(look_up_parent(old_path));
    Place to = TRY(look_up_parent(new_path));
    TRY(require_same_file_system(*from.directory, *to.directory));
    TRY(require_no_mount_point(from));
    TRY(require_no_mount_point(to));
    if (from.must_be_directory || to.must_be_directory) {
        Ref<Inode> moved = TRY(from.directory->vop_lookup(from.last()));
        if (!fs::is_directory(*moved))
            return Error::NotDirectory;
    }
    return from.directory->vop_rename(from.last(), *to.directory, to.last());
}

Result<u32> readlink(uptr path, uptr to, u32 size) {
    Ref<Inode> link = TRY(look_up(path, Follow::NotLast));
    auto* target = static_cast<char*>(mm::kmalloc(sfs::kBlockSize));
    if (!target)
        return Error::NoMemory;
    ScopeExit free_target{[&] { mm::kfree(target); }};
    const u32 length = TRY(link->vop_readlink(target, min(size, sfs::kBlockSize)));
    TRY(vm::copy_to_user(to, target, length));
    return length;
}

Result<void> status_of(uptr path, Follow follow, vm::UserPtr<struct stat> to) {
    Ref<Inode> inode = TRY(look_up(path, follow));
    struct stat status;
    TRY(inode->vop_fstat(status));
    return vm::write_user(to, status);
}

Result<void> statfs(uptr path, vm::UserPtr<struct statfs> to) {
    Ref<Inode> inode = TRY(look_up(path));
    if (!inode->file_system())
        return Error::Invalid;
    const fs::Capacity capacity = TRY(inode->file_system()->capacity());
    struct statfs status = {.block_size = capacity.block_size,
                            .blocks = capacity.blocks,
                            .free_blocks = capacity.free_blocks,
                            .name_max = FS_MAX_FNAME_LEN,
                            .label = {}};
    memcpy(status.label, capacity.label, sizeof(status.label) - 1);
    return vm::write_user(to, status);
}

// The file system on the disk `source`, at directory `target`. There is one type: "sfs".
Result<void> mount(uptr source, uptr target) {
    UserPath own_source = TRY(UserPath::copy(source));
    Ref<Inode> directory = TRY(look_up(target));
    StringView device = own_source.view();
    if (device.empty() || device[device.size() - 1] != ':')
        return Error::NoDevice;
    device = device.substr(0, device.size() - 1);
    driver::BlockDevice* disk = fs::find_disk(device);
    if (!disk)
        return Error::NoDevice;
    if (fs::is_mounted(device))
        return Error::Busy;
    fs::SfsFileSystem* file_system = TRY(fs::SfsFileSystem::mount(*disk));
    Result<void> mounted = fs::mount_at(move(directory), device, *file_system);
    if (!mounted.has_value())
        file_system->unmount();
    return mounted;
}

Result<void> umount(uptr target) {
    Ref<Inode> root = TRY(look_up(target));
    return fs::unmount_from(move(root));
}

}  // namespace

int sys_chdir(TrapFrame& frame) {
    IrqWindow window;
    return to_user(chdir(argument(frame, 0)));
}

int sys_getcwd(TrapFrame& frame) {
    IrqWindow window;
    return to_user(getcwd(argument(frame, 0), argument(frame, 1)));
}

int sys_mkdir(TrapFrame& frame) {
    IrqWindow window;
    return to_user(mkdir(argument(frame, 0)));
}

int sys_rmdir(TrapFrame& frame) {
    IrqWindow window;
    return to_user(rmdir(argument(frame, 0)));
}

int sys_unlink(TrapFrame& frame) {
    IrqWindow window;
    return to_user(unlink(argument(frame, 0)));
}

int sys_link(TrapFrame& frame) {
    IrqWindow window;
    return to_user(link(argument(frame, 0), argument(frame, 1)));
}

int sys_symlink(TrapFrame& frame) {
    IrqWindow window;
    return to_user(symlink(argument(frame, 0), argument(frame, 1)));
}

int sys_rename(TrapFrame& frame) {
    IrqWindow window;
    return to_user(rename(argument(frame, 0), argument(frame, 1)));
}

int sys_readlink(TrapFrame& frame) {
    IrqWindow window;
    return to_user(readlink(argument(frame, 0), argument(frame, 1), argument(frame, 2)));
}

int sys_stat(TrapFrame& frame) {
    IrqWindow window;
    const vm::UserPtr<struct stat> to(argument(frame, 1));
    return to_user(status_of(argument(frame, 0), Follow::Last, to));
}

int sys_lstat(TrapFrame& frame) {
    IrqWindow window;
    const vm::UserPtr<struct stat> to(argument(frame, 1));
    return to_user(status_of(argument(frame, 0), Follow::NotLast, to));
}

int sys_statfs(TrapFrame& frame) {
    IrqWindow window;
    return to_user(statfs(argument(frame, 0), vm::UserPtr<struct statfs>(argument(frame, 1))));
}

int sys_mount(TrapFrame& frame) {
    IrqWindow window;
    return to_user(mount(argument(frame, 0), argument(frame, 1)));
}

int sys_umount(TrapFrame& frame) {
    IrqWindow window;
    return to_user(umount(argument(frame, 0)));
}

}  // namespace syscall
