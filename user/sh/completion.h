// What the Tab key offers.
// Layer: user; pure code, also compiled by the unit tests. uCore: none.
#pragma once

#include "user/sh/expand.h"

namespace shell {

// What the last word of `line` could become, sorted, each as a word that can stand in place of
// line[*begin..]: a command where one is expected, otherwise a file. A folder ends with a slash.
void complete_line(StringView line, Span<const char* const> builtins, Folders& folders,
                   usize* begin, Array<Text>& candidates);

}  // namespace shell
