// The shell: what it remembers from line to line, and how it carries them out.
// Layer: user. uCore: user/sh.c.
//
// A command runs in a child, several in a pipeline in children of a child, so that each job is one
// process and what descends from it: Ctrl-C ends all of them, and a job in the background has one
// number. Commands that change the shell itself (builtins.h) run in the shell.
#pragma once

#include "user/sh/expand.h"
#include "user/sh/folders.h"
#include "user/sh/history.h"
#include "user/sh/jobs.h"
#include "user/sh/parser.h"

namespace shell {

class Shell : NonCopyable {
  public:
    static constexpr usize kMaxLine = 4095;

    // Exit codes of commands that could not be run, or not understood.
    static constexpr int kNotFound = 127;
    static constexpr int kNotRunnable = 126;
    static constexpr int kSyntaxError = 2;

    // `arguments`: of the script, its name first. They stay the caller's.
    explicit Shell(Span<const char* const> arguments);

    // Somebody sits at the terminal: Ctrl-C is for the command that runs, and jobs are announced.
    void set_interactive() { interactive_ = true; }

    // Carries out a line. false: it is no line of the shell; that was said, and the status is
    // kSyntaxError.
    bool run_line(StringView line) { return run_line(line, nullptr, 0); }

    // Carries out a file line by line, to its end or to an error. false: it can not be read.
    bool run_file(const char* path);

    // To be called now and then: says which jobs have ended.
    void reap_jobs() { jobs_.reap(interactive_); }

    int status() const { return variables_.status; }
    void set_status(int status) { variables_.status = status; }

    // `exit` was carried out.
    bool is_ending() const { return ending_; }
    void end(int status);

    History& history() { return history_; }
    Jobs& jobs() { return jobs_; }

    // Waits for a child in the foreground; its exit code.
    int wait_for(int pid);

  private:
    // A command whose words have been replaced by what they stand for.
    struct Ready {
        Array<Text> words;
        Array<Redirect> redirects;  // with paths
    };

    // The same with line `number` of the file `path`, which messages name.
    bool run_line(StringView line, const char* path, u32 number);
    bool refuse(const char* path, u32 number, usize column, const char* message);
    void run_job(const Job& job);
    void run_in_background(const Job& job);
    int run_pipeline(const Pipeline& pipeline);
    int run_command(const Command& command);
    int run_here(const Ready& ready);
    int run_stages(const Pipeline& pipeline);
    [[noreturn]] void become(const Command& command);
    [[noreturn]] void become_ready(const Ready& ready);
    bool make_ready(const Command& command, Ready& ready);
    int fork_child();

    Variables variables_;
    RealFolders folders_;
    History history_;
    Jobs jobs_;
    bool interactive_ = false;
    bool ending_ = false;
};

}  // namespace shell
