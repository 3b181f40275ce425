// The mount table: which file system is where, and which devices there are.
//
// Layer: fs. uCore counterpart: kern/fs/vfs/vfsdev.c, vfs_get_bootfs.
#pragma once

#include "kern/fs/vfs/file_system.h"

namespace fs {

// From now on `name:` is `device`, which lives for ever; `name` too. Context: boot.
void add_device(const char* name, Inode& device);

// The device `name` (without the colon), or nothing. Not of a file system on it.
Ref<Inode> find_device(StringView name);

// Makes `file_system`, which is on device `device_name`, the root of all paths. Called once.
Result<void> mount_root(StringView device_name, FileSystem& file_system);

// From now on `directory` is the root of `file_system`. Busy when there is something mounted there,
// NotDirectory, NoMemory; then the file system stays the caller's.
Result<void> mount_at(Ref<Inode> directory, StringView device_name, FileSystem& file_system);

// Undoes mount_at for the file system whose root `root` is. Invalid when it is no such root, Busy
// while it is in use.
Result<void> unmount_from(Ref<Inode> root);

// The root of all paths; nothing before mount_root.
Ref<Inode> root_directory();

// The root of the file system on device `name`, or nothing.
Ref<Inode> root_on_device(StringView name);

// Whether a file system is mounted from device `name`.
bool is_mounted(StringView name);

// `inode`, or what is mounted on it.
Ref<Inode> cross_mount(Ref<Inode> inode);

// Whether something is mounted on `inode`.
bool is_mount_point(const Inode& inode);

// What `inode` is mounted on when it is the root of a mounted file system, else nothing.
Ref<Inode> mount_point_of(const Inode& inode);

// Every mounted file system on its medium; the first error.
Result<void> sync_all();

// How much memory only saves work, in pages. It is given back when memory is short.
u32 cached_pages();

// At the end: all file systems on their media and forgotten. The first error.
Result<void> unmount_all();

}  // namespace fs
