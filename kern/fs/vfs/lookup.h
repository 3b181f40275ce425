// From a path to an inode.
//
// Layer: fs. uCore counterpart: kern/fs/vfs/vfslookup.c.
//
// A path is `/from/the/root`, `relative/to/the/current/directory`, or either of them after the name
// of a device, `disk0:/from/its/root`. `stdin:` alone is the device. A `/` at the end asks for a
// directory. Symbolic links are followed, up to kMaxLinks in a path.
#pragma once

#include "kern/fs/vfs/inode.h"

namespace fs {

inline constexpr unsigned kMaxLinks = 16;

// Whether a symbolic link at the end of a path stands for what it points to.
enum class Follow : u8 { Last, NotLast };

// What `path` names, seen from directory `current`. NoEntry for an empty path and for what is not
// there, NotDirectory for what is used as a directory and is none, NoDevice for a device that is
// not there, TooBig for too long a name or path, or for too many links, as in a circle of them.
Result<Ref<Inode>> vfs_lookup(Inode& current, StringView path, Follow follow = Follow::Last);

// Where a path's last component is, or is to be made.
struct Place {
    Ref<Inode> directory;
    char name[FS_MAX_FNAME_LEN + 1] = {};
    u32 length = 0;
    bool must_be_directory = false;  // the path ends with `/`

    StringView last() const { return {name, length}; }
};

// The directory of what `path` names, and the name in it; that itself need not exist. A link there
// is not followed. Errors as above; Invalid for a path without a name, such as `/` or `disk0:`.
Result<Place> vfs_lookup_parent(Inode& current, StringView path);

// The path of directory `directory` from the root of all, as a text with its NUL, in `size` bytes.
// Returns its length. TooBig, NoEntry when the directory was removed.
Result<u32> vfs_getcwd(Ref<Inode> directory, char* path, u32 size);

}  // namespace fs
