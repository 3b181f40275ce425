// Formatted output to files. As long as there are none, everything goes to the console.
// Layer: user. uCore: user/libs/stdio.c.
#include "libs/format.h"
#include "user/libs/stdio.h"
#include "user/libs/syscall.h"

#if LAB < 8

int vfprintf(int, const char* format, va_list args) { return vcprintf(format, args); }

#else

namespace {

// Gathers characters, so that a call is not needed for each.
struct Writer {
    int fd;
    size_t length;
    char text[64];
};

void flush(Writer& writer) {
    sys_write(writer.fd, writer.text, writer.length);
    writer.length = 0;
}

void put_to_file(char c, void* context) {
    auto* writer = static_cast<Writer*>(context);
    writer->text[writer->length++] = c;
    if (writer->length == sizeof(writer->text)) {
        flush(*writer);
    }
}

}  // namespace

int vfprintf(int fd, const char* format, va_list args) {
    Writer writer;
    writer.fd = fd;
    writer.length = 0;
    const usize length = vformat(put_to_file, &writer, format, args);
    if (writer.length > 0) {
        flush(writer);
    }
    return static_cast<int>(length);
}

#endif

int fprintf(int fd, const char* format, ...) {
    va_list args;
    va_start(args, format);
    const int length = vfprintf(fd, format, args);
    va_end(args);
    return length;
}
