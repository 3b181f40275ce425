// Memory that only saves work: what a cache holds can be had again, so it goes before any program's
// page has to leave for the swap disk.
//
// Layer: mm. No uCore counterpart.
#pragma once

#include "libs/types.h"

namespace mm {

// Who has such memory.
class Droppable {
  public:
    // Frees up to `wanted` frames; returns how many. 0 when it is not the time: the cache is at
    // work just now. Context: thread; must not allocate.
    virtual usize drop(usize wanted) = 0;
    // About how many frames it could free. Context: any.
    virtual usize count() const = 0;

  protected:
    ~Droppable() = default;
};

// There is one, which lives for ever.
void set_droppable(Droppable& droppable);

// The same of that one; 0 as long as there is none.
usize drop_frames(usize wanted);
usize nr_droppable_frames();

}  // namespace mm
