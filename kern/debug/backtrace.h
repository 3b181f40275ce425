// Who called whom: a walk along the saved frame pointers.
//
// Layer: debug. uCore counterpart: print_stackframe in kern/debug/kdebug.c.
#pragma once

#include "libs/types.h"

namespace debug {

// Prints the frames of the code that runs now: exercise lab1.1. At most kMaxFrames, and only while
// the frame pointers make sense, so a damaged stack ends the list. Context: any.
void print_stackframe();

// Prints the function, file and line of each caller, from the frame at `frame_pointer` on. Unlike
// print_stackframe it is no exercise: a panic's report does not depend on it. Context: any.
void print_backtrace(uptr frame_pointer);

// Prints "    FILE:LINE: FUNCTION+OFFSET" of the instruction at `address`.
void print_debuginfo(uptr address);

// Prints where the kernel's parts lie in memory.
void print_kerninfo();

inline constexpr unsigned kMaxFrames = 20;

}  // namespace debug
