// Commands that the shell carries out itself.
// Layer: user. uCore: cd in user/sh.c.
#pragma once

#include "user/sh/shell.h"

namespace shell {

// A command of the shell: what it is called with, its own name first; returns its exit code.
using Builtin = int (*)(Shell& shell, const Array<Text>& words);

// nullptr when there is no such command.
Builtin find_builtin(StringView name);

// The names of all of them.
Span<const char* const> builtin_names();

}  // namespace shell
