// Which program the terminal is for, and the end of programs on request.
//
// Layer: process. No uCore counterpart.
#pragma once

#include "kern/process/process.h"

namespace process {

// Ctrl-C ends process `pid` and all that descend from it, from now on; 0: nobody. Context: any.
void set_foreground(u32 pid);

// Ends what Ctrl-C is to end. Says whether there was anything. Context: any.
bool end_foreground();

// Every process with a program is to end, the caller too: then the machine is switched off.
// Context: any.
void end_all_programs();

}  // namespace process
