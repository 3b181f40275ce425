// No port is the program's, in any width.
#include "raw.h"

static void in8(u32 port) { __asm__ volatile("inb %%dx, %%al" ::"d"(port) : "eax"); }
static void in16(u32 port) { __asm__ volatile("inw %%dx, %%ax" ::"d"(port) : "eax"); }
static void in32(u32 port) { __asm__ volatile("inl %%dx, %%eax" ::"d"(port) : "eax"); }
static void out8(u32 port) { __asm__ volatile("outb %%al, %%dx" ::"d"(port), "a"(3)); }
static void out16(u32 port) { __asm__ volatile("outw %%ax, %%dx" ::"d"(port), "a"(3)); }
static void out32(u32 port) { __asm__ volatile("outl %%eax, %%dx" ::"d"(port), "a"(3)); }
static u8 buffer[16];
static void ins(u32 port) { __asm__ volatile("insb" ::"d"(port), "D"(buffer) : "memory"); }
static void outs(u32 port) { __asm__ volatile("outsb" ::"d"(port), "S"(buffer) : "memory"); }
static void out_fixed(u32 port) { __asm__ volatile("outb %%al, $0x92" ::"a"(port)); }

static int start(void) {
    // Bits of the first 104 ports would be those of the task state segment itself.
    static const u32 ports[] = {0,     1,     0x20,  0x21,  0x40,  0x60,  0x64,  0x70,  0x92,
                                0x170, 0x1F0, 0x1F7, 0x2F8, 0x3D4, 0x3F6, 0x3F8, 0x440, 0x501,
                                0x510, 0x604, 0xCF8, 0xCF9, 0xB004, 0x7FFF, 0xFFFC, 0xFFFF};
    static void (*const ways[])(u32) = {in8, in16, in32, out8, out16, out32, ins, outs};
    for (u32 way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
        for (u32 i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
            must_die("port", ways[way], ports[i]);
        }
    }
    must_die("port 0x92", out_fixed, 3);
    PASS("k03_ports");
}
