// The strategies there are, and what all of them do alike.
//
// Layer: mm. uCore counterpart: init_pmm_manager in kern/mm/pmm.c.
#include "kern/mm/buddy.h"
#include "kern/mm/first_fit.h"
#include "kern/mm/pmm_manager.h"
#include "kern/mm/segregated_fit.h"
#include "libs/assert.h"

namespace mm {
namespace {

constinit FirstFit first_fit, first_fit_trial;
constinit SegregatedFit best_fit(Placement::BestFit), best_fit_trial(Placement::BestFit);
constinit SegregatedFit worst_fit(Placement::WorstFit), worst_fit_trial(Placement::WorstFit);
constinit Buddy buddy, buddy_trial;

struct Strategy {
    StringView option;
    PmmManager* manager;
    PmmManager* trial;
};

// The first one is the default.
constexpr Strategy kStrategies[] = {
    {"first_fit", &first_fit, &first_fit_trial},
    {"best_fit", &best_fit, &best_fit_trial},
    {"worst_fit", &worst_fit, &worst_fit_trial},
    {"buddy", &buddy, &buddy_trial},
};

}  // namespace

void PmmManager::mark_new(Page* base, usize n) {
    for (Page* page = base; page != base + n; ++page) {
        if (page->has(PageFlag::Free))
            PANIC("init_memmap: frame %p is free already", page);
        page->clear_all_flags();
        page->set(PageFlag::Free);
        page->set_references(0);
    }
}

void PmmManager::mark_free(Page* base, usize n) {
    for (Page* page = base; page != base + n; ++page) {
        if (page->has(PageFlag::Free))
            PANIC("free_pages: double free of Page %p", page);
        if (page->has(PageFlag::Reserved))
            PANIC("free_pages: Page %p is reserved", page);
        if (page->has(PageFlag::Slab) || page->has(PageFlag::HeapBlock)) {
            PANIC("free_pages: Page %p belongs to the heap", page);
        }
        ASSERT(!page->is_linked());
        page->clear_all_flags();
        page->set(PageFlag::Free);
        page->set_references(0);
    }
}

void PmmManager::mark_used(Page* base, usize n) {
    for (Page* page = base; page != base + n; ++page) {
        if (!page->has(PageFlag::Free))
            PANIC("alloc_pages: Page %p is in use already", page);
        page->clear_all_flags();
    }
}

PmmManager* find_pmm_manager(StringView option) {
    if (option.empty())
        return kStrategies[0].manager;
    for (const Strategy& strategy : kStrategies) {
        if (strategy.option == option)
            return strategy.manager;
    }
    return nullptr;
}

PmmManager& trial_manager_of(const PmmManager& manager) {
    for (const Strategy& strategy : kStrategies) {
        if (strategy.manager == &manager)
            return *strategy.trial;
    }
    PANIC("%s has no second object", manager.name());
}

}  // namespace mm
