// What programs for the grader have in common: random numbers that its models draw, too, and a
// digest of what was read.
// Layer: user programs (C). tools/grade/prng.py is the same generator, zlib's crc32 the digest.
#pragma once

#include <defs.h>
#include <stdlib.h>
#include <string.h>

// libs/prng.h: xorshift32.
static uint32_t random_state = 1;

static inline void random_seed(const char* number) {
    random_state = (uint32_t)strtol(number, NULL, 10);
    if (random_state == 0) {
        random_state = 0x9E3779B9;
    }
}

static inline uint32_t random_next(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static inline uint32_t random_below(uint32_t limit) { return random_next() % limit; }

// CRC-32, four bits at a time; `crc` is that of what came before, 0 at first.
static inline uint32_t crc32(uint32_t crc, const void* bytes, size_t size) {
    static const uint32_t table[16] = {
        0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4,
        0x4DB26158, 0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
        0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
    };
    const uint8_t* byte = (const uint8_t*)bytes;
    crc = ~crc;
    while (size-- > 0) {
        crc ^= *byte++;
        crc = table[crc & 15] ^ (crc >> 4);
        crc = table[crc & 15] ^ (crc >> 4);
    }
    return ~crc;
}

// `size` random bytes, four from each number; size is a multiple of 4.
static inline void random_fill(void* bytes, size_t size) {
    uint32_t* word = (uint32_t*)bytes;
    for (size_t i = 0; i < size / sizeof(*word); i++) {
        word[i] = random_next();
    }
}
