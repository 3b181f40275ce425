// The self-check of swap at boot: four frames, five pages.
//
// Layer: selftest. uCore counterpart: check_swap in kern/mm/swap.c, _fifo_check_swap in
// swap_fifo.c.

#include "kern/debug/log.h"
#include "kern/mm/heap.h"
#include "kern/selftest/frame_hog.h"
#include "kern/selftest/vm_check.h"
#include "kern/vm/address_space.h"
#include "kern/vm/fault.h"
#include "kern/vm/swap.h"
#include "libs/assert.h"

namespace selftest {
namespace {

using vm::AddressSpace;
using vm::VirtAddr;

constexpr usize kFrames = 4, kPages = 5;
constexpr char kFirstPage = 'a', kLastPage = 'e';
constexpr const char* kMemoryIsFree = "memory is free at boot";

// Page 'a' lies at 0x1000, 'b' at 0x2000 and so on; each holds its hexadecimal digit in two places.
volatile u8* page_at(char page) {
    return reinterpret_cast<volatile u8*>(static_cast<uptr>(page - kFirstPage + 1) * mm::kPageSize);
}
u8 value_of(char page) { return static_cast<u8>(page - kFirstPage + 0xa); }

enum class Visit : u8 { First, Later };

// Writes the first byte, which faults as a write when the page is away; then the last byte must be
// what was there before: 0 at the first visit.
void write_page(char page, Visit visit) {
    volatile u8* bytes = page_at(page);
    bytes[0] = value_of(page);
    ASSERT(bytes[mm::kPageSize - 1] == (visit == Visit::First ? 0 : value_of(page)));
    bytes[mm::kPageSize - 1] = value_of(page);
}

struct Step {
    char page;
    u32 faults;  // that must have come when it is written, with FIFO
    Visit visit = Visit::Later;
};

// The order of the textbook: with four frames, every page that FIFO sends away is needed next.
constexpr Step kSteps[] = {{'c', 4},  {'a', 4}, {'d', 4}, {'b', 4}, {'e', 5, Visit::First},
                           {'b', 5},  {'a', 6}, {'b', 7}, {'c', 8}, {'d', 9},
                           {'e', 10}, {'a', 11}};

void run_sequence() {
    const bool is_fifo = &vm::swap_manager() == vm::find_swap_manager("fifo");
    const u32 faults_before = vm::page_fault_count();
    for (char page = kFirstPage; page < kLastPage; ++page)
        write_page(page, Visit::First);
    for (const Step& step : kSteps) {
        cprintf("write Virt Page %c in fifo_check_swap\n", step.page);
        write_page(step.page, step.visit);
        const u32 faults = vm::page_fault_count() - faults_before;
        if (is_fifo && faults != step.faults)
            PANIC("check_swap: %u page faults after writing page %c instead of %u", faults,
                  step.page, step.faults);
    }
    for (char page = kFirstPage; page <= kLastPage; ++page)
        write_page(page, Visit::Later);
}

// Without a page that may go, an allocation fails when memory is full.
void check_nothing_to_swap() {
    FrameHog hog(0);
    Result<mm::Page*> page = mm::alloc_page();
    ASSERT(!page.has_value() && page.error() == Error::NoMemory);
}

// Runs `steps` in an address space of kFrames + 1 pages while only kFrames frames are free.
void run_in_scarce_memory(void (*steps)()) {
    const usize free_before = mm::nr_free_pages();
    const u32 slots_before = vm::swap_slots_in_use();
    {
        Ref<AddressSpace> space = must(AddressSpace::create(), kMemoryIsFree);
        must(space->map(VirtAddr(mm::kPageSize), kPages * mm::kPageSize,
                        vm::Permissions::Read | vm::Permissions::Write),
             kMemoryIsFree);
        // The page table is made now, so that all frames that are left are for pages.
        must(space->page_table().get_pte(VirtAddr(mm::kPageSize), mm::Create::Yes), kMemoryIsFree);
        FrameHog hog(kFrames);
        space->set_reports_faults(true);
        space->activate();
        steps();
        AddressSpace::deactivate();
        space.reset();
    }
    ASSERT(mm::nr_free_pages() == free_before);
    ASSERT(vm::swap_slots_in_use() == slots_before);
}

}  // namespace

void check_swap_out() {
    if (!vm::swap_is_on())
        return;
    run_in_scarce_memory([] {
        const u32 writes_before = vm::swap_traffic().writes;
        for (char page = kFirstPage; page <= kLastPage; ++page)
            write_page(page, Visit::First);
        ASSERT(vm::swap_traffic().writes == writes_before + kPages - kFrames);
        ASSERT(mm::nr_free_pages() == 0);
    });
    cprintf("check_swap_out() succeeded!\n");
}

void check_swap() {
    if (!vm::swap_is_on())
        return;
    check_nothing_to_swap();
    run_in_scarce_memory(run_sequence);
    cprintf("check_swap() succeeded!\n");
}

}  // namespace selftest
