// The console: text out to all output devices, characters in from all input devices.
//
// Layer: driver. uCore counterpart: kern/driver/console.c.

#include "kern/driver/console.h"

#include "arch/interrupts.h"
#include "kern/debug/log.h"
#include "kern/driver/console_board.h"

namespace driver {
namespace {

// Characters that were typed and not yet read. When it is full, new ones are dropped: what was
// typed first is kept.
class InputQueue {
  public:
    void put(char c) {
        if (size_ == sizeof(text_))
            return;
        text_[(first_ + size_++) % sizeof(text_)] = c;
    }

    int get() {
        if (size_ == 0)
            return -1;
        char c = text_[first_];
        first_ = (first_ + 1) % sizeof(text_);
        --size_;
        return static_cast<u8>(c);
    }

  private:
    char text_[512] = {};
    usize first_ = 0;
    usize size_ = 0;
};

// The console as the debug layer sees it.
class Console final : public debug::ConsoleIo {
  public:
    void write(StringView text) override {
        arch::IrqGuard irq;
        for (ConsoleOutput* device : board_console_outputs())
            device->write(text);
    }
    int read_character() override { return cons_getc(); }
};

constinit InputQueue input GUARDED_BY(arch::interrupts_off);
constinit Console console;
#if LAB >= 8
constinit InputSink* sink GUARDED_BY(arch::interrupts_off) = nullptr;
#endif

// The next character that a device has, or -1.
int next_typed() {
    int c;
    do
        c = board_console_read();
    while (c == 0);
    return c == '\r' ? '\n' : c;
}

}  // namespace

void console_init() {
    board_console_init();
    debug::set_console(console);
}

void console_interrupt() {
    int c;
    while ((c = next_typed()) >= 0) {
#if LAB >= 8
        if (sink) {
            sink->take(static_cast<char>(c));
            continue;
        }
#endif
        input.put(static_cast<char>(c));
    }
}

int cons_getc() {
    arch::IrqGuard irq;
    int c;
    while ((c = next_typed()) >= 0)  // works also when interrupts are off, as in a panic
        input.put(static_cast<char>(c));
    return input.get();
}

#if LAB >= 8
void set_input_sink(InputSink* new_sink) {
    arch::IrqGuard irq;
    sink = new_sink;
    // What was typed while there was nobody to take it.
    for (int c; sink && (c = input.get()) >= 0;)
        sink->take(static_cast<char>(c));
}

void console_write(StringView text) { console.write(text); }
#endif

}  // namespace driver
