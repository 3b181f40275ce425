// Printing to the console.
//
// Layer: debug. uCore counterpart: kern/libs/stdio.c.
#pragma once

#include <stdarg.h>

#include "libs/span.h"
#include "libs/types.h"

// Prints to the console; conversions as in libs/format.h. Returns the number of characters.
// Context: any.
[[gnu::format(printf, 1, 2)]] int cprintf(const char* format, ...);
int vcprintf(const char* format, va_list arguments);

namespace debug {

// What the console of this machine is; the driver layer registers it.
class ConsoleIo {
  public:
    // Shows `text`. Context: any, also with interrupts off and after a panic.
    virtual void write(StringView text) = 0;
    // The next character that was typed, or -1 when there is none. Asks the devices itself, so it
    // works with interrupts off.
    virtual int read_character() = 0;

  protected:
    ~ConsoleIo() = default;
};

// From now on cprintf writes to `console`, which must live for ever.
void set_console(ConsoleIo& console);

// The next character typed at the console, or -1 at once when there is none.
int read_character();

// How much the kernel says about its work beyond the course's lines.
enum class LogLevel : u8 { Error, Warning, Info, Debug };

// Prints "[topic] text" and a newline when `level` is asked for. The boot option `log` says up to
// which level: error, warning (the default), info or debug. Context: any.
[[gnu::format(printf, 3, 4)]] void log(LogLevel level, const char* topic, const char* format, ...);

}  // namespace debug
