// struct dirent: an entry of a directory.
// Layer: user (C and C++). uCore: libs/dirent.h.
#pragma once

#include "libs/abi.h"
#include "user/libs/defs.h"
