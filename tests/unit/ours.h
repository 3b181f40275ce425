// Our C functions under the names that renamed.h gives them, beside the C library's.
#pragma once

#include "libs/types.h"

extern "C" {
void* ours_memcpy(void* to, const void* from, usize size);
void* ours_memmove(void* to, const void* from, usize size);
void* ours_memset(void* to, int byte, usize size);
int ours_memcmp(const void* a, const void* b, usize size);
usize ours_strlen(const char* text);
usize ours_strnlen(const char* text, usize limit);
char* ours_strcpy(char* to, const char* from);
char* ours_strncpy(char* to, const char* from, usize size);
int ours_strcmp(const char* a, const char* b);
int ours_strncmp(const char* a, const char* b, usize limit);
char* ours_strchr(const char* text, int wanted);
char* ours_strfind(const char* text, int wanted);
long ours_strtol(const char* text, char** end, int base);
int ours_snprintf(char* buffer, usize size, const char* format, ...);
}
