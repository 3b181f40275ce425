// The shell: how it carries lines out. Layer: user. uCore: user/sh.c.
#include "user/sh/shell.h"

#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/input.h"
#include "user/libs/ulib.h"
#include "user/sh/builtins.h"
#include "user/sh/execute.h"
#include "user/sh/redirect.h"

namespace shell {

Shell::Shell(Span<const char* const> arguments) {
    variables_.pid = getpid();
    variables_.arguments = arguments;
}

void Shell::end(int status) {
    ending_ = true;
    variables_.status = status;
}

// Tells what is wrong with a line, and where it stands; false.
bool Shell::refuse(const char* path, u32 number, usize column, const char* message) {
    if (path != nullptr) {
        command::complain("%s, line %u, column %u: %s", path, number, static_cast<u32>(column),
                          message);
    } else {
        command::complain("syntax error in column %u: %s", static_cast<u32>(column), message);
    }
    variables_.status = kSyntaxError;
    return false;
}

bool Shell::run_line(StringView line, const char* path, u32 number) {
    Script script;
    SyntaxError error;
    if (line.size() > kMaxLine) {
        return refuse(path, number, kMaxLine, "the line is too long");
    }
    if (!parse(line, script, error)) {
        return refuse(path, number, error.position + 1, error.message.c_str());
    }
    for (const Job& job : script.jobs) {
        if (ending_) {
            break;
        }
        if (job.in_background) {
            run_in_background(job);
        } else {
            run_job(job);
        }
    }
    return true;
}

bool Shell::run_file(const char* path) {
    const int fd = open(path, O_RDONLY);
    if (fd < 0) {
        command::complain_of(path, fd);
        return false;
    }
    Input input(fd);
    Text line;
    bool good = true;
    for (u32 number = 1; good && !ending_ && input.read_line(line, kMaxLine + 1); number++) {
        good = run_line(line.view(), path, number);
        jobs_.reap(false);
    }
    close(fd);
    if (input.error() != 0) {
        command::complain_of(path, input.error());
    }
    return input.error() == 0;
}

void Shell::run_job(const Job& job) {
    for (const Pipeline& pipeline : job.pipelines) {
        const bool succeeded = variables_.status == 0;
        const bool wanted = pipeline.condition == Condition::Always ||
                            (pipeline.condition == Condition::Success) == succeeded;
        if (wanted && !ending_) {
            const int status = run_pipeline(pipeline);
            variables_.status = ending_ ? variables_.status : status;
        }
    }
}

// A child's number, 0 in the child, or an error that was told. The child is a shell without a
// terminal.
int Shell::fork_child() {
    command::out.flush();
    const int pid = fork();
    if (pid < 0) {
        command::complain_of("no further process", pid);
    }
    if (pid == 0) {
        interactive_ = false;
        jobs_.forget();
    }
    return pid;
}

int Shell::wait_for(int pid) {
    int code = 0;
    if (interactive_) {
        set_foreground(pid);
    }
    waitpid(pid, &code);
    if (interactive_) {
        set_foreground(0);
    }
    return code;
}

void Shell::run_in_background(const Job& job) {
    const int pid = fork_child();
    if (pid < 0) {
        variables_.status = kNotRunnable;
        return;
    }
    if (pid > 0) {
        jobs_.add(pid, job.source.view());
        if (interactive_) {
            command::out.print("[%d]\n", pid);
            command::out.flush();
        }
        variables_.status = 0;
        return;
    }
    // What is typed is for others.
    const int nothing = open("null:", O_RDONLY);
    if (nothing >= 0) {
        make_standard(nothing, 0);
    }
    const Pipeline& first = job.pipelines[0];
    if (job.pipelines.size() == 1 && first.commands.size() == 1) {
        become(first.commands[0]);
    }
    run_job(job);
    exit(variables_.status);
}

int Shell::run_pipeline(const Pipeline& pipeline) {
    if (pipeline.commands.size() == 1) {
        return run_command(pipeline.commands[0]);
    }
    const int pid = fork_child();
    if (pid == 0) {
        exit(run_stages(pipeline));
    }
    return pid < 0 ? kNotRunnable : wait_for(pid);
}

// All commands of a pipeline at the same time; the exit code of the last one.
int Shell::run_stages(const Pipeline& pipeline) {
    Array<int> children;
    int input = -1;
    int failure = 0;
    for (usize i = 0; i < pipeline.commands.size(); i++) {
        const bool is_last = i + 1 == pipeline.commands.size();
        int ends[2] = {-1, -1};
        failure = is_last ? 0 : pipe(ends);
        if (failure != 0) {
            command::complain_of("no further pipe", failure);
            break;
        }
        const int pid = fork_child();
        if (pid == 0) {
            if (input >= 0) {
                make_standard(input, 0);
            }
            if (!is_last) {
                close(ends[0]);
                make_standard(ends[1], 1);
            }
            become(pipeline.commands[i]);
        }
        if (input >= 0) {
            close(input);
        }
        if (!is_last) {
            close(ends[1]);
        }
        input = ends[0];
        if (pid < 0) {
            failure = pid;
            break;
        }
        children.push_back(pid);
    }
    if (input >= 0) {
        close(input);
    }
    int code = 0;
    for (int pid : children) {
        waitpid(pid, &code);
    }
    return failure != 0 ? kNotRunnable : code;
}

bool Shell::make_ready(const Command& command, Ready& ready) {
    for (const Text& word : command.words) {
        expand(word.view(), variables_, folders_, ready.words);
    }
    for (const Redirect& one : command.redirects) {
        Array<Text> paths;
        expand(one.word.view(), variables_, folders_, paths);
        if (paths.size() != 1) {
            command::complain("%s is %u files, one expected", one.word.c_str(),
                              static_cast<unsigned>(paths.size()));
            return false;
        }
        Redirect redirect;
        redirect.kind = one.kind;
        redirect.word = move(paths[0]);
        ready.redirects.push_back(move(redirect));
    }
    return true;
}

int Shell::run_command(const Command& command) {
    Ready ready;
    if (!make_ready(command, ready)) {
        return 1;
    }
    if (ready.words.empty() || find_builtin(ready.words[0].view()) != nullptr) {
        return run_here(ready);
    }
    const int pid = fork_child();
    if (pid == 0) {
        become_ready(ready);
    }
    return pid < 0 ? kNotRunnable : wait_for(pid);
}

// A command of the shell itself, or redirections alone, which make files.
int Shell::run_here(const Ready& ready) {
    StandardSaver saver;
    if (!redirect(ready.redirects)) {
        return 1;
    }
    if (ready.words.empty()) {
        return 0;
    }
    const int code = find_builtin(ready.words[0].view())(*this, ready.words);
    command::out.flush();
    return code;
}

void Shell::become(const Command& command) {
    Ready ready;
    if (!make_ready(command, ready)) {
        exit(1);
    }
    become_ready(ready);
}

void Shell::become_ready(const Ready& ready) {
    if (ready.words.empty() || find_builtin(ready.words[0].view()) != nullptr) {
        exit(run_here(ready));
    }
    if (!redirect(ready.redirects)) {
        exit(1);
    }
    execute(ready.words);
}

}  // namespace shell
