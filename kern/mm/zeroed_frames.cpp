// Frames full of zeros, kept ready.
//
// Layer: mm. No uCore counterpart.

#include "kern/mm/zeroed_frames.h"

#include "arch/interrupts.h"
#include "arch/page_memory.h"
#include "kern/mm/failure.h"

namespace mm {
namespace {

constinit Page* ready[kMostZeroedFrames] GUARDED_BY(arch::interrupts_off) = {};
constinit usize ready_count GUARDED_BY(arch::interrupts_off) = 0;

void add_ready(Page& page) REQUIRES(arch::interrupts_off) { ready[ready_count++] = &page; }

}  // namespace

usize nr_zeroed_frames() { return ready_count; }

Page* take_zeroed_frame() { return ready_count == 0 ? nullptr : ready[--ready_count]; }

Result<Page*> alloc_zeroed_page() {
    if (!failures_are_planned) {
        arch::IrqGuard irq;
        if (ready_count != 0)
            return ready[--ready_count];
    }
    return alloc_and_zero_page();
}

Result<Page*> alloc_and_zero_page() {
    Page* page = TRY(alloc_page());
    arch::zero_page(page_to_kva(page));
    return page;
}

void free_zeroed_page(Page* page) {
    page->set_references(0);
    {
        arch::IrqGuard irq;
        if (ready_count < kMostZeroedFrames) {
            add_ready(*page);
            return;
        }
    }
    free_page(page);
}

#if LAB >= 4
bool prepare_zeroed_frame() {
    // With less free memory no frame is set aside: whoever needs many frames is to find them in
    // one piece.
    constexpr usize kPlentyOfFrames = 4 * kMostZeroedFrames;
    if (failures_are_planned || nr_free_pages() < kPlentyOfFrames)
        return false;
    {
        arch::IrqGuard irq;
        if (ready_count >= kMostZeroedFrames)
            return false;
    }
    Result<Page*> page = alloc_page();
    if (!page.has_value())
        return false;
    arch::zero_page(page_to_kva(page.value()));
    arch::IrqGuard irq;
    add_ready(*page.value());
    return true;
}
#endif

}  // namespace mm
