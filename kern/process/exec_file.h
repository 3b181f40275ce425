// Running programs that are in files, with arguments.
//
// Layer: process. uCore counterpart: do_execve, load_icode, kernel_execve in kern/process/proc.c.
#pragma once

#include "arch/trapframe.h"
#include "kern/mm/heap.h"
#include "libs/abi.h"
#include "libs/result.h"
#include "libs/span.h"

namespace process {

// The arguments of a program: texts with their NULs, one behind the other, on the kernel's heap.
class Arguments : NonCopyable {
  public:
    // The longest one, with its NUL, and all of them.
    static constexpr usize kMaxLength = EXEC_MAX_ARG_LEN + 1;
    static constexpr usize kMaxSize = EXEC_MAX_ARG_NUM * kMaxLength;

    Arguments() = default;
    ~Arguments() { clear(); }

    // Forgets all.
    void clear();

    // Room for one more, of up to kMaxLength bytes: fill it in, then call added(). TooBig when
    // there are EXEC_MAX_ARG_NUM; NoMemory.
    Result<char*> room_for_next();
    // The text there has `length` characters, and a NUL.
    void added(usize length);
    // Both, for a text. TooBig, NoMemory.
    Result<void> add(StringView text);

    u32 count() const { return count_; }
    Span<const char> texts() const { return {texts_, size_}; }
    StringView first() const { return count_ > 0 ? StringView(texts_) : StringView(); }

  private:
    char* texts_ = nullptr;
    usize size_ = 0, room_ = 0;
    u32 count_ = 0;
};

// Makes the current process, named `name`, run the program in the file that the first argument
// names: its memory is replaced, its descriptors from 2 on are closed, and `frame` is filled in so
// that it starts in user mode with the arguments on its stack. On an error the old program goes on,
// and nothing has changed: those of paths, IsDirectory, InvalidElf, NoMemory, TooBig, SwapFault,
// DeviceNotAvailable. Context: thread.
Result<void> do_execve(StringView name, const Arguments& arguments, arch::TrapFrame& frame);

// For a kernel thread: becomes the program that `arguments` name; it gets files of its own, and the
// root as its current directory. Returns only when that fails, with an error of do_execve; else the
// arguments are cleared, for nothing on this stack ends in order.
Error kernel_execve(Arguments& arguments);

}  // namespace process
