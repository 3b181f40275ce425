// The shell's words and signs. Layer: user. uCore: gettoken in user/sh.c.
#include "user/sh/lexer.h"

namespace shell {

bool is_sign(char c) { return c == '|' || c == '&' || c == ';' || c == '<' || c == '>'; }

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

namespace {

bool ends_word(char c) { return is_sign(c) || is_blank(c) || c == '\n'; }

}  // namespace

usize end_of_piece(StringView text, usize position, bool* closed) {
    const char quote = text[position];
    *closed = true;
    if (quote == '\\') {
        *closed = position + 1 < text.size();
        return min(position + 2, text.size());
    }
    if (quote != '\'' && quote != '"') {
        return position + 1;
    }
    for (usize i = position + 1; i < text.size(); i++) {
        if (text[i] == quote) {
            return i + 1;
        }
        if (quote == '"' && text[i] == '\\') {
            i++;
        }
    }
    *closed = false;
    return text.size();
}

void Lexer::skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
        at_++;
    }
    if (at_ < text_.size() && text_[at_] == '#') {
        at_ = min(text_.find('\n', at_), text_.size());
    }
}

const char* Lexer::next(Token& token) {
    skip_blanks();
    token.position = at_;
    if (at_ == text_.size()) {
        token.kind = TokenKind::End;
        token.text = StringView();
        return nullptr;
    }
    if (!ends_word(text_[at_])) {
        return take_word(token);
    }
    take_sign(token);
    return nullptr;
}

const char* Lexer::take_word(Token& token) {
    while (at_ < text_.size() && !ends_word(text_[at_])) {
        const char first = text_[at_];
        bool closed;
        at_ = end_of_piece(text_, at_, &closed);
        if (!closed) {
            return first == '\\'   ? "a character expected after the backslash"
                   : first == '\'' ? "a closing ' expected"
                                   : "a closing \" expected";
        }
    }
    token.kind = TokenKind::Word;
    token.text = StringView(text_.data() + token.position, at_ - token.position);
    return nullptr;
}

void Lexer::take_sign(Token& token) {
    const char c = text_[at_];
    const bool is_double = at_ + 1 < text_.size() && text_[at_ + 1] == c;
    const bool takes_two = is_double && (c == '|' || c == '&' || c == '>');
    switch (c) {
    case '|': token.kind = takes_two ? TokenKind::OrIf : TokenKind::Pipe; break;
    case '&': token.kind = takes_two ? TokenKind::AndIf : TokenKind::Ampersand; break;
    case '>': token.kind = takes_two ? TokenKind::GreaterGreater : TokenKind::Greater; break;
    case '<': token.kind = TokenKind::Less; break;
    default: token.kind = TokenKind::Semicolon; break;
    }
    token.text = StringView(text_.data() + at_, takes_two ? 2 : 1);
    at_ += takes_two ? 2 : 1;
}

}  // namespace shell
