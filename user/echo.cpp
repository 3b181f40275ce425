// Prints its arguments. uCore: user/echo.c of its full version.
#include "user/libs/command.h"

int main(int argc, char** argv) {
    command::set_name(argv[0]);
    const bool no_line_end = argc > 1 && StringView(argv[1]) == "-n";
    const int first = no_line_end ? 2 : 1;
    for (int i = first; i < argc; i++) {
        if (i > first) {
            command::out.put(' ');
        }
        command::out.write(argv[i]);
    }
    if (!no_line_end) {
        command::out.put('\n');
    }
    return command::finish();
}
