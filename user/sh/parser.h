// What a line of the shell asks for.
// Layer: user; pure code, also compiled by the unit tests. uCore: runcmd in user/sh.c.
//
//     script   := [job] { (';' | '&' | line end) [job] }
//     job      := pipeline { ('&&' | '||') pipeline }
//     pipeline := command { '|' command }
//     command  := (word | ('<' | '>' | '>>') word) ...
#pragma once

#include "user/libs/array.h"
#include "user/libs/text.h"

namespace shell {

enum class RedirectKind : u8 { Input, Output, Append };

struct Redirect {
    RedirectKind kind = RedirectKind::Input;
    Text word;
};

// Words are kept as they were written: see expand.h.
struct Command {
    Array<Text> words;
    Array<Redirect> redirects;
};

// When a pipeline runs, after the one before it.
enum class Condition : u8 { Always, Success, Failure };

struct Pipeline {
    Condition condition = Condition::Always;
    Array<Command> commands;
};

struct Job {
    Array<Pipeline> pipelines;
    bool in_background = false;
    Text source;  // as it was written
};

struct Script {
    Array<Job> jobs;
};

// What is wrong with a text, and where.
struct SyntaxError {
    usize position = 0;
    Text message;  // "a command expected after '|', not ';'"
};

// Whether the text is a script; otherwise `error` is filled in.
bool parse(StringView text, Script& script, SyntaxError& error);

}  // namespace shell
