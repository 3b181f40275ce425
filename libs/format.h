// Formatted text: the engine behind cprintf, snprintf and panic messages.
// Layer: libs. uCore: libs/printfmt.c, libs/stdio.h.
//
// %[-][0][width][.precision][l|ll|z]conversion, where width and precision may be `*`:
//   d i u x o   integers as in C        c s   a character, a string ("(null)" for nullptr)
//   p           0x, then hexadecimal    e     the text of an error number, positive or negated
//   %           a percent sign
// Anything else is printed as it stands. Under %p, width counts the digits only, as in uCore.
#pragma once

#include <stdarg.h>

#include "libs/types.h"

#if __STDC_HOSTED__
#include <stdio.h>
#else
extern "C" {
// Write at most size - 1 characters and a NUL (nothing when size is 0); return the length that the
// whole text has, which is >= size when it was cut.
int snprintf(char* buffer, usize size, const char* format, ...);
int vsnprintf(char* buffer, usize size, const char* format, va_list args);
}
#endif

// Gives each character of the text to put(c, context); returns their number. Context: any.
usize vformat(void (*put)(char c, void* context), void* context, const char* format, va_list args);
