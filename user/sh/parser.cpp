// What a line of the shell asks for. Layer: user. uCore: runcmd in user/sh.c.
#include "user/sh/parser.h"

#include "user/sh/lexer.h"

namespace shell {

namespace {

// One token ahead; the first thing that is wrong stays.
class Parser : NonCopyable {
  public:
    Parser(StringView text, SyntaxError& error) : text_(text), lexer_(text), error_(error) {}

    bool parse_script(Script& script);

  private:
    bool parse_job(Job& job);
    bool parse_pipeline(Pipeline& pipeline);
    bool parse_command(Command& command);
    bool parse_redirect(Redirect& redirect);

    bool advance();
    bool at_separator() const {
        return token_.kind == TokenKind::Semicolon || token_.kind == TokenKind::Ampersand;
    }
    bool at_redirect() const {
        return token_.kind == TokenKind::Less || token_.kind == TokenKind::Greater ||
               token_.kind == TokenKind::GreaterGreater;
    }
    // Notes that `what` should stand here; false.
    bool expected(const char* what);

    StringView text_;
    Lexer lexer_;
    SyntaxError& error_;
    Token token_;
    Token before_;  // the token before that one
};

bool Parser::advance() {
    before_ = token_;
    if (const char* missing = lexer_.next(token_)) {
        error_.position = token_.position;
        error_.message.assign(missing);
        return false;
    }
    return true;
}

void append_quoted(Text& message, StringView text) {
    if (text == "\n") {
        message.append("the end of the line");
        return;
    }
    message.append('\'');
    message.append(text);
    message.append('\'');
}

bool Parser::expected(const char* what) {
    error_.position = token_.position;
    error_.message.assign(what);
    error_.message.append(" expected");
    if (!before_.text.empty()) {
        error_.message.append(" after ");
        append_quoted(error_.message, before_.text);
    }
    if (token_.kind != TokenKind::End) {
        error_.message.append(", not ");
        append_quoted(error_.message, token_.text);
    }
    return false;
}

bool Parser::parse_script(Script& script) {
    if (!advance()) {
        return false;
    }
    while (token_.kind != TokenKind::End) {
        if (token_.text == "\n") {  // an empty line, or the end of one after a separator
            if (!advance()) {
                return false;
            }
            continue;
        }
        Job job;
        const usize begin = token_.position;
        if (!parse_job(job)) {
            return false;
        }
        const usize end = before_.position + before_.text.size();
        job.source.assign(StringView(text_.data() + begin, end - begin));
        if (token_.kind != TokenKind::End) {
            if (!at_separator()) {
                return expected("'|', ';' or '&'");
            }
            job.in_background = token_.kind == TokenKind::Ampersand;
            if (!advance()) {
                return false;
            }
        }
        script.jobs.push_back(move(job));
    }
    return true;
}

bool Parser::parse_job(Job& job) {
    for (Condition condition = Condition::Always;;) {
        Pipeline pipeline;
        pipeline.condition = condition;
        if (!parse_pipeline(pipeline)) {
            return false;
        }
        job.pipelines.push_back(move(pipeline));
        if (token_.kind != TokenKind::AndIf && token_.kind != TokenKind::OrIf) {
            return true;
        }
        condition = token_.kind == TokenKind::AndIf ? Condition::Success : Condition::Failure;
        if (!advance()) {
            return false;
        }
    }
}

bool Parser::parse_pipeline(Pipeline& pipeline) {
    for (;;) {
        Command command;
        if (!parse_command(command)) {
            return false;
        }
        pipeline.commands.push_back(move(command));
        if (token_.kind != TokenKind::Pipe) {
            return true;
        }
        if (!advance()) {
            return false;
        }
    }
}

bool Parser::parse_command(Command& command) {
    if (token_.kind != TokenKind::Word && !at_redirect()) {
        return expected("a command");
    }
    while (token_.kind == TokenKind::Word || at_redirect()) {
        if (token_.kind == TokenKind::Word) {
            command.words.push_back(Text(token_.text));
            if (!advance()) {
                return false;
            }
            continue;
        }
        Redirect redirect;
        if (!parse_redirect(redirect)) {
            return false;
        }
        command.redirects.push_back(move(redirect));
    }
    return true;
}

bool Parser::parse_redirect(Redirect& redirect) {
    redirect.kind = token_.kind == TokenKind::Less      ? RedirectKind::Input
                    : token_.kind == TokenKind::Greater ? RedirectKind::Output
                                                        : RedirectKind::Append;
    if (!advance()) {
        return false;
    }
    if (token_.kind != TokenKind::Word) {
        return expected("a file name");
    }
    redirect.word.assign(token_.text);
    return advance();
}

}  // namespace

bool parse(StringView text, Script& script, SyntaxError& error) {
    return Parser(text, error).parse_script(script);
}

}  // namespace shell
