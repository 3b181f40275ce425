// The PC's console devices: serial line and screen out, serial line and keyboard in.
//
// Layer: driver. uCore counterpart: cons_init, cons_intr in kern/driver/console.c.

#include "arch/trapframe.h"
#include "kern/driver/console_board.h"
#include "kern/driver/irq_chip.h"
#include "kern/driver/pc/devices.h"

namespace driver {
namespace {

constinit Serial serial;
constinit Cga screen;
constinit Keyboard keyboard;
constinit ConsoleOutput* const outputs[] = {&serial, &screen};

}  // namespace

void board_console_init() {
    serial.init();
    screen.init();
    keyboard.init();
}

Span<ConsoleOutput* const> board_console_outputs() { return outputs; }

int board_console_read() {
    int c = serial.read();
    return c >= 0 ? c : keyboard.read();
}

void console_enable_interrupts() {
    irq_enable(arch::kIrqKeyboard);
    irq_enable(arch::kIrqSerial);
}

}  // namespace driver
