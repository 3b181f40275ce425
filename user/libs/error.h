// Error numbers by their C names: E_NO_MEM and so on.
// Layer: user (C and C++). uCore: libs/error.h.
#pragma once

enum {
#define ERROR(name, c_name, number, text) c_name = number,
#include "libs/error.def"
#undef ERROR
    MAXERROR = E_NOTEMPTY,
};
