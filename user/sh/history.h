// The lines that were typed before.
// Layer: user; pure code, also compiled by the unit tests. uCore: none.
#pragma once

#include "user/libs/array.h"
#include "user/libs/text.h"

namespace shell {

class History : NonCopyable {
  public:
    static constexpr usize kMaxLines = 100;

    // Keeps the line, unless it is blank or the same as the last one; the oldest one may go.
    void add(StringView line);

    // Lines that are kept, the oldest first.
    usize size() const { return lines_.size(); }
    StringView line(usize index) const { return lines_[index].view(); }
    // The number of line 0, counted from 1 for the first line ever.
    u32 first_number() const { return dropped_ + 1; }

  private:
    Array<Text> lines_;
    u32 dropped_ = 0;
};

}  // namespace shell
