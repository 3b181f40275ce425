// Which self-checks run, and the end of a run that was only for them.
//
// Layer: selftest. No uCore counterpart.
#pragma once

#include "libs/span.h"

namespace selftest {

// Runs `check` when the boot option `check` names it as `name`, or names none.
//
// With the boot option ticks=0 the run ends in order, and does not come back, as soon as every
// check that `check` names was run: so a check depends on nothing that comes after it in the boot
// sequence.
void run_if_wanted(StringView name, void (*check)());

// Runs `check` only when the boot option `check` names it.
void run_if_asked(StringView name, void (*check)());

}  // namespace selftest
