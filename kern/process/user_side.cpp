// What a process has for its program.
//
// Layer: process. uCore counterpart: copy_mm, copy_fs, put_fs in kern/process/proc.c.

#include "kern/process/user_side.h"

#include "kern/process/fork.h"
#include "kern/process/fpu.h"
#include "kern/vm/copy.h"

namespace process {
namespace {

// `child` shares the files of the current process, or has copies of its descriptors.
Result<void> copy_files([[maybe_unused]] Process& child, [[maybe_unused]] CloneFlags flags) {
#if LAB >= 8
    const Ref<fs::FilesStruct>& files = current().files;
    if (!files)
        return {};
    const bool shared = has(flags, CloneFlags::Thread) || has(flags, CloneFlags::Files);
    child.files = shared ? files : TRY(files->copy());
#endif
    return {};
}

}  // namespace

void use_address_space(Process& process, Ref<vm::AddressSpace> space) {
    const Ref<vm::AddressSpace> old = move(process.space);
    process.root_table =
        space ? space->page_table().root_address() : mm::boot_page_table().root_address();
    process.space = move(space);
    if (&process == &current())
        arch::set_root_table(process.root_table.raw());
}

Result<void> copy_user_side(Process& child, CloneFlags flags) {
    Process& parent = current();
    if (!parent.space)
        return {};
    TRY(copy_fpu(child));
    TRY(copy_files(child, flags));
    if (has(flags, CloneFlags::Memory)) {
        use_address_space(child, parent.space);
        return {};
    }
    Ref<vm::AddressSpace> copy = TRY(vm::copy_address_space(*parent.space));
    use_address_space(child, move(copy));
    return {};
}

void drop_user_side(Process& process) {
    drop_fpu(process);
#if LAB >= 8
    process.files.reset();
#endif
    use_address_space(process, {});
}

}  // namespace process
