// Random numbers, hashing, and memory on demand.
// Layer: user (C and C++). uCore: libs/stdlib.h; malloc as in its full version.
#pragma once

#include "user/libs/defs.h"

USER_API_BEGIN

#define RAND_MAX 2147483647UL

// Numbers from 0 to RAND_MAX that look random: the same ones after the same srand (1 at first).
int rand(void);
void srand(unsigned int seed);

// Spreads `value` over `bits` bits, 1 to 32.
uint32_t hash32(uint32_t value, unsigned int bits);

// Memory, aligned to 16 bytes; NULL when there is none. malloc(0) is a block, too. Thread-safe.
void* malloc(size_t size);
void* calloc(size_t count, size_t size);  // zeroed
void* realloc(void* block, size_t size);  // the old block stays when there is no memory
void free(void* block);                   // NULL is fine; a panic when it is no block

USER_API_END
