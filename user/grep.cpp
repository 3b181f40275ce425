// Prints the lines that match a pattern (pattern.h). uCore: none.
// Its exit code is 0 when there were any, 1 when there were none, 2 after an error.
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/input.h"
#include "user/libs/pattern.h"

namespace {

using command::out;

constinit bool found = false;
constinit bool failed = false;

void print_line(const command::Options& options, const char* name, u32 number, StringView line) {
    if (name != nullptr) {
        out.print("%s:", name);
    }
    if (options.has('n')) {
        out.print("%u:", number);
    }
    out.write(line);
    out.put('\n');
}

// `name` is printed in front of what is found, unless it is nullptr.
void search(int fd, const command::Options& options, const Pattern& pattern, const char* name) {
    Input input(fd);
    Text line;
    u32 matching = 0;
    for (u32 number = 1; input.read_line(line) && out.error() == 0; number++) {
        if (pattern.matches(line.view()) == options.has('v')) {
            continue;
        }
        found = true;
        matching++;
        if (options.has('q')) {
            return;
        }
        if (!options.has('c')) {
            print_line(options, name, number, line.view());
        }
    }
    if (options.has('c')) {
        out.print("%s%s%u\n", name == nullptr ? "" : name, name == nullptr ? "" : ":", matching);
    }
    if (input.error() != 0) {
        failed = true;
        command::complain_of(name == nullptr ? "the input" : name, input.error());
    }
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "ivncq", "grep [-ivncq] PATTERN [FILE]...");
    options.expect_operands(1, 1000);
    static Pattern pattern;
    if (const char* wrong = pattern.compile(options.operands()[0])) {
        options.misused("%s in '%s'", wrong, options.operands()[0]);
    }
    if (options.has('i')) {
        pattern.ignore_case();
    }
    if (options.operands().size() == 1) {
        search(0, options, pattern, nullptr);
    }
    for (usize i = 1; i < options.operands().size(); i++) {
        const char* path = options.operands()[i];
        const int fd = open(path, O_RDONLY);
        if (fd < 0) {
            failed = true;
            command::complain_of(path, fd);
            continue;
        }
        search(fd, options, pattern, options.operands().size() > 2 ? path : nullptr);
        close(fd);
    }
    return command::finish() != 0 || failed ? 2 : found ? 0 : 1;
}
