// Lines that processes write to the console at the same time stay whole.
//
// Layer: process. No uCore counterpart.

#include "kern/process/output_line.h"

#include "arch/interrupts.h"
#include "kern/process/process.h"

namespace process {

void output_written(char last) {
    arch::IrqGuard irq;
    Process& self = current();
    if (last != '\n') {
        if (self.output_line == OutputLine::Ended)
            self.output_line = OutputLine::Begun;
        return;
    }
    self.output_line = OutputLine::Ended;
    sched::this_cpu().preempt_wanted = self.needs_reschedule;
}

bool may_end_its_line() {
    arch::IrqGuard irq;
    if (current().output_line != OutputLine::Begun)
        return false;
    current().output_line = OutputLine::Overdue;
    sched::this_cpu().preempt_wanted = false;  // until output_written or sched::tick wants it
    return true;
}

}  // namespace process
