// Inodes as the virtual file system sees them: a file, directory, link or device of any kind.
//
// Layer: fs. uCore counterpart: struct inode and the vop_* functions in kern/fs/vfs/inode.h.
// Reading: Kleiman, Vnodes: An Architecture for Multiple File System Types in Sun UNIX, 1986.
#pragma once

#include "libs/abi.h"
#include "libs/ref.h"
#include "libs/result.h"
#include "libs/sfs/inode.h"
#include "libs/span.h"

namespace fs {

class FileSystem;

// The other side of a transfer (uCore's iobuf): a place in a program's memory, or in the kernel's.
using IoBuf = sfs::IoBuf;
using MemoryBuf = sfs::MemoryBuf;

// What an inode is; the values are those of stat.st_mode.
enum class FileType : u32 {
    File = S_IFREG,
    Directory = S_IFDIR,
    SymbolicLink = S_IFLNK,
    CharacterDevice = S_IFCHR,
    BlockDevice = S_IFBLK,
    Fifo = S_IFIFO,
};

// Owned by its references; several objects may stand for one inode (is_same). What a kind of inode
// can not do gives the error that the comment names: nothing that a program asks for is a bug of
// the kernel. Every function may wait for a disk. Context: thread, no lock of a file system held.
class Inode : public RefCounted {
  public:
    static void last_owner_gone(Inode* inode) { inode->vop_reclaim(); }

    virtual FileType vop_gettype() const = 0;

    // The file system it is in, or nullptr, and its number there.
    virtual FileSystem* file_system() const { return nullptr; }
    virtual u32 number() const { return 0; }

    // Before a file is opened with the O_ flags; may refuse.
    virtual Result<void> vop_open(u32) { return {}; }

    // Up to `length` bytes from `offset` on; returns how many, 0 at the end. Invalid: can not be
    // read. Killed, when it has to wait. Busy: see SfsInode.
    virtual Result<u32> vop_read(IoBuf&, u32, u32) { return Error::Invalid; }
    // The same the other way; fewer than `length` when there is no room for more. Invalid.
    virtual Result<u32> vop_write(IoBuf&, u32, u32) { return Error::Invalid; }

    // Whether a file has a position in it that can be moved.
    virtual bool vop_tryseek() const { return false; }

    virtual Result<void> vop_fstat(struct stat& status);

    // Returns when what was written is on the medium.
    virtual Result<void> vop_fsync() { return {}; }

    // Cuts or extends the contents. Invalid: not a file.
    virtual Result<void> vop_truncate(u32) { return Error::Invalid; }

    // Device control: `request` and `argument` mean what the device says. Invalid.
    virtual Result<u32> vop_ioctl(u32, u32) { return Error::Invalid; }

    // The target of a symbolic link, at most `size` bytes, without a NUL; returns how many.
    // Invalid: no link.
    virtual Result<u32> vop_readlink(char*, u32) { return Error::Invalid; }

    // Of a directory, all with names of one component. NotDirectory: it is none.
    virtual Result<Ref<Inode>> vop_lookup(StringView) { return Error::NotDirectory; }
    // The name in slot `slot`, as a text with a NUL, and the number of the inode that has it; 0 for
    // an empty slot. NoEntry: no more.
    virtual Result<u32> vop_getdirentry(u32, char (&)[FS_MAX_FNAME_LEN + 1]) {
        return Error::NotDirectory;
    }
    virtual Result<Ref<Inode>> vop_create(StringView) { return Error::NotDirectory; }
    virtual Result<void> vop_mkdir(StringView) { return Error::NotDirectory; }
    virtual Result<void> vop_symlink(StringView, StringView) { return Error::NotDirectory; }
    // Another name for `target`, which is in the same file system.
    virtual Result<void> vop_link(StringView, Inode&) { return Error::NotDirectory; }
    virtual Result<void> vop_unlink(StringView) { return Error::NotDirectory; }
    virtual Result<void> vop_rmdir(StringView) { return Error::NotDirectory; }
    // `target` is a directory of the same file system.
    virtual Result<void> vop_rename(StringView, Inode&, StringView) { return Error::NotDirectory; }

  protected:
    constexpr Inode() = default;
    ~Inode() = default;

  private:
    // Nobody refers to it any more.
    virtual void vop_reclaim() = 0;
};

inline bool is_directory(const Inode& inode) { return inode.vop_gettype() == FileType::Directory; }

// Whether both stand for the same inode of the same file system.
inline bool is_same(const Inode& a, const Inode& b) {
    return &a == &b ||
           (a.file_system() && a.file_system() == b.file_system() && a.number() == b.number());
}

inline Result<void> Inode::vop_fstat(struct stat& status) {
    status = {
        .st_mode = static_cast<u32>(vop_gettype()), .st_nlinks = 1, .st_blocks = 0, .st_size = 0};
    return {};
}

}  // namespace fs
