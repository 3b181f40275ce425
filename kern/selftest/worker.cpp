// A thread that does what a self-check tells it.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/worker.h"

#include "kern/driver/clock.h"
#include "kern/process/exit.h"
#include "kern/process/fork.h"
#include "kern/sched/timer.h"
#include "libs/assert.h"
#include "libs/format.h"

namespace selftest {

void wait_for_step() { sched::sleep(kStep - driver::ticks % kStep); }

void wait_for_middle() { sched::sleep(kStep - (driver::ticks + kStep / 2) % kStep); }

void Worker::start(u32 number) {
    number_ = number;
    order_ = nullptr;
    dismissed_ = false;
    pid_ = must(process::kernel_thread(run, this), "memory is free at boot");
    process::Process* thread = process::find_process(pid_);
    char name[16];
    snprintf(name, sizeof(name), "worker %u", number);
    process::set_name(*thread, name);
    task_ = thread;
}

void Worker::tell(void (*order)(u32 number)) {
    arch::IrqGuard irq;
    ASSERT(is_idle());
    order_ = order;
    bell_.wake_all();
}

void Worker::dismiss() {
    {
        arch::IrqGuard irq;
        ASSERT(is_idle());
        dismissed_ = true;
        bell_.wake_all();
    }
    must(process::do_wait(pid_), "it is our child");
}

int Worker::run(void* self) {
    Worker& worker = *static_cast<Worker*>(self);
    arch::IrqGuard irq;
    while (!worker.dismissed_) {
        if (!worker.order_) {
            must(worker.bell_.wait(sync::kPatient), "patience has no end");
            continue;
        }
        worker.order_(worker.number_);
        worker.order_ = nullptr;
    }
    return 0;
}

}  // namespace selftest
