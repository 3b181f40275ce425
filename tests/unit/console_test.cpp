// The console over a board made of strings.
#include "kern/driver/console.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>

#include "arch/interrupts.h"
#include "kern/driver/console_board.h"
#include "tests/unit/host_kernel.h"

namespace {

class Tape final : public driver::ConsoleOutput {
  public:
    void write(StringView written) override {
        EXPECT_FALSE(arch::interrupts_enabled());
        text.append(written.data(), written.size());
    }
    std::string text;
};

Tape tapes[2];
driver::ConsoleOutput* outputs[] = {&tapes[0], &tapes[1]};
std::deque<int> typed;
int starts = 0;

}  // namespace

void driver::board_console_init() { ++starts; }
Span<driver::ConsoleOutput* const> driver::board_console_outputs() { return {outputs, 2}; }
int driver::board_console_read() {
    EXPECT_FALSE(arch::interrupts_enabled());
    if (typed.empty())
        return -1;
    const int c = typed.front();
    typed.pop_front();
    return c;
}

namespace {

void interrupt() {
    arch::IrqGuard irq;
    driver::console_interrupt();
}

TEST(Console, WritesToAllDevices) {
    driver::console_init();
    EXPECT_EQ(starts, 1);
    ASSERT_NE(host_kernel::console, nullptr);
    host_kernel::console->write("hello\n");
    EXPECT_EQ(tapes[0].text, "hello\n");
    EXPECT_EQ(tapes[1].text, "hello\n");
}

TEST(Console, CharactersComeInTheirOrder) {
    EXPECT_EQ(driver::cons_getc(), -1);
    typed = {'a', 0, '\r', 0xe4};  // 0: a key without a character
    interrupt();
    typed = {'b'};  // not yet fetched by an interrupt
    for (int expected : {int{'a'}, int{'\n'}, 0xe4, int{'b'}, -1})
        EXPECT_EQ(driver::cons_getc(), expected);
}

TEST(Console, AFullQueueKeepsWhatCameFirst) {
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 1000; ++i)
            typed.push_back('a' + i % 26);
        interrupt();
        for (int i = 0; i < 512; ++i)
            ASSERT_EQ(driver::cons_getc(), 'a' + i % 26);
        EXPECT_EQ(driver::cons_getc(), -1);
    }
}

}  // namespace
