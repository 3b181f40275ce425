// The PS/2 keyboard.
//
// Layer: driver. uCore counterpart: kbd_* in kern/driver/console.c.
// The 8042 controller gives a scan code of set 1 for each key pressed, and the same with bit 7 set
// for each key released. A byte 0xE0 says that the next one is of a key that the first PCs did not
// have.

#include "arch/ports.h"
#include "kern/driver/pc/devices.h"

namespace driver {
namespace {

constexpr u16 kStatusPort = 0x64;
constexpr u16 kDataPort = 0x60;
constexpr u8 kOutputFull = 0x01;
constexpr u8 kFromMouse = 0x20;

constexpr u8 kReleased = 0x80;
constexpr u8 kExtendedPrefix = 0xe0;
constexpr u8 kControlKey = 0x1d;
constexpr u8 kLeftShift = 0x2a;
constexpr u8 kRightShift = 0x36;
constexpr u8 kCapsLock = 0x3a;
constexpr u8 kKeypadSlash = 0x35;
constexpr u8 kEnter = 0x1c;

// Characters by scan code, of a US keyboard. 0: the key has none.
constexpr char kPlain[] =
    "\0\0331234567890-=\b\tqwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 \0\0\0\0\0\0\0\0\0\0\0"
    "\0\000789-456+1230.";
constexpr char kShifted[] =
    "\0\033!@#$%^&*()_+\b\tQWERTYUIOP{}\n\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 \0\0\0\0\0\0\0\0\0\0\0"
    "\0\000789-456+1230.";
static_assert(sizeof(kPlain) == 0x54 + 1 && sizeof(kShifted) == sizeof(kPlain));

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

char swap_case(char c) {
    if (is_lower(c))
        return static_cast<char>(c - 'a' + 'A');
    if (is_upper(c))
        return static_cast<char>(c - 'A' + 'a');
    return c;
}

// Ctrl and a letter give the letter's number in the alphabet.
char with_control(char c) {
    if (is_lower(c))
        return static_cast<char>(c - 'a' + 1);
    if (is_upper(c))
        return static_cast<char>(c - 'A' + 1);
    return 0;
}

#if LAB >= 8
constexpr char kEscape = 033;

// What a terminal sends behind ESC for a key that moves the cursor or deletes [ECMA-48 8.3], or
// nullptr.
const char* sequence_of(u8 key) {
    switch (key) {
    case 0x47: return "[H";   // Home
    case 0x48: return "[A";   // up
    case 0x4b: return "[D";   // left
    case 0x4d: return "[C";   // right
    case 0x4f: return "[F";   // End
    case 0x50: return "[B";   // down
    case 0x53: return "[3~";  // Delete
    default: return nullptr;
    }
}
#endif

}  // namespace

void Keyboard::init() {
    for (unsigned i = 0; i < 32 && (arch::inb(kStatusPort) & kOutputFull); ++i)
        arch::inb(kDataPort);
}

int Keyboard::read() {
#if LAB >= 8
    if (rest_ && *rest_)
        return *rest_++;
#endif
    u8 status = arch::inb(kStatusPort);
    if (!(status & kOutputFull))
        return -1;
    u8 scan_code = arch::inb(kDataPort);
    return (status & kFromMouse) ? 0 : static_cast<u8>(decode(scan_code));
}

char Keyboard::decode(u8 scan_code) {
    if (scan_code == kExtendedPrefix) {
        extended_ = true;
        return 0;
    }
    bool extended = extended_;
    extended_ = false;
    bool pressed = !(scan_code & kReleased);
    u8 key = scan_code & static_cast<u8>(~kReleased);

    if (key == kControlKey) {
        control_ = pressed;  // left and, with the prefix, right
        return 0;
    }
#if LAB >= 8
    if (const char* sequence = extended && pressed ? sequence_of(key) : nullptr) {
        rest_ = sequence;
        return kEscape;
    }
#endif
    // Of the other extended keys only Enter and / of the keypad have a character.
    if (extended && key != kEnter && key != kKeypadSlash)
        return 0;
    if (key == kLeftShift || key == kRightShift) {
        shift_ = pressed;
        return 0;
    }
    if (!pressed || key >= sizeof(kPlain) - 1)
        return 0;
    if (key == kCapsLock) {
        caps_lock_ = !caps_lock_;
        return 0;
    }
    char c = shift_ && !extended ? kShifted[key] : kPlain[key];
    if (control_)
        return with_control(c);
    return caps_lock_ ? swap_case(c) : c;
}

}  // namespace driver
