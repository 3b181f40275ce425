// The stages of the boot sequence, each in a file of its own.
//
// Layer: init. uCore counterpart: kern/init/init.c.
#pragma once

#include "libs/result.h"
#include "libs/types.h"

namespace init {

#if LAB >= 2
// Physical memory and page tables, and their self-checks. Context: boot, interrupts off.
void start_memory();

// The self-checks that come next rely on `count` free frames: with fewer, and unless the boot
// option `check` says that none is to run, the kernel can not start. Context: boot.
void need_frames_for_checks(usize count);

// The kernel can not start, since there is no `what`: says so, and ends the machine. Context: any.
[[noreturn]] void cannot_boot(Error error, const char* what);

// The value of a step of the boot sequence without which there is nothing to go on with.
template <typename T>
T needed(Result<T> result, const char* what) {
    if (!result.has_value())
        cannot_boot(result.error(), what);
    return result.take();
}
#endif

#if LAB >= 3
// Disks, address spaces and swap, and their self-checks. Context: boot, interrupts off.
void start_virtual_memory();
#endif

#if LAB >= 4
// Process 1, the first of all; `argument` is the greeting. Its result is its exit code. Context:
// thread.
int init_main(void* argument);

// The self-checks of what threads do to each other, where there is time for them. Context: thread.
void check_threads();
#endif

// What the kernel does when it has booted; each lab has its own idea of that. Does not return.
// Context: interrupts on.
[[noreturn]] void work();

}  // namespace init
