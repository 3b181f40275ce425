// Boot stage: physical memory and page tables, and their self-checks.
//
// Layer: init. uCore counterpart: pmm_init in kern/mm/pmm.c.

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/debug/panic.h"
#include "kern/init/stages.h"
#include "kern/mm/frame.h"
#include "kern/mm/page_table.h"
#include "kern/selftest/page_table_check.h"
#include "kern/selftest/pmm_check.h"
#include "kern/selftest/selection.h"
#include "kern/trap/page_fault.h"

namespace {

// What the checks of page tables take from the allocator.
constexpr usize kFramesForPageTables = 32;

// What the boot option `trace` may name.
#if LAB >= 4
constexpr const char* kTraces = "pmm,sched";
#else
constexpr const char* kTraces = "pmm";
#endif

}  // namespace

void init::cannot_boot(Error error, const char* what) {
    cprintf("cannot boot: %s for %s\n", error_text(error), what);
    debug::power_off(debug::ExitCode::CannotBoot);
}

void init::need_frames_for_checks(usize count) {
    if (mm::nr_free_pages() < count && debug::option("check") != "none")
        cannot_boot(Error::NoMemory, "the self-checks");
}

void init::start_memory() {
    debug::tell_unknown_elements("trace", kTraces);
    needed(mm::pmm_init(), "anything but the kernel");
    selftest::run_if_wanted("pmm", selftest::check_alloc_page);

    trap::page_fault_init();
    needed(mm::paging_init(), "the kernel's page tables");
    need_frames_for_checks(kFramesForPageTables);
    selftest::run_if_asked("get_pte", selftest::check_get_pte);
    selftest::run_if_wanted("pgdir", selftest::check_pgdir);
    selftest::run_if_wanted("boot_pgdir", selftest::check_boot_pgdir);
    selftest::run_if_wanted("print_pgdir", mm::print_pgdir);
}
