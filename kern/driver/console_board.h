// What a board gives to the console: its devices.
//
// Layer: driver; kern/driver/pc implements it for the PC. uCore counterpart: kern/driver/console.c.
#pragma once

#include "kern/driver/console.h"
#include "libs/span.h"

namespace driver {

// Starts the devices.
void board_console_init();

// The devices that show text. They live for ever.
Span<ConsoleOutput* const> board_console_outputs();

// The next character of any input device: -1 when none has one, 0 for a key without a character.
int board_console_read();

}  // namespace driver
