// Port input and output, as the x86 has it [IA32-1 19].
//
// Layer: arch; for kern/arch/i386 and kern/driver/pc only. uCore counterpart: libs/x86.h.
#pragma once

#include "libs/types.h"

namespace arch {

// Reads 8, 16 or 32 bits from `port`.
inline u8 inb(u16 port) {
    u8 value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}
inline u16 inw(u16 port) {
    u16 value;
    asm volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}
inline u32 inl(u16 port) {
    u32 value;
    asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

// Writes 8, 16 or 32 bits to `port`.
inline void outb(u16 port, u8 value) {
    asm volatile("outb %0, %1" ::"a"(value), "Nd"(port) : "memory");
}
inline void outw(u16 port, u16 value) {
    asm volatile("outw %0, %1" ::"a"(value), "Nd"(port) : "memory");
}
inline void outl(u16 port, u32 value) {
    asm volatile("outl %0, %1" ::"a"(value), "Nd"(port) : "memory");
}

// Reads `count` bytes from `port` to `target`.
inline void insb(u16 port, void* target, usize count) {
    asm volatile("cld; rep insb" : "+D"(target), "+c"(count) : "d"(port) : "memory");
}
// Reads `count` 32-bit words from `port` to `target`.
inline void insl(u16 port, void* target, usize count) {
    asm volatile("cld; rep insl" : "+D"(target), "+c"(count) : "d"(port) : "memory");
}
// Writes `count` 32-bit words from `source` to `port`.
inline void outsl(u16 port, const void* source, usize count) {
    asm volatile("cld; rep outsl" : "+S"(source), "+c"(count) : "d"(port) : "memory");
}

}  // namespace arch
