// Which disk is for what.
//
// Layer: init. uCore counterpart: kern/fs/devs/dev_disk0.c, kern/fs/swapfs.c.

#include "kern/init/disks.h"

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/fs/dev/devices.h"
#include "kern/fs/sfs/sfs_file_system.h"
#include "kern/fs/vfs/mount.h"

namespace init {
namespace {

constinit driver::BlockDevice* chosen_swap_disk = nullptr;

driver::BlockDevice* file_system_disk() {
    driver::BlockDevice* usual = driver::find_block_device(driver::kFileSystemDisk);
    if (usual && fs::has_sfs(*usual))
        return usual;
    for (unsigned i = 0; i < driver::kMaxBlockDevices; ++i) {
        driver::BlockDevice* disk = driver::find_block_device(i);
        if (disk && fs::has_sfs(*disk))
            return disk;
    }
    return nullptr;
}

}  // namespace

driver::BlockDevice* swap_disk() {
    driver::BlockDevice* disk = driver::find_block_device(driver::kSwapDisk);
    if (disk && !fs::has_sfs(*disk))
        chosen_swap_disk = disk;
    return chosen_swap_disk;
}

Result<void> start_devices() {
    driver::BlockDevice* disks[driver::kMaxBlockDevices];
    usize count = 0;
    driver::BlockDevice* first = file_system_disk();
    if (first)
        disks[count++] = first;
    for (unsigned i = 0; i < driver::kMaxBlockDevices; ++i) {
        driver::BlockDevice* disk = driver::find_block_device(i);
        if (disk && disk != first && disk != chosen_swap_disk && i != driver::kBootDisk)
            disks[count++] = disk;
    }
    return fs::devices_init({disks, count}, debug::option_number("seed", 1));
}

Result<void> mount_boot_file_system() {
    driver::BlockDevice* disk = fs::find_disk("disk0");
    if (!disk || !fs::has_sfs(*disk))
        return Error::NoDevice;
    fs::SfsFileSystem* file_system = TRY(fs::SfsFileSystem::mount(*disk));
    Result<void> mounted = fs::mount_root("disk0", *file_system);
    if (!mounted.has_value()) {
        file_system->unmount();
        return mounted;
    }
    cprintf("sfs: mounted from %s\n", disk->name());
    return {};
}

}  // namespace init
