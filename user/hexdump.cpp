// Prints files byte by byte. Lines that are like the one before are left out: a star stands for
// them. uCore: none.
#include "libs/string.h"
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/input.h"

namespace {

using command::out;

constexpr usize kPerLine = 16;

struct Line {
    u8 bytes[kPerLine] = {};
    usize count = 0;
};

void print_line(u32 offset, const Line& line) {
    out.print("%08x ", offset);
    for (usize i = 0; i < kPerLine; i++) {
        out.write(i == kPerLine / 2 ? "  " : " ");
        if (i < line.count) {
            out.print("%02x", line.bytes[i]);
        } else {
            out.write("  ");
        }
    }
    out.write("  |");
    for (usize i = 0; i < line.count; i++) {
        const bool is_printable = line.bytes[i] >= ' ' && line.bytes[i] < 0x7f;
        out.put(is_printable ? static_cast<char>(line.bytes[i]) : '.');
    }
    out.write("|\n");
}

void fill(Input& input, Line& line, u32 most) {
    line.count = 0;
    while (line.count < min<usize>(kPerLine, most)) {
        const int c = input.get();
        if (c == Input::kEnd) {
            break;
        }
        line.bytes[line.count++] = static_cast<u8>(c);
    }
}

void print_file(int fd, const char* name, u32 skip, u32 most) {
    Input input(fd);
    u32 offset = 0;
    while (offset < skip && input.get() != Input::kEnd) {
        offset++;
    }
    Line before;
    Line line;
    bool starred = false;
    for (;;) {
        fill(input, line, most);
        const bool is_same = line.count == kPerLine && before.count == kPerLine &&
                             memcmp(line.bytes, before.bytes, kPerLine) == 0;
        if (is_same && !starred) {
            out.write("*\n");
        } else if (!is_same && line.count > 0) {
            print_line(offset, line);
        }
        starred = is_same;
        offset += static_cast<u32>(line.count);
        most -= static_cast<u32>(line.count);
        if (line.count < kPerLine || out.error() != 0) {
            break;
        }
        before = line;
    }
    out.print("%08x\n", offset);
    if (input.error() != 0) {
        command::complain_of(name, input.error());
    }
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "n:s:", "hexdump [-s SKIP] [-n BYTES] [FILE]...");
    const u32 skip = options.number('s', 0, 0xffffffff, 0);
    const u32 most = options.number('n', 0, 0xffffffff, 0xffffffff);
    if (options.operands().empty()) {
        print_file(0, "standard input", skip, most);
    }
    for (const char* path : options.operands()) {
        const int fd = open(path, O_RDONLY);
        if (fd < 0) {
            command::complain_of(path, fd);
            continue;
        }
        print_file(fd, path, skip, most);
        close(fd);
    }
    return command::finish();
}
