// Stands in for the registers of a thread that does not run, in unit tests: tests/unit/host_threads
// has its own way to switch.
#pragma once

namespace arch {

struct Context {};

}  // namespace arch
