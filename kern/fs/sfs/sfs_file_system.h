// The simple file system behind the virtual one.
//
// Layer: fs. uCore counterpart: kern/fs/sfs/sfs_fs.c, sfs_inode.c, sfs_lock.c.
// What SFS does is in libs/sfs; here are its memory, its lock and its disk.
#pragma once

#include "kern/driver/block_device.h"
#include "kern/fs/sfs/disk_blocks.h"
#include "kern/fs/vfs/file_system.h"
#include "kern/mm/heap.h"
#include "kern/sync/mutex.h"
#include "libs/sfs/buffer_cache.h"
#include "libs/sfs/file_system.h"

namespace fs {

// Whether `disk` carries an SFS superblock. Context: thread, or boot with interrupts on.
bool has_sfs(driver::BlockDevice& disk);

class SfsFileSystem final : public FileSystem, NonCopyable {
  public:
    // The file system on `disk`, on the heap. Invalid when there is none, or a damaged one;
    // NoMemory, DeviceNotAvailable.
    static Result<SfsFileSystem*> mount(driver::BlockDevice& disk);

    // For mount(), and its end.
    explicit SfsFileSystem(driver::BlockDevice& disk);
    ~SfsFileSystem() = default;

    Result<Ref<Inode>> root() override;
    Result<void> sync() override;
    Result<Capacity> capacity() override;
    u32 drop_cache(u32 wanted) override;
    u32 cached_pages() const override { return cache_.size() - cache_.dirty(); }
    bool is_in_use() const override { return inodes_ > 1; }
    void unmount() override;

    // What the inodes are made of. The lock is held around every call of the core.
    sync::Mutex& lock() { return lock_; }
    sfs::FileSystem& core() { return core_; }
    const sfs::BufferCache& cache() const { return cache_; }

    // An inode of ours has become one, or is none any more.
    void inode_made() { ++inodes_; }
    void inode_gone() { --inodes_; }

  private:
    // The kernel's heap.
    class Heap final : public sfs::Memory {
      public:
        void* allocate(usize size) override { return mm::kmalloc(size); }
        void release(void* memory) override { mm::kfree(memory); }
    };

    Heap heap_;
    DiskBlocks disk_;
    sfs::BufferCache cache_;
    sfs::FileSystem core_;
    sync::Mutex lock_{"file system"};
    u32 inodes_ = 0;
};

}  // namespace fs
