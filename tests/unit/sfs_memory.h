// Memory for the SFS core in tests: the host's, which counts, and runs out when it is told to.
#pragma once

#include "libs/sfs/memory.h"

#include <cstdlib>

namespace sfs_test {

class HostMemory final : public sfs::Memory {
  public:
    void* allocate(usize size) override {
        if (living >= limit || (size > kSmall && large_left-- <= 0)) {
            return nullptr;
        }
        if (allocations_left >= 0 && allocations_left-- == 0) {
            return nullptr;
        }
        ++living;
        return std::malloc(size);
    }
    void release(void* memory) override {
        --living;
        std::free(memory);
    }
    static constexpr usize kSmall = 256;  // bytes: an inode is smaller

    int living = 0;
    int limit = 1 << 20;       // how many pieces there may be
    int allocations_left = -1; // then one fails; negative: none does
    int large_left = 1 << 20;  // how many more that are not small
};

}  // namespace sfs_test
