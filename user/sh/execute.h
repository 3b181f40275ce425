// From a command's words to the program that it names.
// Layer: user. uCore: runcmd in user/sh.c.
#pragma once

#include "user/libs/array.h"
#include "user/libs/text.h"

namespace shell {

// Goes on as the program words[0]. A name without a slash is looked for in "/", then in the current
// directory. A file that begins with '#' is a script for the shell. If that fails, says why and
// ends this process.
[[noreturn]] void execute(const Array<Text>& words);

}  // namespace shell
