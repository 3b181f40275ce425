// Assertions and panics: what a program says when it finds a bug in itself.
// Layer: libs. uCore: libs/assert.h, kern/debug/panic.c.
#pragma once

// Where in the source a call stands; as a defaulted last parameter it is the caller's place.
struct SourceLocation {
    const char* file;
    int line;
    const char* function;

    static constexpr SourceLocation current(const char* file = __builtin_FILE(),
                                            int line = __builtin_LINE(),
                                            const char* function = __builtin_FUNCTION()) {
        return {file, line, function};
    }
};

// An exercise that is not written yet.
struct BlankExercise {
    const char* id;
    const char* task = "";  // what is to be done
};

// These are not in libs: the kernel, the user library and the host tests each supply their own.

// Prints the message with its place in the source, and stops. Context: any.
[[noreturn]] void panic_at(const char* file, int line, const char* function, const char* format,
                           ...) __attribute__((format(printf, 4, 5)));

// Reached a blank exercise: says which one is to be written, and where, and stops. Context: any.
[[noreturn]] void exercise_missing(BlankExercise exercise, const char* file, int line,
                                   const char* function);

// Does without a blank exercise: says the same, and returns. The kernel only. Context: any.
void exercise_left_out(BlankExercise exercise, const char* file, int line, const char* function);

// A bug was found. Takes a printf format and its arguments.
#define PANIC(...) panic_at(__FILE__, __LINE__, __func__, __VA_ARGS__)

// States what must be true here whatever a user program does. Always compiled in; the condition
// must have no side effects.
#define ASSERT(condition)                  \
    (__builtin_expect(!!(condition), true) \
         ? static_cast<void>(0)            \
         : panic_at(__FILE__, __LINE__, __func__, "assertion failed: %s", #condition))

// Control cannot come here.
#define UNREACHABLE() PANIC("unreachable code was reached")

// Stands where an exercise is blank: NOT_IMPLEMENTED("lab1.1"), or with the task behind the id.
#define NOT_IMPLEMENTED(...) exercise_missing({__VA_ARGS__}, __FILE__, __LINE__, __func__)

// Stands where one is blank that the kernel can do without: says so once, and goes on.
#define NOT_DONE_YET(...)                                                   \
    do {                                                                    \
        static constinit bool told = false;                                 \
        if (!told) {                                                        \
            told = true;                                                    \
            exercise_left_out({__VA_ARGS__}, __FILE__, __LINE__, __func__); \
        }                                                                   \
    } while (false)
