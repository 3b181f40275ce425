// What the words of a command stand for. Layer: user. uCore: none.
#include "user/sh/expand.h"

#include "user/libs/path.h"
#include "user/libs/pattern.h"
#include "user/sh/lexer.h"

namespace shell {

namespace {

// A word being expanded: its value; and the same as a wildcard, in which what was quoted means
// itself.
struct Expansion {
    Text value;
    Text wildcard;
    bool has_quotes = false;

    void add(char c, bool is_quoted) {
        value.append(c);
        if (is_quoted) {
            wildcard.append('\\');
        }
        wildcard.append(c);
    }
    void add_all(StringView text) {
        for (char c : text) {
            add(c, true);
        }
    }
};

void add_integer(Expansion& expansion, int number) {
    Text digits;
    if (number < 0) {
        digits.append('-');
    }
    digits.append_number(number < 0 ? 0 - static_cast<u32>(number) : static_cast<u32>(number));
    expansion.add_all(digits.view());
}

// The variable behind the $ at `position`; returns where it ends. A $ that no variable follows
// means itself.
usize add_variable(Expansion& expansion, StringView word, usize position, const Variables& all) {
    const char name = position + 1 < word.size() ? word[position + 1] : '\0';
    const usize arguments = all.arguments.size();
    if (name == '?') {
        add_integer(expansion, all.status);
    } else if (name == '$') {
        add_integer(expansion, all.pid);
    } else if (name == '#') {
        add_integer(expansion, arguments == 0 ? 0 : static_cast<int>(arguments - 1));
    } else if (name >= '0' && name <= '9') {
        const usize index = static_cast<usize>(name - '0');
        expansion.add_all(index < arguments ? StringView(all.arguments[index]) : StringView());
    } else {
        expansion.add('$', true);
        return position + 1;
    }
    return position + 2;
}

void add_double_quoted(Expansion& expansion, StringView text, const Variables& variables) {
    for (usize i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '$') {
            i = add_variable(expansion, text, i, variables);
            continue;
        }
        const char behind = i + 1 < text.size() ? text[i + 1] : '\0';
        if (c == '\\' && (behind == '$' || behind == '\\' || behind == '"')) {
            i++;
        }
        expansion.add(text[i], true);
        i++;
    }
}

// The part of the word at `position`, which is quoted or a single character.
usize add_piece(Expansion& expansion, StringView word, usize position, const Variables& variables) {
    const char c = word[position];
    if (c == '$') {
        return add_variable(expansion, word, position, variables);
    }
    bool closed;
    const usize end = end_of_piece(word, position, &closed);
    if (c != '\'' && c != '"' && c != '\\') {
        expansion.add(c, false);
        return end;
    }
    const usize quotes = closed && c != '\\' ? 2 : 1;
    const StringView inside(word.data() + position + 1, end - position - quotes);
    if (c == '"') {
        add_double_quoted(expansion, inside, variables);
    } else {
        expansion.add_all(inside);
    }
    expansion.has_quotes = true;
    return end;
}

// Adds to `found` the paths of those names in `folder` that match one part of a wildcard.
void match_part(StringView folder, StringView part, Folders& folders, Array<Text>& found) {
    Array<Text> names;
    folders.list(folder, names);
    for (const Text& name : names) {
        // Names that begin with a dot are for those who ask for them.
        const bool hidden = name.view().starts_with(".") && part[0] != '.';
        if (!hidden && wildcard_matches(part, name.view())) {
            found.push_back(join_path(folder, name.view()));
        }
    }
}

}  // namespace

Array<Text> matching_names(StringView wildcard, Folders& folders) {
    Array<Text> paths;
    usize begin = 0;
    while (begin < wildcard.size() && wildcard[begin] == '/') {
        begin++;
    }
    paths.push_back(Text(begin > 0 ? "/" : ""));
    while (begin < wildcard.size()) {
        const usize end = min(wildcard.find('/', begin), wildcard.size());
        const StringView part(wildcard.data() + begin, end - begin);
        Array<Text> longer;
        for (const Text& path : paths) {
            if (part == "." || part == "..") {
                longer.push_back(join_path(path.view(), part));
            } else {
                match_part(path.view(), part, folders, longer);
            }
        }
        paths = move(longer);
        begin = end;
        while (begin < wildcard.size() && wildcard[begin] == '/') {
            begin++;
        }
    }
    paths.sort([](const Text& a, const Text& b) { return compare(a.view(), b.view()) < 0; });
    return paths;
}

void expand(StringView word, const Variables& variables, Folders& folders, Array<Text>& values) {
    Expansion expansion;
    for (usize i = 0; i < word.size();) {
        i = add_piece(expansion, word, i, variables);
    }
    if (expansion.value.empty() && !expansion.has_quotes) {
        return;
    }
    if (has_wildcards(expansion.wildcard.view())) {
        Array<Text> names = matching_names(expansion.wildcard.view(), folders);
        if (!names.empty()) {
            for (Text& name : names) {
                values.push_back(move(name));
            }
            return;
        }
    }
    values.push_back(move(expansion.value));
}

void unquote(StringView word, Text& value) {
    Expansion expansion;
    for (usize i = 0; i < word.size();) {
        i = add_piece(expansion, word, i, {});
    }
    value = move(expansion.value);
}

Text quoted(StringView text) {
    Text word;
    for (char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
                              c == '/' || c == ':' || c == '+' || c == ',' || c == '=' || c == '@';
        if (!is_plain) {
            word.append('\\');
        }
        word.append(c);
    }
    return word;
}

}  // namespace shell
