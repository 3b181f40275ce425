// Processes that sleep for a time.
//
// Layer: process. uCore counterpart: do_sleep in kern/process/proc.c.
#pragma once

#include "libs/types.h"

namespace process {

// The current process sleeps for `ticks` ticks, or until it is killed. To sleep for 0 ticks is to
// give way. Context: thread.
void do_sleep(u32 ticks);

}  // namespace process
