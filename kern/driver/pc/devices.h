// The PC's console devices.
//
// Layer: driver. uCore counterpart: kern/driver/console.c, kern/driver/kbdreg.h.
#pragma once

#include "kern/driver/console.h"
#include "libs/types.h"

namespace driver {

// The first serial port, a 16550 UART at COM1 [PC16550D data sheet].
class Serial final : public ConsoleOutput {
  public:
    // 115200 baud, 8 bits, no parity, receive interrupt on. Without COM1 there is no serial line.
    void init();
    void write(StringView text) override;
    // The next character received, or -1.
    int read();

  private:
    void put(u8 byte);
    // Waits until the line can take a byte. Returns false when it is stuck; then the next bytes do
    // not wait either, until it takes one.
    bool wait_until_empty();

    bool present_ = false;
    bool stuck_ = false;
};

// The colour text screen, 80 columns by 25 rows [VGA, text mode 3].
class Cga final : public ConsoleOutput {
  public:
    // Goes on where the BIOS's cursor stands.
    void init();
    void write(StringView text) override;

  private:
    void put(char c);
    void scroll();
    void move_cursor();

    u16 position_ = 0;  // of the next character, in cells from the top left
};

// The PS/2 keyboard behind an 8042 controller, scan code set 1.
class Keyboard final {
  public:
    // Throws away what was typed before.
    void init();
    // The next character typed: -1 when there is none, 0 for a key that has no character.
    int read();

  private:
    char decode(u8 scan_code);

    bool shift_ = false;
    bool control_ = false;
    bool caps_lock_ = false;
    bool extended_ = false;  // the last byte was the prefix of an extended code
#if LAB >= 8
    const char* rest_ = nullptr;  // of the sequence of a key that has several characters
#endif
};

}  // namespace driver
