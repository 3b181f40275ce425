// Making the kernel's code and constants read-only.
//
// Layer: mm. No uCore counterpart. CR0.WP makes it bind the kernel itself [IA32-3A 4.6].

#include "kern/mm/page_table.h"

namespace mm {

void protect_kernel_image() {
    // All address spaces share the tables of the kernel's half.
    const VirtAddr end(arch::read_only_end);
    for (VirtAddr at = VirtAddr(arch::kernel_start).page_floor(); at < end; at += kPageSize) {
        Pte* entry = must(boot_page_table().get_pte(at, Create::No), "the kernel is mapped");
        entry->set_read_only();
        arch::forget_translation(at.raw());
    }
}

}  // namespace mm
