// Where the pages of an area come from when they are touched first, if not from nowhere.
//
// Layer: vm. uCore counterpart: none (load_icode reads the whole program).
#pragma once

#include "kern/mm/address.h"
#include "libs/ref.h"
#include "libs/result.h"

namespace vm {

// Shared by the areas that come from it. Context: thread.
class PageSource : public RefCounted {
  public:
    static void last_owner_gone(PageSource* source) { source->end(); }

    // Writes what the page at `address` begins with to `memory`, which is a page of zeros. May wait
    // for a disk. Busy: not while the caller holds what it holds; DeviceNotAvailable.
    virtual Result<void> fill(mm::VirtAddr address, u8* memory) = 0;

  protected:
    ~PageSource() = default;

  private:
    virtual void end() = 0;
};

}  // namespace vm
