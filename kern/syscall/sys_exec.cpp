// The system call exec, for a program in the caller's memory: there is no file system yet.
//
// Layer: syscall. uCore counterpart: sys_exec in kern/syscall/syscall.c.

#include "arch/interrupts.h"
#include "kern/mm/heap.h"
#include "kern/process/exec.h"
#include "kern/process/process.h"
#include "kern/syscall/syscall.h"
#include "kern/vm/uaccess.h"
#include "libs/scope.h"

namespace syscall {
namespace {

using arch::TrapFrame;

constexpr usize kMaxProgramSize = 8 << 20;  // bytes; an ELF file in memory is copied whole

// A block of the kernel's heap that frees itself.
class Buffer : NonCopyable {
  public:
    explicit Buffer(usize size) : bytes_(static_cast<u8*>(mm::kmalloc(size))), size_(size) {}
    ~Buffer() { mm::kfree(bytes_); }
    u8* data() const { return bytes_; }
    Span<const u8> span() const { return {bytes_, size_}; }

  private:
    u8* bytes_;
    usize size_;
};

// The name, its length, an ELF file in the caller's memory, its size.
Result<void> exec(TrapFrame& frame) {
    const u32 name = argument(frame, 0), name_length = argument(frame, 1);
    const u32 program = argument(frame, 2), size = argument(frame, 3);
    char own_name[process::kMaxNameLength + 1] = {};
    TRY(vm::copy_from_user(own_name, name, min<usize>(name_length, process::kMaxNameLength)));
    if (size == 0)
        return Error::InvalidElf;
    if (size > kMaxProgramSize)
        return Error::TooBig;
    Buffer file(size);
    if (!file.data())
        return Error::NoMemory;
    TRY(vm::copy_from_user(file.data(), program, size));
    return process::do_execve(own_name, file.span(), frame);
}

}  // namespace

int sys_exec(TrapFrame& frame) {
    arch::IrqWindow window;
    Result<void> result = exec(frame);
    // The new program begins with the registers that do_execve set, eax 0 among them.
    return to_user(result);
}

}  // namespace syscall
