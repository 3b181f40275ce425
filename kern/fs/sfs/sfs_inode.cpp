// Inodes of the simple file system.
//
// Layer: fs. uCore counterpart: kern/fs/sfs/sfs_inode.c.

#include "kern/fs/sfs/sfs_inode.h"

#include "libs/string.h"

namespace fs {
namespace {

using sync::MutexGuard;

static_assert(sfs::kNameSize == FS_MAX_FNAME_LEN + 1);

}  // namespace

Ref<Inode> SfsInode::of(mm::Owned<SfsInode> own, sfs::Inode& inode) {
    own->inode_ = &inode;
    own->file_system_.inode_made();
    return Ref<Inode>(own.release());
}

FileType SfsInode::vop_gettype() const {
    switch (inode_->type()) {
    case sfs::FileType::Directory: return FileType::Directory;
    case sfs::FileType::SymbolicLink: return FileType::SymbolicLink;
    default: return FileType::File;
    }
}

Result<u32> SfsInode::vop_read(IoBuf& buffer, u32 offset, u32 length) {
    if (inode_->is_directory())
        return Error::IsDirectory;
    // A transfer touches a page of the program that is to come from a file itself: who called for
    // the transfer brings it in, and tries again.
    if (file_system_.lock().holder() == &sched::current())
        return Error::Busy;
    MutexGuard guard(file_system_.lock());
    return inode_->sfs_io_nolock(buffer, offset, length, sfs::Direction::Read);
}

Result<u32> SfsInode::vop_write(IoBuf& buffer, u32 offset, u32 length) {
    if (inode_->is_directory())
        return Error::IsDirectory;
    MutexGuard guard(file_system_.lock());
    return inode_->sfs_io_nolock(buffer, offset, length, sfs::Direction::Write);
}

Result<void> SfsInode::vop_fstat(struct stat& status) {
    status = {.st_mode = static_cast<u32>(vop_gettype()),
              .st_nlinks = inode_->nlinks(),
              .st_blocks = inode_->blocks(),
              .st_size = inode_->size()};
    return {};
}

Result<void> SfsInode::vop_truncate(u32 size) {
    if (inode_->is_directory())
        return Error::IsDirectory;
    MutexGuard guard(file_system_.lock());
    return inode_->truncate(size);
}

Result<u32> SfsInode::vop_readlink(char* target, u32 size) {
    MutexGuard guard(file_system_.lock());
    return core().readlink(*inode_, target, size);
}

Result<Ref<Inode>> SfsInode::vop_lookup(StringView name) {
    MutexGuard guard(file_system_.lock());
    auto own = TRY(mm::Owned<SfsInode>::create(file_system_));
    sfs::Inode* found = TRY(core().lookup(*inode_, name));
    return of(move(own), *found);
}

Result<u32> SfsInode::vop_getdirentry(u32 slot, char (&name)[FS_MAX_FNAME_LEN + 1]) {
    MutexGuard guard(file_system_.lock());
    sfs::DiskEntry entry;
    TRY(core().read_entry(*inode_, slot, entry));
    entry.name[sfs::kMaxName] = 0;
    memcpy(name, entry.name, sizeof(name));
    return entry.ino;
}

Result<Ref<Inode>> SfsInode::vop_create(StringView name) {
    MutexGuard guard(file_system_.lock());
    auto own = TRY(mm::Owned<SfsInode>::create(file_system_));
    sfs::Inode* made = TRY(core().create(*inode_, name));
    return of(move(own), *made);
}

Result<void> SfsInode::vop_mkdir(StringView name) {
    MutexGuard guard(file_system_.lock());
    sfs::Inode* made = TRY(core().mkdir(*inode_, name));
    return core().close(*made);
}

Result<void> SfsInode::vop_symlink(StringView name, StringView target) {
    MutexGuard guard(file_system_.lock());
    sfs::Inode* made = TRY(core().symlink(*inode_, name, target));
    return core().close(*made);
}

Result<void> SfsInode::vop_link(StringView name, Inode& target) {
    MutexGuard guard(file_system_.lock());
    return core().link(*inode_, name, *static_cast<SfsInode&>(target).inode_);
}

Result<void> SfsInode::vop_unlink(StringView name) {
    MutexGuard guard(file_system_.lock());
    return core().unlink(*inode_, name);
}

Result<void> SfsInode::vop_rmdir(StringView name) {
    MutexGuard guard(file_system_.lock());
    return core().rmdir(*inode_, name);
}

Result<void> SfsInode::vop_rename(StringView old_name, Inode& target, StringView new_name) {
    MutexGuard guard(file_system_.lock());
    return core().rename(*inode_, old_name, *static_cast<SfsInode&>(target).inode_, new_name);
}

void SfsInode::vop_reclaim() {
    SfsFileSystem& file_system = file_system_;
    {
        MutexGuard guard(file_system.lock());
        // The blocks of a removed file that can not be given back now are found by fsck.
        (void)core().close(*inode_);
        file_system.inode_gone();
    }
    mm::destroy(this);
}

}  // namespace fs
