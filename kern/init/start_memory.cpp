// Boot stage: physical memory and page tables, and their self-checks.
//
// Layer: init. uCore counterpart: pmm_init in kern/mm/pmm.c.

#include "kern/debug/options.h"
#include "kern/init/stages.h"
#include "kern/mm/frame.h"
#include "kern/mm/page_table.h"
#include "kern/selftest/page_table_check.h"
#include "kern/selftest/pmm_check.h"
#include "kern/trap/page_fault.h"

void init::start_memory() {
    mm::pmm_init();
    if (debug::check_wanted("pmm"))
        selftest::check_alloc_page();

    trap::page_fault_init();
    mm::paging_init();
    if (debug::check_wanted("pgdir")) {
        selftest::check_pgdir();
        selftest::check_boot_pgdir();
        mm::print_pgdir();
    }
}
