// Kernel stacks, each with a guard page below it.
//
// Layer: mm. uCore counterpart: setup_kstack, put_kstack in kern/process/proc.c.
// The range of addresses is cut into slots: a page that is never mapped, then the stack's pages.

#include "kern/mm/kernel_stack.h"

#include "arch/interrupts.h"
#include "kern/mm/frame_reserve.h"
#include "kern/mm/page_table.h"
#include "libs/bitmap.h"

namespace mm {
namespace {

constexpr usize kSlotSize = kPageSize + arch::kKernelStackSize;
constexpr usize kSlots = (arch::kKernelStackEnd - arch::kKernelStackBase) / kSlotSize;

constinit u32 slot_words[Bitmap::words_for(kSlots)] GUARDED_BY(arch::interrupts_off) = {};
// Where the next search begins.
constinit usize next_slot GUARDED_BY(arch::interrupts_off) = 0;

VirtAddr slot_start(usize slot) { return VirtAddr(arch::kKernelStackBase + slot * kSlotSize); }

VirtAddr page_of_slot(usize slot, usize page) { return slot_start(slot) + (1 + page) * kPageSize; }

usize slot_of(const KernelStack& stack) {
    return (stack.bottom().raw() - arch::kKernelStackBase) / kSlotSize;
}

Result<usize> take_slot() {
    arch::IrqGuard irq;
    Bitmap used(slot_words, kSlots);
    usize slot = used.find_first_clear(next_slot);
    if (slot == Bitmap::kNone)
        slot = used.find_first_clear();
    if (slot == Bitmap::kNone)
        return Error::NoMemory;
    used.set(slot);
    next_slot = slot + 1 < kSlots ? slot + 1 : 0;
    return slot;
}

// Ends the mappings of the first `pages` pages of the stack in `slot`, and frees the slot.
void release_slot(usize slot, usize pages) {
    for (usize page = 0; page < pages; ++page) {
        VirtAddr address = page_of_slot(slot, page);
        boot_page_table().page_remove(address);
        arch::forget_translation(address.raw());  // whichever page table the CPU uses now
    }
    arch::IrqGuard irq;
    Bitmap(slot_words, kSlots).clear(slot);
}

Result<void> map_stack_page(VirtAddr address) {
    Page* page = TRY(alloc_page());
    Result<void> inserted = boot_page_table().page_insert(page, address, PageAccess::Write);
    if (!inserted.has_value())
        free_page(page);
    return inserted;
}

}  // namespace

Result<void> kernel_stacks_init() {
    constexpr usize kSpan = arch::entry_span(1);
    for (uptr at = arch::kKernelStackBase; at < arch::kKernelStackEnd; at += kSpan)
        TRY(boot_page_table().get_pte(VirtAddr(at), Create::Yes));
    return {};
}

KernelStack::KernelStack(KernelStack&& other) : top_(other.top_) { other.top_ = VirtAddr(); }

KernelStack& KernelStack::operator=(KernelStack&& other) {
    if (this != &other) {
        release();
        top_ = other.top_;
        other.top_ = VirtAddr();
    }
    return *this;
}

KernelStack::~KernelStack() { release(); }

void KernelStack::release() {
    if (*this)
        release_slot(slot_of(*this), arch::kKernelStackPages);
    top_ = VirtAddr();
}

Result<KernelStack> KernelStack::create() {
    if (!may_pin_frames(arch::kKernelStackPages))
        return Error::NoMemory;
    usize slot = TRY(take_slot());
    for (usize page = 0; page < arch::kKernelStackPages; ++page) {
        Result<void> mapped = map_stack_page(page_of_slot(slot, page));
        if (!mapped.has_value()) {
            release_slot(slot, page);
            return mapped.error();
        }
    }
    return KernelStack(slot_start(slot) + kSlotSize);
}

bool KernelStack::guards(VirtAddr address) const {
    return *this && address >= bottom() - kPageSize && address < bottom();
}

}  // namespace mm
