// Inodes of the simple file system.
//
// Layer: fs. uCore counterpart: kern/fs/sfs/sfs_inode.c.
#pragma once

#include "kern/fs/sfs/sfs_file_system.h"

namespace fs {

// One reference to an inode of the core, which it closes at its end.
class SfsInode final : public Inode {
  public:
    // Of no inode yet: it is made before the core's is, so that none is made in vain.
    explicit SfsInode(SfsFileSystem& file_system) : file_system_(file_system) {}
    ~SfsInode() = default;

    // Makes `own` the reference to `inode`.
    static Ref<Inode> of(mm::Owned<SfsInode> own, sfs::Inode& inode);

    FileType vop_gettype() const override;
    FileSystem* file_system() const override { return &file_system_; }
    u32 number() const override { return inode_->number(); }
    Result<u32> vop_read(IoBuf& buffer, u32 offset, u32 length) override;
    Result<u32> vop_write(IoBuf& buffer, u32 offset, u32 length) override;
    bool vop_tryseek() const override { return true; }
    Result<void> vop_fstat(struct stat& status) override;
    Result<void> vop_fsync() override { return file_system_.sync(); }
    Result<void> vop_truncate(u32 size) override;
    Result<u32> vop_readlink(char* target, u32 size) override;
    Result<Ref<Inode>> vop_lookup(StringView name) override;
    Result<u32> vop_getdirentry(u32 slot, char (&name)[FS_MAX_FNAME_LEN + 1]) override;
    Result<Ref<Inode>> vop_create(StringView name) override;
    Result<void> vop_mkdir(StringView name) override;
    Result<void> vop_symlink(StringView name, StringView target) override;
    Result<void> vop_link(StringView name, Inode& target) override;
    Result<void> vop_unlink(StringView name) override;
    Result<void> vop_rmdir(StringView name) override;
    Result<void> vop_rename(StringView old_name, Inode& target, StringView new_name) override;

  private:
    void vop_reclaim() override;
    sfs::FileSystem& core() { return file_system_.core(); }

    SfsFileSystem& file_system_;
    sfs::Inode* inode_ = nullptr;
};

}  // namespace fs
