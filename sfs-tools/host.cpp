// What the tools share: messages, sizes, and what libs/assert.h expects of the program around it.
// Layer: host tools.
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include "libs/assert.h"
#include "sfs-tools/arguments.h"

void panic_at(const char* file, int line, const char* function, const char* format, ...) {
    fprintf(stderr, "bug at %s:%d in %s: ", file, line, function);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    abort();
}

void exercise_missing(BlankExercise exercise, const char* file, int line, const char* function) {
    fprintf(stderr, "exercise %s is not done yet, and this tool needs it: %s:%d, in %s\n",
            exercise.id, file, line, function);
    exit(EXIT_FAILURE);
}

namespace sfs_tools {

void complain(const char* tool, const std::string& message) {
    fflush(stdout);
    const char* begin = isatty(STDERR_FILENO) != 0 ? "\r\033[K" : "";
    fprintf(stderr, "%s%s: %s\n", begin, tool, message.c_str());
}

std::optional<unsigned long long> parse_size(const std::string& text) {
    if (text.empty() || text[0] < '0' || text[0] > '9') {
        return {};
    }
    char* end = nullptr;
    errno = 0;
    const unsigned long long number = strtoull(text.c_str(), &end, 10);
    const std::string unit = end;
    unsigned shift = 0;
    if (unit == "K" || unit == "k") {
        shift = 10;
    } else if (unit == "M" || unit == "m") {
        shift = 20;
    } else if (unit == "G" || unit == "g") {
        shift = 30;
    } else if (!unit.empty()) {
        return {};
    }
    if (errno != 0 || number > ~0ULL >> shift) {
        return {};
    }
    return number << shift;
}

}  // namespace sfs_tools
