// Memory and C string functions, as in the C standard. The compiler calls the first four by itself.
// Layer: libs. uCore: libs/string.h.
// A hosted program takes the functions of its C library instead.
#pragma once

#include "libs/types.h"

#if __STDC_HOSTED__
#include <stdlib.h>
#include <string.h>
#else
extern "C" {
void* memcpy(void* to, const void* from, usize size);  // the ranges must not overlap
void* memmove(void* to, const void* from, usize size);
void* memset(void* to, int byte, usize size);
int memcmp(const void* a, const void* b, usize size);

usize strlen(const char* text);
usize strnlen(const char* text, usize limit);
char* strcpy(char* to, const char* from);
// Copies at most `size` characters and fills the rest with NULs: no NUL when `from` is too long.
char* strncpy(char* to, const char* from, usize size);
int strcmp(const char* a, const char* b);
int strncmp(const char* a, const char* b, usize limit);
char* strchr(const char* text, int wanted);   // nullptr when absent
char* strfind(const char* text, int wanted);  // the final NUL when absent
// Base 2 to 36, or 0 for "0x", "0" and decimal. Out of range gives the nearest long.
long strtol(const char* text, char** end, int base);
}
#endif
