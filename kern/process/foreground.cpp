// Which program the terminal is for.
//
// Layer: process. No uCore counterpart.

#include "kern/process/foreground.h"

#include "kern/process/kill.h"

namespace process {
namespace {

constinit u32 foreground = 0;

bool descends_from(const Process& process, u32 ancestor) {
    for (const Process* at = &process; at; at = at->parent)
        if (at->pid == ancestor)
            return true;
    return false;
}

}  // namespace

void set_foreground(u32 pid) { foreground = pid; }

bool end_foreground() {
    arch::IrqGuard irq;
    if (foreground == 0 || !find_process(foreground))
        return false;
    bool ended_any = false;
    for (Bucket& bucket : all_processes())
        for (Process& process : bucket)
            if (descends_from(process, foreground) && do_kill(process.pid).has_value())
                ended_any = true;
    return ended_any;
}

void end_all_programs() {
    arch::IrqGuard irq;
    for (Bucket& bucket : all_processes())
        for (Process& process : bucket)
            (void)do_kill(process.pid);  // those of the kernel stay
}

}  // namespace process
