// What a process has for its program.
//
// Layer: process. uCore counterpart: copy_mm, copy_fs, put_fs in kern/process/proc.c.

#include "kern/process/user_side.h"

#include "kern/process/fpu.h"
#include "kern/process/process.h"

namespace process {

void use_address_space(Process& process, Ref<vm::AddressSpace> space) {
    const Ref<vm::AddressSpace> old = move(process.space);
    process.root_table =
        space ? space->page_table().root_address() : mm::boot_page_table().root_address();
    process.space = move(space);
    if (&process == &current())
        arch::set_root_table(process.root_table.raw());
}

Result<void> copy_files([[maybe_unused]] Process& child, [[maybe_unused]] bool shared) {
#if LAB >= 8
    const Ref<fs::FilesStruct>& files = current().files;
    if (!files)
        return {};
    child.files = shared ? files : TRY(files->copy());
#endif
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
