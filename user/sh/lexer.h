// The shell's words and signs, with what is in quotes kept together.
// Layer: user; pure code, also compiled by the unit tests. uCore: gettoken in user/sh.c.
#pragma once

#include "libs/span.h"
#include "libs/types.h"

namespace shell {

enum class TokenKind : u8 {
    Word,
    Pipe,            // |
    AndIf,           // &&
    OrIf,            // ||
    Semicolon,       // ; or the end of a line
    Ampersand,       // &
    Less,            // <
    Greater,         // >
    GreaterGreater,  // >>
    End,
};

struct Token {
    TokenKind kind = TokenKind::End;
    StringView text;     // as it was written, with quotes
    usize position = 0;  // of its first character
};

// Goes through a text token by token. Blanks are between them; `#` where a word could begin starts
// a comment up to the end of the line.
class Lexer {
  public:
    explicit Lexer(StringView text) : text_(text) {}

    // The next token. nullptr, or what is missing: a closing quote.
    const char* next(Token& token);

  private:
    void skip_blanks();
    const char* take_word(Token& token);
    void take_sign(Token& token);

    StringView text_;
    usize at_ = 0;
};

// The end of the quoted part, or of the single character, that begins at `position` of a word. A
// quote that is never closed ends with the text; *closed is false then.
usize end_of_piece(StringView text, usize position, bool* closed);

// Whether `c` ends a word unless it is quoted.
bool is_sign(char c);
bool is_blank(char c);

}  // namespace shell
