// What the commands of the shell have in common. Layer: user. uCore: none.
#include "user/libs/command.h"

#include "user/libs/file.h"
#include "user/libs/path.h"
#include "user/libs/stdio.h"
#include "user/libs/string.h"
#include "user/libs/ulib.h"

namespace command {

constinit Output out(1);

namespace {

constinit const char* command_name = "?";
constinit bool complained = false;

// Whether whoever reads our output has gone: that is their right, and nothing to tell.
bool output_is_pipe() {
    struct stat info;
    return fstat(1, &info) == 0 && (info.st_mode & S_IFMT) == S_IFIFO;
}

}  // namespace

void set_name(const char* path) { command_name = base_name(path).data(); }

const char* name() { return command_name; }

void complain(const char* format, ...) {
    out.flush();
    complained = true;
    va_list args;
    va_start(args, format);
    cprintf("%s: ", command_name);
    vcprintf(format, args);
    cprintf("\n");
    va_end(args);
}

void complain_of(const char* what, int error) {
    out.flush();
    complained = true;
    cprintf("%s: %s: %e\n", command_name, what, error);
}

int finish() {
    out.flush();
    if (out.error() != 0 && !output_is_pipe()) {
        complain_of("cannot write the output", out.error());
    }
    return complained || out.error() != 0 ? 1 : 0;
}

bool parse_number(StringView text, u32 limit, u32* number) {
    u32 value = 0;
    for (char c : text) {
        if (c < '0' || c > '9' || value > (limit - min(limit, u32(c - '0'))) / 10) {
            return false;
        }
        value = value * 10 + static_cast<u32>(c - '0');
    }
    *number = value;
    return !text.empty() && value <= limit;
}

Options::Options(int argc, char** argv, const char* letters, const char* usage)
    : letters_(letters), usage_(usage) {
    set_name(argc > 0 ? argv[0] : "?");
    bool options_ended = false;
    for (usize i = 1; i < static_cast<usize>(argc); i++) {
        const StringView argument = argv[i];
        if (options_ended || argument.size() < 2 || argument[0] != '-') {
            operands_.push_back(argv[i]);
        } else if (argument == "--") {
            options_ended = true;
        } else if (argument == "--help") {
            out.print("usage: %s\n", usage_);
            exit(finish());
        } else {
            i = take_letters(argc, argv, i);
        }
    }
}

// The letters of the argument `index`; the number of the last argument that belongs to them.
usize Options::take_letters(int argc, char** argv, usize index) {
    for (const char* at = argv[index] + 1; *at != '\0'; at++) {
        const char* known = *at == ':' ? nullptr : strchr(letters_, *at);
        if (known == nullptr) {
            misused("there is no option -%c", *at);
        }
        if (known[1] != ':') {
            given_.push_back({*at, ""});
            continue;
        }
        const bool apart = at[1] == '\0';
        if (apart && index + 1 == static_cast<usize>(argc)) {
            misused("option -%c wants a value", *at);
        }
        given_.push_back({*at, apart ? argv[index + 1] : at + 1});
        return apart ? index + 1 : index;
    }
    return index;
}

bool Options::has(char letter) const { return value(letter) != nullptr; }

const char* Options::value(char letter) const {
    const char* found = nullptr;
    for (const Option& option : given_) {
        found = option.letter == letter ? option.value : found;
    }
    return found;
}

u32 Options::number(char letter, u32 low, u32 high, u32 absent) const {
    u32 number = absent;
    const char* text = value(letter);
    if (text != nullptr && (!parse_number(text, high, &number) || number < low)) {
        misused("option -%c wants a number from %u to %u, not '%s'", letter, low, high, text);
    }
    return number;
}

void Options::expect_operands(usize at_least, usize at_most) const {
    if (operands_.size() < at_least) {
        misused("an argument is missing");
    }
    if (operands_.size() > at_most) {
        misused("'%s' is one argument too many", operands_[at_most]);
    }
}

void Options::misused(const char* format, ...) const {
    va_list args;
    va_start(args, format);
    cprintf("%s: ", command_name);
    vcprintf(format, args);
    cprintf("\nusage: %s\n", usage_);
    va_end(args);
    exit(kUsageError);
}

}  // namespace command
