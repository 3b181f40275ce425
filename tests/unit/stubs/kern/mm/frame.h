// Stands in for the frame allocator's front end in unit tests (kern/mm/frame.h has the contracts).
// Who uses it defines these functions; tests/unit/heap_test.cpp does.
#pragma once

#include "kern/mm/page.h"
#include "libs/result.h"
#include "libs/types.h"

namespace mm {

Result<Page*> alloc_pages(usize n);
void free_pages(Page* base, usize n);
usize nr_free_pages();
void* page_to_kva(const Page* page);
Page* kva_to_page(const void* address);

}  // namespace mm
