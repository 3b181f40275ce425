// Page faults in areas whose pages come from somewhere: from a file.
//
// Layer: vm. uCore counterpart: none (load_icode reads the whole program).

#include "kern/mm/zeroed_frames.h"
#include "kern/vm/fault.h"
#include "kern/vm/swap.h"

namespace vm {

// While the source fills the page, another thread may have touched it, or ended the area.
Result<void> map_page_from_source(AddressSpace& space, VirtAddr address, const Area& touched) {
    Ref<PageSource> source = touched.source;
    mm::Page* page = TRY(mm::alloc_and_zero_page());
    ScopeExit undo{[&] { mm::free_page(page); }};
    TRY(source->fill(address, static_cast<u8*>(mm::page_to_kva(page))));
    const Area* area = space.areas().find(address);
    mm::Pte* entry = space.find_entry(address);
    if (!area || area->source.get() != source.get() || !entry || !entry->empty())
        return {};  // the access faults again, if that is due
    page->set(mm::PageFlag::Modified);
    TRY(space.insert(page, address, access_in(*area)));
    undo.dismiss();
    return {};
}

}  // namespace vm
