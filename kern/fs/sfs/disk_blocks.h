// A disk as the SFS core wants it: blocks of 4 KiB.
//
// Layer: fs. uCore counterpart: kern/fs/devs/dev_disk0.c.
#pragma once

#include "kern/driver/block_device.h"
#include "libs/sfs/block_device.h"
#include "libs/sfs/format.h"

namespace fs {

// Blocks in a row are moved by one command, through memory of its own; one by one when there was
// none for that. Context: thread.
class DiskBlocks final : public sfs::BlockDevice, NonCopyable {
  public:
    explicit DiskBlocks(driver::BlockDevice& disk);
    ~DiskBlocks();

    u32 block_count() const override;
    Result<void> read(u32 block, u8* data) override;
    Result<void> write(u32 block, const u8* data) override;
    Result<void> read_run(u32 first, u32 count, u8* const* data) override;
    Result<void> write_run(u32 first, u32 count, const u8* const* data) override;
    Result<void> flush() override;

  private:
    driver::BlockDevice& disk_;
    u8* const area_;  // kMaxRun blocks, or nullptr
};

}  // namespace fs
