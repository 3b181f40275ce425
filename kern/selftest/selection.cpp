// Which self-checks run, and the end of a run that was only for them.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/selection.h"

#include "kern/debug/options.h"
#include "kern/debug/panic.h"
#if LAB >= 2
#include "kern/mm/failure.h"
#endif

namespace selftest {
namespace {

constinit usize checks_run = 0;

usize length(StringView list) {
    usize elements = list.empty() ? 0 : 1;
    for (char c : list)
        elements += c == ',';
    return elements;
}

}  // namespace

void run_if_wanted(StringView name, void (*check)()) {
    if (!debug::check_wanted(name))
        return;
    {
#if LAB >= 2
        mm::FailuresAside aside;
#endif
        check();
    }
    ++checks_run;
    if (debug::option("ticks") == "0" && checks_run == length(debug::option("check")))
        debug::end_of_test();
}

void run_if_asked(StringView name, void (*check)()) {
    if (debug::check_asked_for(name))
        run_if_wanted(name, check);
}

}  // namespace selftest
