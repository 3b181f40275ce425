// The devices that programs can open.
//
// Layer: fs. uCore counterpart: kern/fs/devs/dev.h.
#pragma once

#include "kern/driver/block_device.h"
#include "kern/fs/vfs/inode.h"

namespace fs {

// A device as an inode; it lives for ever.
class Device : public Inode {
  public:
    FileType vop_gettype() const override { return FileType::CharacterDevice; }

  protected:
    constexpr Device() = default;
    ~Device() = default;

  private:
    void vop_reclaim() final { UNREACHABLE(); }
};

// Makes `stdin:`, `stdout:`, `null:`, `zero:`, `random:`, and `disk0:` and so on for the `disks`.
// `seed` is where the random numbers begin. Called once. NoMemory. Context: thread.
Result<void> devices_init(Span<driver::BlockDevice* const> disks, u32 seed);

// The disk that is `name` (without the colon), or nullptr.
driver::BlockDevice* find_disk(StringView name);

// The console's input. What is typed is edited by lines, and read when a line is complete; or, in
// raw mode, read as it is typed (STDIN_ in libs/abi.h).
Device& stdin_device();
Device& stdout_device();

// Has `action` called when somebody types Ctrl-C. It says whether it ended anything; if not, the
// key is like any other. Context of the call: an interrupt.
void set_interrupt_action(bool (*action)());

// Has `action` called when a program has written text to `stdout:` that ends with `last`. Context
// of the call: thread.
using OutputAction = void (*)(char last);
void set_output_action(OutputAction action);

// What is typed goes to `stdin:` from now on, and not any more; with the boot option input=none
// there is nothing to wait for. Context: thread.
void stdin_begin();
void stdin_end();

}  // namespace fs
