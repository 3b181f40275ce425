// The simple file system behind the virtual one.
//
// Layer: fs. uCore counterpart: kern/fs/sfs/sfs_fs.c.

#include "kern/fs/sfs/sfs_file_system.h"

#include "kern/fs/sfs/sfs_inode.h"
#include "kern/mm/frame.h"
#include "libs/string.h"

namespace fs {
namespace {

// The part of free memory that the cache of one file system may take.
constexpr usize kCachePart = 8;
constexpr u32 kMaxCachedBlocks = 4096;

u32 cache_capacity() {
    return static_cast<u32>(min<usize>(mm::nr_free_pages() / kCachePart, kMaxCachedBlocks));
}

}  // namespace

bool has_sfs(driver::BlockDevice& disk) {
    alignas(16) u8 sector[driver::kSectorSize];
    u32 magic;
    if (!disk.read(0, sector).has_value())
        return false;
    memcpy(&magic, sector, sizeof(magic));
    return magic == sfs::kMagic;
}

SfsFileSystem::SfsFileSystem(driver::BlockDevice& disk)
    : disk_(disk), cache_(disk_, heap_, cache_capacity()), core_(cache_, heap_) {}

Result<SfsFileSystem*> SfsFileSystem::mount(driver::BlockDevice& disk) {
    auto made = TRY(mm::Owned<SfsFileSystem>::create(disk));
    {
        sync::MutexGuard guard(made->lock_);
        TRY(made->core_.mount());
    }
    return made.release();
}

Result<Ref<Inode>> SfsFileSystem::root() {
    sync::MutexGuard guard(lock_);
    auto own = TRY(mm::Owned<SfsInode>::create(*this));
    sfs::Inode* inode = TRY(core_.open(sfs::kRootInode));
    return SfsInode::of(move(own), *inode);
}

Result<void> SfsFileSystem::sync() {
    sync::MutexGuard guard(lock_);
    return core_.sync();
}

Result<Capacity> SfsFileSystem::capacity() {
    sync::MutexGuard guard(lock_);
    Capacity capacity{.block_size = sfs::kBlockSize,
                      .blocks = core_.volume().blocks(),
                      .free_blocks = core_.volume().unused_blocks(),
                      .label = {}};
    auto super = TRY(sfs::BlockRef::get(cache_, sfs::kSuperBlock));
    memcpy(capacity.label, super.as<sfs::SuperBlock>()->info, sizeof(capacity.label) - 1);
    return capacity;
}

u32 SfsFileSystem::drop_cache(u32 wanted) {
    if (!lock_.try_lock())
        return 0;
    const u32 dropped = cache_.shrink(wanted);
    lock_.unlock();
    return dropped;
}

void SfsFileSystem::unmount() {
    ASSERT(inodes_ == 0);
    mm::destroy(this);
}

}  // namespace fs
