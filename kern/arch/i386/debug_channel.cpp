// A way out of the machine beside the console: QEMU's -debugcon device.
//
// Layer: arch. No uCore counterpart.

#include "arch/debug_channel.h"

#include "arch/ports.h"

namespace arch {
namespace {

constexpr u16 kDebugPort = 0xe9;
constexpr u8 kHere = 0xe9;  // what QEMU's device and Bochs answer to a read; no device: 0xff

}  // namespace

bool has_debug_channel() { return inb(kDebugPort) == kHere; }

void debug_channel_put(char byte) { outb(kDebugPort, static_cast<u8>(byte)); }

}  // namespace arch
