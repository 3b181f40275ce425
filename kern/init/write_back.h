// Writing back what files have changed, in the background.
//
// Layer: init. No uCore counterpart (Unix: update, bdflush).
#pragma once

namespace init {

// Every few seconds, from now on, all that was changed goes to the disks. Without memory for that
// it goes when it is asked for, or at the end. Context: thread of init.
void start_write_back();

// Not any more. Context: thread of init.
void end_write_back();

}  // namespace init
