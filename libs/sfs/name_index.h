// Which numbers go with the hash of a name: a table in memory that finds the few slots of a
// directory that a name can be in.
// Layer: libs. uCore: none.
#pragma once

#include "libs/result.h"
#include "libs/scope.h"
#include "libs/sfs/memory.h"
#include "libs/span.h"

namespace sfs {

// Open addressing over memory of its own. The numbers are the caller's; two names may have the same
// hash, so what is found is to be compared. Not locked.
class NameIndex : NonCopyable {
  public:
    explicit NameIndex(Memory& memory) : memory_(memory) {}
    ~NameIndex() { clear(); }

    static u32 hash(StringView name);

    // Errors: NoMemory; nothing has changed then.
    Result<void> add(u32 hash, u32 number);
    // Takes one such pair away, if there is one.
    void remove(u32 hash, u32 number);
    // Gives all memory back.
    void clear();

    // The numbers of a hash one by one: begin with `position` 0; false when there are no more.
    bool next(u32 hash, u32& position, u32& number) const;

  private:
    struct Place {
        u32 hash;
        u32 state;  // kEmpty, kRemoved, or the number + kFirst
    };
    static constexpr u32 kEmpty = 0;
    static constexpr u32 kRemoved = 1;
    static constexpr u32 kFirst = 2;

    Result<void> grow();
    void put(u32 hash, u32 state);

    Memory& memory_;
    Place* places_ = nullptr;
    u32 size_ = 0;    // of the table, a power of two
    u32 filled_ = 0;  // places that are not empty
};

}  // namespace sfs
