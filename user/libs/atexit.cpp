// Functions to be run at exit; the destructors of C++ globals are such functions.
// Layer: user. uCore: none. Manual: Itanium C++ ABI 3.3.6.
#include "user/libs/ulib.h"

namespace {

struct ExitFunction {
    void (*function)(void*);
    void* argument;
};

constexpr int kMaxFunctions = 128;
constinit ExitFunction functions[kMaxFunctions] = {};
constinit int count = 0;

void call_plain(void* function) { reinterpret_cast<void (*)()>(function)(); }

}  // namespace

extern "C" {

// Names the program to __cxa_atexit; there are no shared libraries to tell apart.
void* __dso_handle = nullptr;

// Called by the constructor code of each global that has a destructor. 0 is success.
int __cxa_atexit(void (*function)(void*), void* argument, void* /*dso*/) {
    if (count == kMaxFunctions) {
        return -E_NO_MEM;
    }
    functions[count++] = {function, argument};
    return 0;
}

int atexit(void (*function)()) {
    return __cxa_atexit(call_plain, reinterpret_cast<void*>(function), nullptr);
}

// Called by exit. A function may register further ones.
void run_exit_functions() {
    while (count > 0) {
        const ExitFunction last = functions[--count];
        last.function(last.argument);
    }
}

}  // extern "C"
