// The PC's console devices, interrupt controller and timer: what they say to the hardware, and what
// they make of its answers.
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "arch/ports.h"
#include "kern/driver/clock.h"
#include "kern/driver/irq_chip.h"
#include "kern/driver/pc/devices.h"
#include "tests/unit/host_frames.h"

namespace {

using host_ports::answers;
using host_ports::Write;
using host_ports::writes;
using Writes = std::vector<Write>;

class PcDevices : public testing::Test {
  protected:
    void SetUp() override { host_ports::reset(); }
};

// --- interrupt controller, timer
// ------------------------------------------------------------------

// First, since the mask is a global: nothing is let through yet. [Intel 8259A data sheet]
TEST_F(PcDevices, PicIsInitialised) {
    driver::pic_init();
    EXPECT_EQ(writes, (Writes{{0x20, 0x11},
                              {0x21, 32},
                              {0x21, 0x04},
                              {0x21, 0x01},  // master
                              {0xa0, 0x11},
                              {0xa1, 40},
                              {0xa1, 0x02},
                              {0xa1, 0x01},  // slave
                              {0x21, 0xfb},
                              {0xa1, 0xff}}));  // only the slave's request gets through
}

TEST_F(PcDevices, PicMasks) {
    driver::irq_enable(1);
    driver::irq_enable(14);
    driver::irq_disable(1);
    driver::irq_disable(14);
    EXPECT_EQ(writes, (Writes{{0x21, 0xf9},
                              {0xa1, 0xff},
                              {0x21, 0xf9},
                              {0xa1, 0xbf},  //
                              {0x21, 0xfb},
                              {0xa1, 0xbf},
                              {0x21, 0xfb},
                              {0xa1, 0xff}}));
}

TEST_F(PcDevices, PicAcknowledges) {
    EXPECT_TRUE(driver::irq_acknowledge(0));
    EXPECT_EQ(writes, (Writes{{0x20, 0x20}}));
    writes.clear();
    EXPECT_TRUE(driver::irq_acknowledge(8));  // the slave's go through the master: both are told
    EXPECT_EQ(writes, (Writes{{0xa0, 0x20}, {0x20, 0x20}}));
}

// Request 7 of a chip is also what it gives when it has none: only its in-service register tells.
TEST_F(PcDevices, PicSpuriousInterrupts) {
    host_ports::answers[0x20] = {0x80, 0x7f};
    EXPECT_TRUE(driver::irq_acknowledge(7));
    EXPECT_EQ(writes, (Writes{{0x20, 0x0b}, {0x20, 0x20}}));
    writes.clear();
    EXPECT_FALSE(driver::irq_acknowledge(7));
    EXPECT_EQ(writes, (Writes{{0x20, 0x0b}}));  // the end of something else must not be told
    writes.clear();

    host_ports::answers[0xa0] = {0x80, 0x7f};
    EXPECT_TRUE(driver::irq_acknowledge(15));
    EXPECT_EQ(writes, (Writes{{0xa0, 0x0b}, {0xa0, 0x20}, {0x20, 0x20}}));
    writes.clear();
    EXPECT_FALSE(driver::irq_acknowledge(15));  // for the master it is the slave's request
    EXPECT_EQ(writes, (Writes{{0xa0, 0x0b}, {0x20, 0x20}}));
}

TEST_F(PcDevices, TimerTicksAHundredTimesASecond) {
    driver::board_timer_start();
    ASSERT_EQ(writes.size(), 5u);
    EXPECT_EQ(writes[0], (Write{0x43, 0x34}));
    const u32 divisor = writes[1].value | writes[2].value << 8;
    EXPECT_EQ(writes[1].port, 0x40);
    EXPECT_EQ(writes[2].port, 0x40);
    EXPECT_EQ(divisor, 11932u);                 // 1193182 Hz / 100, rounded
    EXPECT_EQ(writes[3], (Write{0x21, 0xfa}));  // then the interrupt is let through
    driver::irq_disable(0);
}

// --- serial line
// ----------------------------------------------------------------------------------

class SerialLine : public PcDevices {
  protected:
    void start(u8 status) {
        answers[0x3fd] = {status};
        serial.init();
        writes.clear();
    }
    driver::Serial serial;
};

TEST_F(SerialLine, Starts) {
    answers[0x3fd] = {0x60};
    serial.init();
    EXPECT_EQ(writes, (Writes{{0x3fa, 0x07},
                              {0x3fb, 0x80},
                              {0x3f8, 1},
                              {0x3f9, 0},
                              {0x3fb, 0x03},
                              {0x3fc, 0x0b},
                              {0x3f9, 0x01}}));
}

TEST_F(SerialLine, WritesWhenTheTransmitterIsEmpty) {
    start(0x60);
    answers[0x3fd] = {0x00, 0x00, 0x40, 0x60};
    serial.write("a\n");
    EXPECT_EQ(writes, (Writes{{0x3f8, 'a'}, {0x3f8, '\n'}}));
}

TEST_F(SerialLine, AStuckLineDoesNotStopTheKernel) {
    start(0x60);
    answers[0x3fd] = {0x00};
    serial.write("ab");  // waits for the first character only
    EXPECT_TRUE(writes.empty());
    answers[0x3fd] = {0x60};
    serial.write("c");
    EXPECT_EQ(writes, (Writes{{0x3f8, 'c'}}));
}

// Whoever reads the line may be slow: QEMU's machine on a busy host. Nothing is lost by that.
TEST_F(SerialLine, WaitsForASlowReader) {
    start(0x60);
    answers[0x3fd].assign(100000, 0x00);
    answers[0x3fd].push_back(0x60);
    serial.write("a");
    EXPECT_EQ(writes, (Writes{{0x3f8, 'a'}}));
}

TEST_F(SerialLine, Reads) {
    start(0x60);
    EXPECT_EQ(serial.read(), -1);
    answers[0x3fd] = {0x61};
    answers[0x3f8] = {'x', 0x7f, 0xff};
    EXPECT_EQ(serial.read(), 'x');
    EXPECT_EQ(serial.read(), '\b');  // DEL
    EXPECT_EQ(serial.read(), 0xff);
}

TEST_F(SerialLine, NoDevice) {
    start(0xff);
    serial.write("a");
    EXPECT_EQ(serial.read(), -1);
    EXPECT_TRUE(writes.empty());
}

// --- keyboard
// -------------------------------------------------------------------------------------

class KeyboardKeys : public PcDevices {
  protected:
    // What the kernel reads when these scan codes come.
    std::string type(std::initializer_list<u8> scan_codes) {
        std::string text;
        for (u8 code : scan_codes) {
            answers[0x64] = {0x1d};  // a byte is there, from the keyboard
            answers[0x60] = {code};
            const int c = keyboard.read();
            EXPECT_GE(c, 0);
            if (c > 0)
                text += static_cast<char>(c);
        }
        return text;
    }
    driver::Keyboard keyboard;
};

TEST_F(KeyboardKeys, NothingTyped) {
    answers[0x64] = {0x1c};
    EXPECT_EQ(keyboard.read(), -1);
}

TEST_F(KeyboardKeys, TheMouseIsNoKeyboard) {
    answers[0x64] = {0x3d};
    answers[0x60] = {0x1e};
    EXPECT_EQ(keyboard.read(), 0);
}

TEST_F(KeyboardKeys, InitThrowsAwayWhatWasTypedButNotForEver) {
    answers[0x64] = {0x01, 0x01, 0x00};
    answers[0x60] = {0x1e};
    keyboard.init();
    EXPECT_EQ(answers[0x64].front(), 0x00);
    answers[0x64] = {0xff};  // no keyboard controller at all
    keyboard.init();
}

TEST_F(KeyboardKeys, AllRowsWithAndWithoutShift) {
    auto row = [&](u8 first, u8 last) {
        std::string text;
        for (u8 code = first; code <= last; ++code)
            text += type({code, static_cast<u8>(code | 0x80)});
        return text;
    };
    EXPECT_EQ(row(0x01, 0x0f), "\033"
                               "1234567890-=\b\t");
    EXPECT_EQ(row(0x10, 0x1c), "qwertyuiop[]\n");
    EXPECT_EQ(row(0x1e, 0x29), "asdfghjkl;'`");
    EXPECT_EQ(row(0x2b, 0x35), "\\zxcvbnm,./");
    EXPECT_EQ(row(0x37, 0x39), "* ");
    EXPECT_EQ(row(0x3b, 0x46), "");  // function keys, locks
    EXPECT_EQ(row(0x47, 0x53), "789-456+1230.");
    EXPECT_EQ(row(0x54, 0x7f), "");
    type({0x2a});
    EXPECT_EQ(row(0x01, 0x0f), "\033!@#$%^&*()_+\b\t");
    EXPECT_EQ(row(0x10, 0x1c), "QWERTYUIOP{}\n");
    EXPECT_EQ(row(0x1e, 0x29), "ASDFGHJKL:\"~");
    EXPECT_EQ(row(0x2b, 0x35), "|ZXCVBNM<>?");
    type({0xaa});
    EXPECT_EQ(type({0x1e}), "a");
    EXPECT_EQ(type({0x36, 0x1e, 0xb6, 0x1e}), "Aa");  // the right shift key
}

TEST_F(KeyboardKeys, CapsLockIsForLetters) {
    EXPECT_EQ(type({0x3a, 0xba, 0x1e, 0x02}), "A1");
    EXPECT_EQ(type({0x2a, 0x1e, 0x02, 0xaa}), "a!");  // shift takes it back
    EXPECT_EQ(type({0x3a, 0xba, 0x1e}), "a");
}

TEST_F(KeyboardKeys, ControlGivesTheLettersNumber) {
    EXPECT_EQ(type({0x1d, 0x1e, 0x2c, 0x02, 0x9d, 0x1e}), "\x01\x1a"
                                                          "a");
    EXPECT_EQ(type({0xe0, 0x1d, 0x2e, 0xe0, 0x9d, 0x2e}), "\x03"
                                                          "c");  // the right control key
    EXPECT_EQ(type({0x2a, 0x1d, 0x20, 0x9d, 0xaa}), "\x04");
}

TEST_F(KeyboardKeys, ExtendedKeys) {
    EXPECT_EQ(type({0xe0, 0x1c, 0xe0, 0x9c, 0xe0, 0x35}), "\n/");  // of the keypad
    EXPECT_EQ(type({0xe0, 0x48, 0xe0, 0xc8, 0xe0, 0x53}), "");     // up, delete
    EXPECT_EQ(type({0xe0, 0x2a, 0x1e}), "a");                      // no shift: part of Print Screen
    EXPECT_EQ(type({0x2a, 0xe0, 0x35, 0xaa}), "/");
    EXPECT_EQ(type({0xe1, 0x1d, 0x45, 0xe1, 0x9d, 0xc5, 0x1e}), "a");  // Pause
}

// --- text screen
// ----------------------------------------------------------------------------------

class Screen : public PcDevices {
  protected:
    static constexpr usize kColumns = 80, kRows = 25;

    void SetUp() override {
        PcDevices::SetUp();
        host_frames::reset(256);
        for (usize i = 0; i < kColumns * kRows + 1; ++i)
            cells()[i] = kBlank;
    }
    static u16* cells() { return reinterpret_cast<u16*>(arch::kKernelBase + 0xb8000); }
    void start_at(usize position) {
        answers[0x3d5] = {static_cast<u8>(position >> 8), static_cast<u8>(position)};
        screen.init();
        EXPECT_EQ(writes, (Writes{{0x3d4, 14}, {0x3d4, 15}}));
        writes.clear();
    }
    static std::string row(usize number) {
        std::string text;
        for (usize i = 0; i < kColumns; ++i)
            text += static_cast<char>(cells()[number * kColumns + i]);
        return text.substr(0, text.find_last_not_of(' ') + 1);
    }
    // Where the hardware cursor was put last.
    static usize cursor() {
        EXPECT_GE(writes.size(), 4u);
        const Write* last = &writes[writes.size() - 4];
        EXPECT_EQ(last[0], (Write{0x3d4, 14}));
        EXPECT_EQ(last[2], (Write{0x3d4, 15}));
        return last[1].value << 8 | last[3].value;
    }

    static constexpr u16 kBlank = 0x0720;
    driver::Cga screen;
};

TEST_F(Screen, GoesOnWhereTheBiosStopped) {
    start_at(kColumns * 3 + 5);
    screen.write("hello");
    EXPECT_EQ(row(3), "     hello");
    EXPECT_EQ(cells()[kColumns * 3 + 5], 0x0700 | 'h');
    EXPECT_EQ(cursor(), kColumns * 3 + 10);
}

TEST_F(Screen, AWrongCursorOfTheBiosIsNotFollowed) {
    start_at(kColumns * kRows);
    screen.write("x");
    EXPECT_EQ(row(0), "x");
}

TEST_F(Screen, ControlCharacters) {
    start_at(0);
    screen.write("ab\ncd\refg\b!\n\thi\tj");
    EXPECT_EQ(row(0), "ab");
    EXPECT_EQ(row(1), "ef!");
    EXPECT_EQ(row(2), "        hi      j");
    EXPECT_EQ(cursor(), 2 * kColumns + 17);
    screen.write("\r");
    EXPECT_EQ(cursor(), 2 * kColumns);
}

TEST_F(Screen, BackspaceStopsAtTheTop) {
    start_at(1);
    screen.write("\b\b\b");
    EXPECT_EQ(cursor(), 0u);
}

TEST_F(Screen, ScrollsAtTheEndAndTouchesNothingBehindIt) {
    start_at(0);
    cells()[kColumns * kRows] = 0x1234;
    for (usize i = 0; i < kRows; ++i)
        screen.write(("line " + std::to_string(i) + "\n").c_str());
    EXPECT_EQ(row(0), "line 1");
    EXPECT_EQ(row(kRows - 2), "line 24");
    EXPECT_EQ(row(kRows - 1), "");
    EXPECT_EQ(cursor(), (kRows - 1) * kColumns);
    screen.write(std::string(kColumns, 'x').c_str());  // a full last line
    EXPECT_EQ(row(kRows - 2), std::string(kColumns, 'x'));
    EXPECT_EQ(row(kRows - 1), "");
    EXPECT_EQ(row(0), "line 2");
    EXPECT_EQ(cells()[kColumns * kRows], 0x1234);
}

TEST_F(Screen, ScrollsWhatTheBiosLeft) {
    cells()[kColumns * 2] = 0x1700 | 'B';
    cells()[kColumns * 2 + 1] = 0x1700 | 'I';
    start_at((kRows - 1) * kColumns);
    screen.write("\n");
    EXPECT_EQ(row(1), "BI");
    EXPECT_EQ(cells()[kColumns], 0x1700 | 'B');
    EXPECT_EQ(row(2), "");
}

// Screen memory is slow. Where a cell shows already what it is to show, nothing is written: a mark
// that was put there behind the driver's back stays.
TEST_F(Screen, ScrollingWritesOnlyWhatChanges) {
    start_at(0);
    for (usize i = 0; i < kRows - 1; ++i)
        screen.write(i % 2 != 0 ? "odd\n" : "ode\n");
    constexpr u16 kMark = 0x4f00 | '*';
    cells()[1] = kMark;
    cells()[3 * kColumns + kColumns - 1] = kMark;
    screen.write("\n");
    EXPECT_EQ(row(0).substr(0, 3), "o*d");
    EXPECT_EQ(cells()[3 * kColumns + kColumns - 1], kMark);
    EXPECT_EQ(row(1), "ode");
    EXPECT_EQ(row(kRows - 1), "");
}

}  // namespace
