// Commands that the shell carries out itself. Layer: user. uCore: cd in user/sh.c.
#include "user/sh/builtins.h"

#include "user/libs/command.h"
#include "user/libs/dir.h"
#include "user/libs/file.h"
#include "user/libs/ulib.h"

namespace shell {

namespace {

constexpr const char kHelp[] =
    "words     as is, 'in quotes', \"with $?\", one\\ word, *.c   # a comment\n"
    "          $? exit code, $$ the shell's number, $0 to $9, $# arguments\n"
    "lines     a | b           the output of a is the input of b\n"
    "          < file > file   input, output; >> file behind what is there\n"
    "          a ; b           in turn; a && b if a succeeds, a || b if not\n"
    "          a &             in the background\n"
    "commands of the shell\n"
    "          cd [DIR]        change the directory, without DIR to /\n"
    "          jobs            what runs in the background\n"
    "          wait [PID]      until it has ended, without PID all of them\n"
    "          history         the lines typed before\n"
    "          source FILE     carry out a file here\n"
    "          true, false     succeed, fail\n"
    "          exit [CODE]     end the shell\n"
    "programs  ls cat head grep wc hexdump tree stat cp mv rm ln touch mkdir rmdir\n"
    "          echo seq pwd ps kill nap free df sync halt 2048 usertests\n"
    "          (each tells its arguments when called with --help)\n"
    "keys      left right Home End; up down for earlier lines; Tab completes;\n"
    "          Ctrl-A E to the ends, Ctrl-U K W remove, Ctrl-L clears the screen;\n"
    "          Ctrl-C ends the program, Ctrl-D is the end of the input\n";

int misused(const char* usage) {
    command::complain("usage: %s", usage);
    return command::kUsageError;
}

int help(Shell&, const Array<Text>&) {
    command::out.write(kHelp);
    return 0;
}

int change_directory(Shell&, const Array<Text>& words) {
    if (words.size() > 2) {
        return misused("cd [DIR]");
    }
    const char* folder = words.size() == 2 ? words[1].c_str() : "/";
    const int error = chdir(folder);
    if (error != 0) {
        command::complain_of(folder, error);
        return 1;
    }
    return 0;
}

int end_shell(Shell& shell, const Array<Text>& words) {
    u32 code = 0;
    if (words.size() > 2 ||
        (words.size() == 2 && !command::parse_number(words[1].view(), 0x7fffffff, &code))) {
        return misused("exit [CODE]");
    }
    shell.end(words.size() == 2 ? static_cast<int>(code) : shell.status());
    return shell.status();
}

int list_jobs(Shell& shell, const Array<Text>&) {
    shell.reap_jobs();
    shell.jobs().print();
    return 0;
}

int wait_for_jobs(Shell& shell, const Array<Text>& words) {
    u32 pid = 0;
    if (words.size() > 2 ||
        (words.size() == 2 && !command::parse_number(words[1].view(), 0x7fffffff, &pid))) {
        return misused("wait [PID]");
    }
    int code = 0;
    int job = shell.jobs().take(static_cast<int>(pid));
    if (job == 0 && pid != 0) {
        command::complain("%u is no job of this shell", pid);
        return Shell::kNotFound;
    }
    // Meanwhile it is in the foreground: Ctrl-C is for it.
    while (job != 0) {
        code = shell.wait_for(job);
        job = pid == 0 ? shell.jobs().take(0) : 0;
    }
    return code;
}

int list_history(Shell& shell, const Array<Text>&) {
    const History& history = shell.history();
    for (usize i = 0; i < history.size(); i++) {
        command::out.print("%5u  %s\n", history.first_number() + static_cast<u32>(i),
                           Text(history.line(i)).c_str());
    }
    return 0;
}

int run_source(Shell& shell, const Array<Text>& words) {
    if (words.size() != 2) {
        return misused("source FILE");
    }
    return shell.run_file(words[1].c_str()) ? shell.status() : Shell::kNotFound;
}

int succeed(Shell&, const Array<Text>&) { return 0; }

int fail(Shell&, const Array<Text>&) { return 1; }

constexpr const char* kNames[] = {"cd",   "exit",   "false", "help", "history",
                                  "jobs", "source", "true",  "wait"};
constexpr Builtin kFunctions[] = {change_directory, end_shell,  fail,    help,         list_history,
                                  list_jobs,        run_source, succeed, wait_for_jobs};
static_assert(sizeof(kNames) == sizeof(kFunctions));

}  // namespace

Builtin find_builtin(StringView name) {
    for (usize i = 0; i < sizeof(kNames) / sizeof(kNames[0]); i++) {
        if (name == kNames[i]) {
            return kFunctions[i];
        }
    }
    return nullptr;
}

Span<const char* const> builtin_names() { return kNames; }

}  // namespace shell
