// What pure code of the kernel expects of the rest of it, for unit tests: boot options, a console.
#pragma once

#include <map>
#include <string>

#include "kern/debug/log.h"

namespace host_kernel {

// What cprintf and log have printed; a test may clear it.
inline std::string printed;

// The boot options that the machine has, by name. debug::option keeps the answers that it got.
inline std::map<std::string, std::string> boot_options;

// How often the machine was asked for one.
inline int option_reads = 0;

// The console that was registered last.
inline debug::ConsoleIo* console = nullptr;

}  // namespace host_kernel
