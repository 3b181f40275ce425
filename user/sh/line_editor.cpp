// Editing of a line by keys. Layer: user. uCore: user/libs/readline.c, an idea.
#include "user/sh/line_editor.h"

#include "libs/string.h"

namespace shell {

namespace {

constexpr char kEscape = '\x1b';
constexpr char kDelete = '\x7f';

// Ctrl with a letter.
constexpr char control(char letter) { return static_cast<char>(letter - 'A' + 1); }

bool is_printable(char c) { return c >= ' ' && c < kDelete; }

// How many characters both begin with.
usize common_prefix(StringView a, StringView b) {
    usize count = 0;
    while (count < min(a.size(), b.size()) && a[count] == b[count]) {
        count++;
    }
    return count;
}

}  // namespace

void LineEditor::begin(StringView prompt) {
    prompt_.assign(prompt);
    line_.clear();
    new_line_.clear();
    cursor_ = 0;
    escape_ = Escape::None;
    recalled_ = history_.size();
    tab_again_ = false;
    draw_anew();
}

LineEditor::Event LineEditor::key(char c) {
    if (escape_ != Escape::None) {
        tab_again_ = false;
        escape_key(c);
        return Event::None;
    }
    if (c == '\n' || c == '\r') {
        return finish("\n", Event::Line);
    }
    if (c == control('C')) {
        return finish("^C\n", Event::Interrupted);
    }
    if (c == control('D') && line_.empty()) {
        return finish("\n", Event::EndOfFile);
    }
    if (is_printable(c)) {
        insert(StringView(&c, 1));
    } else {
        control_key(c);
    }
    tab_again_ = c == '\t';
    return Event::None;
}

LineEditor::Event LineEditor::finish(StringView ending, Event event) {
    move_to(line_.size());
    host_.show(ending);
    return event;
}

void LineEditor::control_key(char c) {
    switch (c) {
    case kEscape: escape_ = Escape::Started; break;
    case '\b':
    case kDelete: remove(cursor_ - min(cursor_, usize{1}), cursor_); break;
    case '\t': complete(); break;
    case control('A'): move_to(0); break;
    case control('B'): move_to(cursor_ - min(cursor_, usize{1})); break;
    case control('D'): remove(cursor_, min(cursor_ + 1, line_.size())); break;
    case control('E'): move_to(line_.size()); break;
    case control('F'): move_to(min(cursor_ + 1, line_.size())); break;
    case control('K'): remove(cursor_, line_.size()); break;
    case control('L'): clear_screen(); break;
    case control('N'): recall(recalled_ + 1); break;
    case control('P'): recall(recalled_ - 1); break;
    case control('U'): remove(0, cursor_); break;
    case control('W'): remove_word(); break;
    default: break;
    }
}

// ESC [ letter, ESC O letter, ESC [ number ~; what is none of these is skipped.
void LineEditor::escape_key(char c) {
    if (escape_ == Escape::Started) {
        escape_ = c == '[' || c == 'O' ? Escape::Sequence : Escape::None;
        escape_number_ = 0;
        return;
    }
    if ((c >= '0' && c <= '9') || c == ';') {
        escape_number_ = c == ';' ? 0 : (escape_number_ * 10 + static_cast<u32>(c - '0')) % 1000;
        return;
    }
    escape_ = Escape::None;
    switch (c) {
    case 'A': control_key(control('P')); break;
    case 'B': control_key(control('N')); break;
    case 'C': control_key(control('F')); break;
    case 'D': control_key(control('B')); break;
    case 'H': move_to(0); break;
    case 'F': move_to(line_.size()); break;
    case '~':
        if (escape_number_ == 1 || escape_number_ == 7) {
            move_to(0);
        } else if (escape_number_ == 4 || escape_number_ == 8) {
            move_to(line_.size());
        } else if (escape_number_ == 3) {
            remove(cursor_, min(cursor_ + 1, line_.size()));
        }
        break;
    default: break;
    }
}

void LineEditor::insert(StringView text) {
    if (text.size() > kMaxLine - line_.size()) {
        return;
    }
    line_.insert(cursor_, text);
    cursor_ += text.size();
    redraw();
}

void LineEditor::move_to(usize position) {
    cursor_ = position;
    redraw();
}

void LineEditor::remove(usize begin, usize end) {
    line_.erase(begin, end - begin);
    cursor_ = begin;
    redraw();
}

void LineEditor::remove_word() {
    usize begin = cursor_;
    while (begin > 0 && line_[begin - 1] == ' ') {
        begin--;
    }
    while (begin > 0 && line_[begin - 1] != ' ') {
        begin--;
    }
    remove(begin, cursor_);
}

// Puts a line of the history, or the new one behind them, in place of what is there. Changes to
// lines of the history are lost.
void LineEditor::recall(usize index) {
    if (index > history_.size()) {  // also what was below 0
        return;
    }
    if (recalled_ == history_.size()) {
        new_line_.assign(line_.view());
    }
    recalled_ = index;
    line_.assign(index == history_.size() ? new_line_.view() : history_.line(index));
    move_to(line_.size());
}

void LineEditor::complete() {
    Array<Text> candidates;
    usize begin = cursor_;
    host_.complete(StringView(line_.c_str(), cursor_), &begin, candidates);
    if (candidates.empty()) {
        return;
    }
    usize common = candidates[0].size();
    for (const Text& candidate : candidates) {
        common = min(common, common_prefix(candidates[0].view(), candidate.view()));
    }
    const usize typed = cursor_ - begin;
    if (common > typed || candidates.size() == 1) {
        Text chosen(StringView(candidates[0].c_str(), common));
        // A folder ends with its slash: more is to come.
        if (candidates.size() == 1 && chosen[chosen.size() - 1] != '/') {
            chosen.append(' ');
        }
        if (line_.size() - typed + chosen.size() <= kMaxLine) {
            line_.erase(begin, typed);
            cursor_ = begin;
            insert(chosen.view());
        }
    } else if (tab_again_) {
        usize shown_from = common;
        while (shown_from > 0 && candidates[0][shown_from - 1] != '/') {
            shown_from--;
        }
        show_candidates(candidates, shown_from);
    }
}

// In columns, without the folder that they have in common; then the line again.
void LineEditor::show_candidates(const Array<Text>& candidates, usize shown_from) {
    usize width = 0;
    for (const Text& candidate : candidates) {
        width = max(width, candidate.size() - shown_from + 2);
    }
    const usize in_a_row = max((kColumns - 1) / width, usize{1});
    Text table;
    usize used = 0;  // of the place of the name before
    for (usize i = 0; i < candidates.size(); i++) {
        if (i % in_a_row == 0) {
            table.append('\n');
        } else {
            for (; used < width; used++) {
                table.append(' ');
            }
        }
        used = candidates[i].size() - shown_from;
        table.append(StringView(candidates[i].c_str() + shown_from));
    }
    table.append('\n');
    host_.show(table.view());
    draw_anew();
}

// The screen is moved up until it is empty: there need be no other way.
void LineEditor::clear_screen() {
    Text lines;
    for (usize row = 0; row < kRows; row++) {
        lines.append('\n');
    }
    host_.show(lines.view());
    draw_anew();
}

void LineEditor::draw_anew() {
    host_.show(prompt_.view());
    shown_.clear();
    first_shown_ = 0;
    column_ = 0;
    redraw();
}

void LineEditor::go_to_column(usize column) {
    Text moves;
    for (; column_ > column; column_--) {
        moves.append('\b');
    }
    for (; column_ < column; column_++) {
        moves.append(shown_[column_]);
    }
    host_.show(moves.view());
}

// Makes the screen show the line as it is now: only what differs is written.
void LineEditor::redraw() {
    const usize width = kColumns - 1 - min(prompt_.size(), kColumns / 2);
    if (cursor_ < first_shown_ || cursor_ > first_shown_ + width) {
        first_shown_ = cursor_ - min(cursor_, width / 2);
    }
    if (line_.size() <= width) {
        first_shown_ = 0;
    }
    const usize count = min(line_.size() - min(first_shown_, line_.size()), width);
    Text wanted;
    for (char c : StringView(line_.c_str() + first_shown_, count)) {
        wanted.append(is_printable(c) ? c : '?');
    }
    const usize same = common_prefix(shown_.view(), wanted.view());
    if (same < max(shown_.size(), wanted.size())) {
        go_to_column(same);
        const usize old_size = shown_.size();
        Text rest(StringView(wanted.c_str() + same));
        for (usize i = wanted.size(); i < old_size; i++) {
            rest.append(' ');
        }
        host_.show(rest.view());
        column_ = max(old_size, wanted.size());
        shown_ = move(wanted);
        Text back;
        for (; column_ > shown_.size(); column_--) {
            back.append('\b');
        }
        host_.show(back.view());
    }
    go_to_column(cursor_ - first_shown_);
}

}  // namespace shell
