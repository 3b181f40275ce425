// Counts lines, words and bytes. uCore: none.
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/input.h"

namespace {

struct Counts {
    u32 lines = 0;
    u32 words = 0;
    u32 bytes = 0;
};

bool is_space(int c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// false: it could not be read to its end; that was said.
bool count(int fd, const char* name, Counts& counts) {
    Input input(fd);
    bool in_word = false;
    for (int c = input.get(); c != Input::kEnd; c = input.get()) {
        counts.bytes++;
        counts.lines += c == '\n' ? 1 : 0;
        counts.words += !in_word && !is_space(c) ? 1 : 0;
        in_word = !is_space(c);
    }
    if (input.error() != 0) {
        command::complain_of(name, input.error());
    }
    return input.error() == 0;
}

void print(const command::Options& options, const Counts& counts, const char* name) {
    const bool all = !options.has('l') && !options.has('w') && !options.has('c');
    if (all || options.has('l')) {
        command::out.print("%8u", counts.lines);
    }
    if (all || options.has('w')) {
        command::out.print("%8u", counts.words);
    }
    if (all || options.has('c')) {
        command::out.print("%8u", counts.bytes);
    }
    command::out.print("%s%s\n", name[0] == '\0' ? "" : "  ", name);
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "lwc", "wc [-lwc] [FILE]...");
    Counts total;
    if (options.operands().empty() && count(0, "standard input", total)) {
        print(options, total, "");
    }
    for (const char* path : options.operands()) {
        Counts counts;
        const int fd = open(path, O_RDONLY);
        if (fd < 0) {
            command::complain_of(path, fd);
            continue;
        }
        if (count(fd, path, counts)) {
            print(options, counts, path);
        }
        close(fd);
        total.lines += counts.lines;
        total.words += counts.words;
        total.bytes += counts.bytes;
    }
    if (options.operands().size() > 1) {
        print(options, total, "total");
    }
    return command::finish();
}
