// Prints files, one behind the other. uCore: user/cat.c of its full version.
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"

namespace {

// false: there is no use in going on, since nobody takes what we print.
bool print_file(int fd, const char* name) {
    bool reading;
    const int result = copy_contents(fd, 1, &reading);
    const int error = result < 0 ? result : 0;
    if (error != 0 && reading) {
        command::complain_of(name, error);
    } else if (error != 0) {
        command::out.fail(error);
    }
    return error == 0 || reading;
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "cat [FILE]...");
    if (options.operands().empty()) {
        print_file(0, "standard input");
    }
    for (const char* path : options.operands()) {
        const bool is_standard = StringView(path) == "-";
        const int fd = is_standard ? 0 : open(path, O_RDONLY);
        if (fd < 0) {
            command::complain_of(path, fd);
            continue;
        }
        const bool go_on = print_file(fd, path);
        if (!is_standard) {
            close(fd);
        }
        if (!go_on) {
            break;
        }
    }
    return command::finish();
}
