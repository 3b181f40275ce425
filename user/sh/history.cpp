// The lines that were typed before. Layer: user. uCore: none.
#include "user/sh/history.h"

#include "user/sh/lexer.h"

namespace shell {

void History::add(StringView line) {
    usize blanks = 0;
    while (blanks < line.size() && is_blank(line[blanks])) {
        blanks++;
    }
    if (blanks == line.size() || (!lines_.empty() && lines_.back().view() == line)) {
        return;
    }
    if (lines_.size() == kMaxLines) {
        lines_.remove(0);
        dropped_++;
    }
    lines_.push_back(Text(line));
}

}  // namespace shell
