// What a segment of a program may be used for, in terms of address spaces.
//
// Layer: process. uCore counterpart: the flags that load_icode in kern/process/proc.c computes.
#pragma once

#include "kern/process/elf_image.h"
#include "kern/vm/area.h"

namespace process {

// The permissions of the pages of `segment`. Context: any.
inline vm::Permissions permissions_of(const Segment& segment) {
    using vm::Permissions;
    Permissions permissions = Permissions::None;
    if (segment.flags & kElfFlagRead)
        permissions = permissions | Permissions::Read;
    if (segment.flags & kElfFlagWrite)
        permissions = permissions | Permissions::Write;
    if (segment.flags & kElfFlagExecute)
        permissions = permissions | Permissions::Execute;
    return permissions;
}

}  // namespace process
