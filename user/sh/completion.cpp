// What the Tab key offers. Layer: user. uCore: none.
#include "user/sh/completion.h"

#include "user/libs/path.h"
#include "user/sh/lexer.h"

namespace shell {

namespace {

// The word that is being typed.
struct Unfinished {
    usize begin = 0;
    StringView raw;
    bool is_command = true;  // stands where a command is expected
};

// false: there is none, since a quote is open.
bool find_word(StringView line, Unfinished& word) {
    Lexer lexer(line);
    Token token;
    bool command_expected = true;
    bool file_expected = false;
    for (;;) {
        if (lexer.next(token) != nullptr) {
            return false;
        }
        const bool at_end = token.position + token.text.size() == line.size();
        if (token.kind == TokenKind::End || (token.kind == TokenKind::Word && at_end)) {
            word.begin = token.kind == TokenKind::End ? line.size() : token.position;
            word.raw = token.text;
            word.is_command = command_expected && !file_expected;
            return true;
        }
        const bool is_redirect = token.kind == TokenKind::Less ||
                                 token.kind == TokenKind::Greater ||
                                 token.kind == TokenKind::GreaterGreater;
        command_expected = token.kind == TokenKind::Word ? command_expected && file_expected
                                                         : command_expected || !is_redirect;
        file_expected = is_redirect;
    }
}

// The names in `folder` that begin with `start`, behind `before`, which is how it was typed.
void add_names(StringView folder, StringView before, StringView start, Folders& folders,
               Array<Text>& candidates) {
    Array<Text> names;
    folders.list(folder, names);
    for (const Text& name : names) {
        const bool hidden = name[0] == '.' && (start.empty() || start[0] != '.');
        if (hidden || name.view() == "." || name.view() == ".." ||
            !name.view().starts_with(start)) {
            continue;
        }
        Text word(before);
        word.append(name.view());
        Text candidate = quoted(word.view());
        if (folders.is_folder(join_path(folder, name.view()).view())) {
            candidate.append('/');
        }
        candidates.push_back(move(candidate));
    }
}

void sort_and_unite(Array<Text>& texts) {
    texts.sort([](const Text& a, const Text& b) { return compare(a.view(), b.view()) < 0; });
    for (usize i = texts.size(); i > 1; i--) {
        if (texts[i - 1].view() == texts[i - 2].view()) {
            texts.remove(i - 1);
        }
    }
}

}  // namespace

void complete_line(StringView line, Span<const char* const> builtins, Folders& folders,
                   usize* begin, Array<Text>& candidates) {
    Unfinished word;
    if (!find_word(line, word)) {
        return;
    }
    *begin = word.begin;
    if (word.raw.find('$') != StringView::kNotFound) {
        return;  // it may stand for anything
    }
    Text value;
    unquote(word.raw, value);
    usize name = value.size();
    while (name > 0 && value[name - 1] != '/' && value[name - 1] != ':') {
        name--;
    }
    const StringView before(value.c_str(), name);
    const StringView start(value.c_str() + name);
    add_names(before, before, start, folders, candidates);
    if (word.is_command && before.empty()) {
        add_names("/", "", start, folders, candidates);
        for (const char* builtin : builtins) {
            if (StringView(builtin).starts_with(start)) {
                candidates.push_back(Text(StringView(builtin)));
            }
        }
    }
    sort_and_unite(candidates);
}

}  // namespace shell
