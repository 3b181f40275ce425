// What pure code of the kernel expects of the rest of it, for unit tests.
#include "tests/unit/host_kernel.h"

#include <cstdio>

#include "arch/cpu.h"

int vcprintf(const char* format, va_list arguments) {
    char text[256];
    const int length = vsnprintf(text, sizeof(text), format, arguments);
    host_kernel::printed += text;
    return length;
}

int cprintf(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vcprintf(format, arguments);
    va_end(arguments);
    return length;
}

void debug::log(LogLevel, const char* topic, const char* format, ...) {
    host_kernel::printed += std::string("[") + topic + "] ";
    va_list arguments;
    va_start(arguments, format);
    vcprintf(format, arguments);
    va_end(arguments);
    host_kernel::printed += "\n";
}

void debug::set_console(ConsoleIo& new_console) { host_kernel::console = &new_console; }

int arch::read_boot_option(const char* name, char* value, usize size) {
    ++host_kernel::option_reads;
    const auto option = host_kernel::boot_options.find(name);
    if (option == host_kernel::boot_options.end())
        return -1;
    return snprintf(value, size, "%s", option->second.c_str());
}
