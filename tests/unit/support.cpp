// What libs/assert.h expects of the program around it, for the unit tests: say it and abort, so
// that death tests can look for the text.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "libs/assert.h"

void panic_at(const char* file, int line, const char* function, const char* format, ...) {
    fprintf(stderr, "panic at %s:%d in %s: ", file, line, function);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    abort();
}

void exercise_missing(BlankExercise exercise, const char* file, int line, const char* function) {
    fprintf(stderr, "exercise %s is missing at %s:%d in %s\n", exercise.id, file, line, function);
    abort();
}
