// Memory and strings, as in the C standard.
// Layer: user (C and C++). uCore: libs/string.h.
#pragma once

#include "user/libs/defs.h"

USER_API_BEGIN

void* memcpy(void* to, const void* from, size_t size);
void* memmove(void* to, const void* from, size_t size);
void* memset(void* to, int byte, size_t size);
int memcmp(const void* a, const void* b, size_t size);

size_t strlen(const char* text);
size_t strnlen(const char* text, size_t limit);
char* strcpy(char* to, const char* from);
char* strncpy(char* to, const char* from, size_t size);
char* strcat(char* to, const char* from);
int strcmp(const char* a, const char* b);
int strncmp(const char* a, const char* b, size_t limit);
char* strchr(const char* text, int wanted);
char* strfind(const char* text, int wanted);  // the final NUL when absent
long strtol(const char* text, char** end, int base);
char* strdup(const char* text);  // a copy, to be freed; NULL when there is no memory

USER_API_END
