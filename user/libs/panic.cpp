// Panics and warnings of a program, and those of the library that it is linked with.
// Layer: user. uCore: user/libs/panic.c.
#include "libs/assert.h"
#include "user/libs/stdio.h"
#include "user/libs/ulib.h"

namespace {

void report(const char* what, const char* file, int line, const char* format, va_list args) {
    cprintf("user %s at %s:%d:\n    ", what, file, line);
    vcprintf(format, args);
    cprintf("\n");
}

}  // namespace

void __panic(const char* file, int line, const char* format, ...) {
    va_list args;
    va_start(args, format);
    report("panic", file, line, format, args);
    va_end(args);
    exit(-E_PANIC);
}

void __warn(const char* file, int line, const char* format, ...) {
    va_list args;
    va_start(args, format);
    report("warning", file, line, format, args);
    va_end(args);
}

void panic_at(const char* file, int line, const char* /*function*/, const char* format, ...) {
    va_list args;
    va_start(args, format);
    report("panic", file, line, format, args);
    va_end(args);
    exit(-E_PANIC);
}

void exercise_missing(BlankExercise exercise, const char* file, int line, const char* function) {
    panic_at(file, line, function, "exercise %s is still to be written: %s", exercise.id, function);
}
