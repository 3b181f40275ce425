// Prints the first lines of files. uCore: none.
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/input.h"

namespace {

void print_first(int fd, const char* name, u32 count) {
    Input input(fd);
    Text line;
    for (u32 i = 0; i < count && input.read_line(line); i++) {
        command::out.write(line.view());
        if (input.line_was_ended()) {
            command::out.put('\n');
        }
    }
    if (input.error() != 0) {
        command::complain_of(name, input.error());
    }
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "n:", "head [-n LINES] [FILE]...");
    const u32 count = options.number('n', 0, 1000000000, 10);
    if (options.operands().empty()) {
        print_first(0, "standard input", count);
    }
    for (const char* path : options.operands()) {
        const int fd = open(path, O_RDONLY);
        if (fd < 0) {
            command::complain_of(path, fd);
            continue;
        }
        if (options.operands().size() > 1) {
            command::out.print("==> %s <==\n", path);
        }
        print_first(fd, path, count);
        close(fd);
    }
    return command::finish();
}
