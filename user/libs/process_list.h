// All processes, at one moment.
// Layer: user (C++). uCore: none.
#pragma once

#include "libs/abi.h"
#include "user/libs/array.h"

// By ascending number; empty when the kernel does not tell.
Array<process_info> all_processes();
