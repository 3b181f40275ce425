// From a command's words to the program that it names. Layer: user. uCore: runcmd in user/sh.c.
#include "user/sh/execute.h"

#include "libs/string.h"
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/path.h"
#include "user/libs/ulib.h"
#include "user/sh/shell.h"

namespace shell {

namespace {

constexpr usize kMaxArguments = EXEC_MAX_ARG_NUM;
constexpr const char kShellPath[] = "/sh";

// The words as exec wants them, with room for a shell in front.
struct Arguments {
    const char* list[kMaxArguments + 2] = {};
    usize count = 0;

    void add(const char* argument) { list[count++] = argument; }
};

// The test program `sleep` is the original's, and takes no arguments: whoever gives it some means
// the command that waits.
StringView program_named(const Array<Text>& words) {
    const StringView name = words[0].view();
    return name == "sleep" && words.size() > 1 ? StringView("nap") : name;
}

bool is_script(const char* path) {
    const int fd = open(path, O_RDONLY);
    char first = '\0';
    if (fd >= 0) {
        read(fd, &first, 1);
        close(fd);
    }
    return first == '#';
}

// Returns why it could not be run.
int try_path(const char* path, const Array<Text>& words) {
    Arguments arguments;
    arguments.add(path);
    for (usize i = 1; i < words.size(); i++) {
        arguments.add(words[i].c_str());
    }
    const Text name(base_name(path));
    const int error = __exec(name.c_str(), arguments.list);
    if (error != -E_INVAL_ELF || !is_script(path) || words.size() == kMaxArguments) {
        return error;
    }
    memmove(arguments.list + 1, arguments.list, arguments.count * sizeof(arguments.list[0]));
    arguments.list[0] = kShellPath;
    return __exec("sh", arguments.list);
}

int try_all(const Array<Text>& words) {
    const StringView name = program_named(words);
    if (name.find('/') != StringView::kNotFound || name.find(':') != StringView::kNotFound) {
        return try_path(Text(name).c_str(), words);
    }
    const int error = try_path(join_path("/", name).c_str(), words);
    return error == -E_NOENT ? try_path(Text(name).c_str(), words) : error;
}

// exec's limits, in words that say which.
bool within_limits(const Array<Text>& words) {
    const char* const name = words[0].c_str();
    if (words.size() > kMaxArguments) {
        command::complain("%s: %u words are too many, %u is the limit", name,
                          static_cast<unsigned>(words.size()),
                          static_cast<unsigned>(kMaxArguments));
        return false;
    }
    for (const Text& word : words) {
        if (word.size() > EXEC_MAX_ARG_LEN) {
            command::complain("a word of %u characters is too long, %u is the limit",
                              static_cast<unsigned>(word.size()),
                              static_cast<unsigned>(EXEC_MAX_ARG_LEN));
            return false;
        }
    }
    return true;
}

}  // namespace

void execute(const Array<Text>& words) {
    if (!within_limits(words)) {
        exit(Shell::kNotRunnable);
    }
    const int error = try_all(words);
    command::complain_of(words[0].c_str(), error);
    exit(error == -E_NOENT ? Shell::kNotFound : Shell::kNotRunnable);
}

}  // namespace shell
