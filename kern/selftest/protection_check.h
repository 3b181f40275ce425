// What the kernel must not do, done on purpose, so that the tests see it caught.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Does what the boot option `check` names: write_code, write_constant; or, by a direct access to a
// page of user mode: read_user, read_user_in_trap, write_user, run_user; or demand_user, an access
// to a page of a process that is not there yet. Only on request. Says so when nothing stops it: an
// older CPU allows the four of the middle. Context: thread.
void break_protection_when_asked();

}  // namespace selftest
