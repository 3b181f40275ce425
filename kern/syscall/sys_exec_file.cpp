// The system call exec, for a program in a file.
//
// Layer: syscall. uCore counterpart: sys_exec in kern/syscall/syscall.c, sysfile_open and others.

#include "arch/interrupts.h"
#include "kern/process/exec_file.h"
#include "kern/process/process.h"
#include "kern/syscall/syscall.h"
#include "kern/vm/uaccess.h"

namespace syscall {
namespace {

using process::Arguments;

// Copies the texts that `count` pointers in user memory point to.
Result<void> copy_arguments(Arguments& arguments, u32 count, uptr pointers) {
    if (count == 0 || count > EXEC_MAX_ARG_NUM)
        return Error::Invalid;
    for (u32 i = 0; i < count; ++i) {
        const u32 text = TRY(vm::read_user(vm::UserPtr<u32>(pointers + i * sizeof(u32))));
        char* place = TRY(arguments.room_for_next());
        const usize length = TRY(vm::copy_text_from_user(place, text, Arguments::kMaxLength));
        arguments.added(length);
    }
    return {};
}

// The name for the process or NULL, how many arguments, and these.
Result<void> exec(arch::TrapFrame& frame) {
    const u32 name = argument(frame, 0);
    char own_name[process::kMaxNameLength + 1] = {};
    if (name != 0) {
        // A longer one is cut.
        Result<usize> copied = vm::copy_text_from_user(own_name, name, sizeof(own_name));
        if (!copied.has_value() && copied.error() != Error::TooBig)
            return copied.error();
        own_name[process::kMaxNameLength] = 0;
    }
    Arguments arguments;
    TRY(copy_arguments(arguments, argument(frame, 1), argument(frame, 2)));
    return process::do_execve(name != 0 ? StringView(own_name) : arguments.first(), arguments,
                              frame);
}

}  // namespace

int sys_exec(arch::TrapFrame& frame) {
    arch::IrqWindow window;
    Result<void> result = exec(frame);
    // The new program begins with the registers that do_execve set, eax 0 among them.
    return to_user(result);
}

}  // namespace syscall
