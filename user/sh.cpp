// The shell. uCore: user/sh.c.
//
//     sh                       commands from standard input, with a prompt when that is a terminal
//     sh FILE [ARGUMENT]...    from a file, where $1 is the first argument
//     sh -c TEXT [ARGUMENT]... from its arguments, where $0 is the first that follows
//
// `help` tells what it understands; its parts are in user/sh/.
#include "user/sh/shell.h"

#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/sh/builtins.h"
#include "user/sh/terminal.h"

namespace {

using shell::Shell;
using shell::Terminal;

constexpr const char kPrompt[] = "$ ";

void talk(Shell& sh) {
    sh.set_interactive();
    Terminal terminal(sh.history(), shell::builtin_names());
    Text line;
    while (!sh.is_ending()) {
        sh.reap_jobs();
        switch (terminal.read_line(kPrompt, line)) {
        case Terminal::Answer::Line:
            sh.history().add(line.view());
            sh.run_line(line.view());
            break;
        case Terminal::Answer::EndOfFile: sh.end(sh.status()); break;
        case Terminal::Answer::Interrupted: break;
        }
    }
}

// Byte by byte: what stands behind a line is for the programs that it starts.
void run_standard_input(Shell& sh) {
    Text line;
    char c;
    int got;
    do {
        got = read(0, &c, 1);
        if (got == 1 && c != '\n') {
            line.append(c);
            continue;
        }
        if (!sh.run_line(line.view())) {
            return;
        }
        line.clear();
    } while (got == 1 && !sh.is_ending());
}

}  // namespace

int main(int argc, char** argv) {
    command::set_name("sh");
    const Span<const char* const> arguments(argv, static_cast<usize>(argc));
    const bool is_text = argc > 1 && StringView(argv[1]) == "-c";
    if (is_text && argc == 2) {
        command::complain("-c wants the text of a script");
        return command::kUsageError;
    }
    Shell sh(argc > 1 ? arguments.subspan(is_text ? min<usize>(3, arguments.size()) : 1)
                      : arguments);
    if (is_text) {
        sh.run_line(argv[2]);
    } else if (argc > 1) {
        return sh.run_file(argv[1]) ? sh.status() : Shell::kNotFound;
    } else if (Terminal::is_present()) {
        talk(sh);
    } else {
        run_standard_input(sh);
    }
    return sh.status();
}
