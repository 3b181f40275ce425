// Formatted output to a function of the program's.
// Layer: user. uCore: libs/printfmt.c.
#include "libs/format.h"
#include "user/libs/stdio.h"

#if LAB < 8

namespace {

// What the characters go to.
struct Target {
    void (*put)(int, void*);
    void* data;
};

void pass_on(char c, void* context) {
    auto* target = static_cast<Target*>(context);
    target->put(c, target->data);
}

}  // namespace

void vprintfmt(void (*put)(int, void*), void* data, const char* format, va_list args) {
    Target target{put, data};
    vformat(pass_on, &target, format, args);
}

void printfmt(void (*put)(int, void*), void* data, const char* format, ...) {
    va_list args;
    va_start(args, format);
    vprintfmt(put, data, format, args);
    va_end(args);
}

#else

namespace {

// What the characters go to.
struct Target {
    void (*put)(int, void*, int);
    void* data;
    int fd;
};

void pass_on(char c, void* context) {
    auto* target = static_cast<Target*>(context);
    target->put(c, target->data, target->fd);
}

}  // namespace

void vprintfmt(void (*put)(int, void*, int), int fd, void* data, const char* format, va_list args) {
    Target target{put, data, fd};
    vformat(pass_on, &target, format, args);
}

void printfmt(void (*put)(int, void*, int), int fd, void* data, const char* format, ...) {
    va_list args;
    va_start(args, format);
    vprintfmt(put, fd, data, format, args);
    va_end(args);
}

#endif
