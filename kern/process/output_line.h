// Lines that processes write to the console at the same time stay whole.
//
// Layer: process. No uCore counterpart.
#pragma once

#include "libs/types.h"

namespace process {

// How far a process is with a line of output.
enum class OutputLine : u8 {
    Ended,    // or not begun
    Begun,    // should it have to give way now, it may end the line first
    Overdue,  // it has had to, and goes on until the line ends or the clock ticks again
};

// The current process has written text to the console that ends with `last`. Context: thread.
void output_written(char last);

// Whether the current process, which is to give way on its way to user mode, goes on in spite of
// it: it is in the midst of a line, which others would break. It does so once a line; who never
// ends a line gains a tick, once. Context: any but an interrupt.
bool may_end_its_line();

}  // namespace process
