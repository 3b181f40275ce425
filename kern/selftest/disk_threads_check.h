// The self-check of disks that several threads use.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Three threads make long requests to the same disk, which overlap: each gets its data, and nobody
// waits until another one's request is done. Prints `check_disk_threads() succeeded!`, or panics.
// Writes over the swap disk, of which nothing may be in use. Runs when asked for by
// check=disk_threads. Context: thread.
void check_disk_threads();

}  // namespace selftest
