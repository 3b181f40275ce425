// FIFO page replacement over a list.
//
// Layer: vm. uCore counterpart: kern/mm/swap_fifo.c.
// Reading: Belady, Nelson, Shedler, An anomaly in space-time characteristics of certain programs
// running in a paging machine, CACM 12 (1969).
#include "kern/vm/swap_fifo.h"

#include "libs/assert.h"

namespace vm {

void FifoSwap::map_swappable(mm::Page& page) {
    // EXERCISE lab3.3a BEGIN put the page that has just come in where the newest page belongs
    // HINT queue_ is an mm::Page::List (libs/list.h); its order is the order of arrival. Which end
    // HINT is which is up to you, as long as swap_out_victim agrees.
    queue_.push_back(page);
    // EXERCISE lab3.3a STUB
    //| static_cast<void>(page);
    //| NOT_IMPLEMENTED("lab3.3a");
    // EXERCISE lab3.3a END
}

void FifoSwap::set_unswappable(mm::Page& page) {
    if (page.is_linked())
        queue_.remove(page);
}

mm::Page* FifoSwap::swap_out_victim(PageUse&) {
    // EXERCISE lab3.3b BEGIN take the page that came in first off the queue and return it
    // HINT An empty queue is no error here: the answer is nullptr then.
    return queue_.pop_front();
    // EXERCISE lab3.3b STUB
    //| NOT_IMPLEMENTED("lab3.3b");
    // EXERCISE lab3.3b END
}

}  // namespace vm
