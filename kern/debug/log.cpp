// Printing to the console.
//
// Layer: debug. uCore counterpart: kern/libs/stdio.c.

#include "kern/debug/log.h"

#include "arch/interrupts.h"
#include "kern/debug/options.h"
#include "libs/format.h"

namespace debug {
namespace {

constinit ConsoleIo* console = nullptr;

// Collects characters, so that the console's drivers get them a line at a time.
class LineBuffer : NonCopyable {
  public:
    void put(char c) {
        text_[length_++] = c;
        if (length_ == sizeof(text_) || c == '\n')
            flush();
    }

    void flush() {
        if (console && length_ != 0)
            console->write({text_, length_});
        length_ = 0;
    }

  private:
    char text_[128];
    usize length_ = 0;
};

void put_into_buffer(char c, void* buffer) { static_cast<LineBuffer*>(buffer)->put(c); }

LogLevel level_from_option() {
    StringView wanted = option("log");
    if (wanted == "error")
        return LogLevel::Error;
    if (wanted == "info")
        return LogLevel::Info;
    if (wanted == "debug")
        return LogLevel::Debug;
    if (!wanted.empty() && !(wanted == "warning"))
        reject_option("log", "error, warning, info or debug");
    return LogLevel::Warning;
}

}  // namespace

void set_console(ConsoleIo& new_console) { console = &new_console; }

int read_character() { return console ? console->read_character() : -1; }

void log(LogLevel level, const char* topic, const char* format, ...) {
    if (level > level_from_option())
        return;
    arch::IrqGuard irq;  // one message, one line
    cprintf("[%s] ", topic);
    va_list arguments;
    va_start(arguments, format);
    vcprintf(format, arguments);
    va_end(arguments);
    cprintf("\n");
}

}  // namespace debug

int vcprintf(const char* format, va_list arguments) {
    debug::LineBuffer buffer;
    usize length = vformat(debug::put_into_buffer, &buffer, format, arguments);
    buffer.flush();
    return static_cast<int>(length);
}

int cprintf(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vcprintf(format, arguments);
    va_end(arguments);
    return length;
}
