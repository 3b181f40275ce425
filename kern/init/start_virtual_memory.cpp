// Boot stage: disks, address spaces and swap, and their self-checks.
//
// Layer: init. uCore counterpart: vmm_init, ide_init, swap_init in kern/init/init.c.

#include "arch/interrupts.h"
#include "kern/driver/block_device.h"
#if LAB >= 8
#include "kern/init/disks.h"
#endif
#include "kern/init/stages.h"
#include "kern/selftest/disk_check.h"
#include "kern/selftest/selection.h"
#include "kern/selftest/swap_error_check.h"
#include "kern/selftest/swap_policy_check.h"
#include "kern/selftest/vm_check.h"
#include "kern/trap/disk_interrupt.h"
#include "kern/trap/page_fault.h"
#include "kern/vm/fault.h"
#include "kern/vm/swap.h"

void init::start_virtual_memory() {
    trap::set_fault_resolver(vm::resolve_page_fault);
    selftest::run_if_wanted("vmm", selftest::check_vmm);

    driver::block_devices_init();
    trap::disk_interrupts_init();
    arch::enable_interrupts();  // the disk tells by one that it is done
    // These two write over the swap disk, so they run only when they are asked for.
    selftest::run_if_asked("disk", selftest::check_disk);
    selftest::run_if_asked("disk_errors", selftest::check_disk_errors);

#if LAB >= 8
    vm::swap_init(swap_disk());
#else
    vm::swap_init(driver::find_block_device(driver::kSwapDisk));
#endif
    selftest::run_if_asked("swap_errors", selftest::check_swap_errors);
    selftest::run_if_asked("swap_out", selftest::check_swap_out);
    selftest::run_if_wanted("swap", selftest::check_swap);
    selftest::run_if_asked("swap_policy", selftest::check_swap_policy);
#if LAB < 4
    selftest::run_if_wanted("swap_policies", selftest::check_swap_policies);
#else
    selftest::run_if_asked("swap_policies", selftest::check_swap_policies);
#endif
    arch::disable_interrupts();
}
