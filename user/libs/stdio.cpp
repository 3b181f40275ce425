// Formatted output to the console, and to files where there are any.
// Layer: user. uCore: user/libs/stdio.c.
#include "user/libs/stdio.h"

#include "libs/format.h"
#include "user/libs/syscall.h"

namespace {

void put_to_console(char c, void*) { sys_putc(c); }

}  // namespace

int vcprintf(const char* format, va_list args) {
    return static_cast<int>(vformat(put_to_console, nullptr, format, args));
}

int cprintf(const char* format, ...) {
    va_list args;
    va_start(args, format);
    const int length = vcprintf(format, args);
    va_end(args);
    return length;
}

void cputchar(int c) { sys_putc(c); }

int cputs(const char* text) { return cprintf("%s\n", text); }
