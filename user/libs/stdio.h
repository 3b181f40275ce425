// Formatted output.
// Layer: user (C and C++). uCore: libs/stdio.h, libs/printfmt.c.
//
// %[-][0][width][.precision][l|ll|z]conversion: d i u x o c s p as in C, %e is the text of an error
// number, positive or negated; see libs/format.h.
#pragma once

#include <stdarg.h>

#include "user/libs/defs.h"

USER_API_BEGIN

// To the console. These return the number of characters; cputs adds a line end.
int cprintf(const char* format, ...);
int vcprintf(const char* format, va_list args);
void cputchar(int c);
int cputs(const char* text);

// To memory: at most size - 1 characters and a NUL. They return the length of the whole text.
int snprintf(char* text, size_t size, const char* format, ...);
int vsnprintf(char* text, size_t size, const char* format, va_list args);

// To a function, which gets each character and `data` (and `fd`, where there are files).
#if LAB < 8
void printfmt(void (*put)(int, void*), void* data, const char* format, ...);
void vprintfmt(void (*put)(int, void*), void* data, const char* format, va_list args);
#else
void printfmt(void (*put)(int, void*, int), int fd, void* data, const char* format, ...);
void vprintfmt(void (*put)(int, void*, int), int fd, void* data, const char* format, va_list args);
#endif

// To the file `fd`.
int fprintf(int fd, const char* format, ...);
int vfprintf(int fd, const char* format, va_list args);

USER_API_END
