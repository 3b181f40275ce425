// Where the SFS core keeps what it makes: the kernel's heap, or the host's.
// Layer: libs. No uCore counterpart.
#pragma once

#include "libs/types.h"

namespace sfs {

class Memory {
  public:
    // `size` bytes, aligned to 16. nullptr when there is none.
    virtual void* allocate(usize size) = 0;
    virtual void release(void* memory) = 0;

  protected:
    ~Memory() = default;
};

}  // namespace sfs
