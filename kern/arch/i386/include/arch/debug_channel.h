// A way out of the machine beside the console: QEMU's -debugcon device.
//
// Layer: arch. No uCore counterpart.
#pragma once

namespace arch {

// True when the machine has the channel.
bool has_debug_channel();

// Writes one byte to it. Context: any.
void debug_channel_put(char byte);

}  // namespace arch
