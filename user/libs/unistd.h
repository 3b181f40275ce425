// System call numbers and the flags that go with them.
// Layer: user (C and C++). uCore: libs/unistd.h.
#pragma once

#include "libs/abi.h"
