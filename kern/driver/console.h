// The console: text out to all output devices, characters in from all input devices.
//
// Layer: driver. uCore counterpart: kern/driver/console.c.
#pragma once

#include "arch/interrupts.h"
#include "libs/span.h"
#include "libs/types.h"

namespace driver {

// Starts the console's devices and makes cprintf write to them. Called once, first of all drivers.
void console_init();

// Lets the input devices raise interrupts. Called once the interrupt controller runs.
void console_enable_interrupts();

// Takes what the input devices have. Context: their interrupts, or any with interrupts off.
void console_interrupt() REQUIRES(arch::interrupts_off);

// The next character that was typed, or -1 when there is none. Context: any.
int cons_getc();

#if LAB >= 8
// Who gets what is typed, instead of cons_getc.
class InputSink {
  public:
    // Context: interrupts off.
    virtual void take(char c) REQUIRES(arch::interrupts_off) = 0;

  protected:
    ~InputSink() = default;
};

// From now on what is typed goes to `sink`, which lives for ever, or to nobody. Context: any.
void set_input_sink(InputSink* sink);

// Shows `text` on all output devices. Context: any.
void console_write(StringView text);
#endif

// An output device of the console.
class ConsoleOutput {
  public:
    // Shows `text`; '\n' begins a line, '\b' steps back. Context: interrupts off.
    virtual void write(StringView text) = 0;

  protected:
    ~ConsoleOutput() = default;
};

}  // namespace driver
