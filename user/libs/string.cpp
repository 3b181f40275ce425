// The string functions that libs/string.cpp does not have.
// Layer: user. uCore: libs/string.c, user/libs/string.c of its full version.
#include "user/libs/string.h"

#include "user/libs/stdlib.h"

char* strcat(char* to, const char* from) {
    strcpy(to + strlen(to), from);
    return to;
}

char* strdup(const char* text) {
    const size_t size = strlen(text) + 1;
    auto* copy = static_cast<char*>(malloc(size));
    return copy == nullptr ? nullptr : strcpy(copy, text);
}
