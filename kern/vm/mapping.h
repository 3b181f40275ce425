// Memory that a program asks for while it runs: the heap, and areas of its own.
//
// Layer: vm. uCore counterpart: do_brk, do_mmap, do_munmap, do_shmem of uCore's full version.
#pragma once

#include "kern/vm/address_space.h"
#include "libs/result.h"

namespace vm {

// Moves the end of the heap to `end` (widened to a whole page), or leaves it when `end` lies before
// the heap's start. Returns where it is now. NoMemory when something is in the way.
Result<VirtAddr> do_brk(AddressSpace& space, VirtAddr end);

// Maps `size` bytes of zeroed memory, widened to whole pages, at `start`, or where there is room
// when `start` is 0. Returns its start. Invalid: no legal range; Exists: in use; NoMemory.
// Memory is promised, not kept: pages come in when they are touched, and a program may map more
// than memory and swap disk can hold. When they are full, a process is ended. The same holds for
// the heap.
Result<VirtAddr> do_mmap(AddressSpace& space, VirtAddr start, usize size, Permissions permissions);

// The same for memory that children will share instead of getting a copy. Its pages come in at
// once: NoMemory, before any does, when memory and swap disk have no room for them.
Result<VirtAddr> do_shmem(AddressSpace& space, VirtAddr start, usize size, Permissions permissions);

// Ends the use of [start, start + size). Invalid: no legal range; NoMemory.
Result<void> do_munmap(AddressSpace& space, VirtAddr start, usize size);

}  // namespace vm
