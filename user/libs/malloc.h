// Memory on demand; it is in stdlib.h.
// Layer: user (C and C++). uCore: user/libs/malloc.h of its full version.
#pragma once

#include "user/libs/stdlib.h"
