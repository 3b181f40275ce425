// The kernel monitor: a prompt at the console when the kernel is done or has panicked.
//
// Layer: debug. uCore counterpart: kern/debug/kmonitor.c.
#pragma once

#include "arch/trapframe.h"
#include "libs/span.h"

// Reads a line from the console with editing (backspace, Ctrl-U), shows it as it is typed, and
// returns its length; `line` gets the text and a NUL, never more than `size` bytes. Named and
// linked as in uCore, since scripts set a breakpoint here to learn that a run is over.
extern "C" usize readline(const char* prompt, char* line, usize size);

namespace debug {

// Reads commands and carries them out until one says to go on. `frame` holds the interrupted
// registers, or is nullptr. Context: any; interrupts may be off.
void kernel_monitor(const arch::TrapFrame* frame);

// A command of the monitor that another layer brings.
struct MonitorCommand {
    const char* name;
    const char* arguments;    // "ADDRESS [COUNT]", for the help text
    const char* description;  // one line
    // Carries the command out; words[0] is its name. Returns false to leave the monitor.
    bool (*run)(Span<const StringView> words, const arch::TrapFrame* frame);
};

}  // namespace debug
