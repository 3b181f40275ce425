// From the first instruction to main, and from main to exit.
// Layer: user. uCore: user/libs/umain.c.
#include "user/libs/ulib.h"
#include "user/libs/unistd.h"
#if LAB >= 8
#include "user/libs/file.h"
#endif

extern "C" {

// Without a hosted C++ library, C++ mangles the name of main like that of any other function; C
// does not. A program has one of these.
__attribute__((weak)) int main(int argc, char** argv);
__attribute__((weak)) int cxx_main() __asm__("_Z4mainv");
__attribute__((weak)) int cxx_main_with_arguments(int argc, char** argv) __asm__("_Z4mainiPPc");

// Constructors of globals, as the linker lists them (user.ld).
extern void (*const init_array_start[])();
extern void (*const init_array_end[])();

}  // extern "C"

namespace {

void construct_globals() {
    for (auto constructor = init_array_start; constructor != init_array_end; constructor++) {
        (*constructor)();
    }
}

#if LAB >= 8
// Opens a device as the descriptor `fd`, unless whoever started us left something there: a pipe,
// or a file.
void open_standard(int fd, const char* device, uint32_t flags) {
    struct stat info;
    if (fstat(fd, &info) == 0) {
        return;
    }
    const int opened = open(device, flags);
    if (opened >= 0 && opened != fd) {
        close(fd);
        dup2(opened, fd);
        close(opened);
    }
    if (opened < 0) {
        warn("cannot open %s: %e", device, opened);
    }
}
#endif

int call_main(int argc, char** argv) {
    if (cxx_main != nullptr) {
        return cxx_main();
    }
    return cxx_main_with_arguments != nullptr ? cxx_main_with_arguments(argc, argv)
                                              : main(argc, argv);
}

}  // namespace

// Called by _start. Without files there are no arguments.
extern "C" [[noreturn]] void umain(int argc, char** argv) {
#if LAB >= 8
    open_standard(0, "stdin:", O_RDONLY);
    open_standard(1, "stdout:", O_WRONLY);
#else
    argc = 0;
    argv = nullptr;
#endif
    construct_globals();
    exit(call_main(argc, argv));
}
