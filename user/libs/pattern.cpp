// Patterns for text. Layer: user. uCore: none.
#include "user/libs/pattern.h"

namespace {

bool is_letter(u8 c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Whether one of "[...]" at `position` is `c`; `position` moves behind it. false in *closed: there
// is no bracket at the end.
bool in_brackets(StringView wildcard, usize& position, char c, bool* closed) {
    bool found = false;
    usize i = position + 1;
    for (bool first = true; i < wildcard.size() && (first || wildcard[i] != ']'); first = false) {
        const char low = wildcard[i];
        char high = low;
        if (i + 2 < wildcard.size() && wildcard[i + 1] == '-' && wildcard[i + 2] != ']') {
            high = wildcard[i + 2];
            i += 2;
        }
        found = found || (low <= c && c <= high);
        i++;
    }
    *closed = i < wildcard.size();
    position = *closed ? i + 1 : position;
    return found;
}

// Whether what stands at `position` of the wildcard, which is no star, matches `c`; if so,
// `position` moves behind it.
bool one_matches(StringView wildcard, usize& position, char c) {
    usize at = position;
    bool good = false;
    if (wildcard[at] == '[') {
        bool closed = false;
        good = in_brackets(wildcard, at, c, &closed);
        if (!closed) {
            good = c == '[';
            at++;
        }
    } else if (wildcard[at] == '\\' && at + 1 < wildcard.size()) {
        good = wildcard[at + 1] == c;
        at += 2;
    } else {
        good = wildcard[at] == '?' || wildcard[at] == c;
        at++;
    }
    position = good ? at : position;
    return good;
}

}  // namespace

const char* Pattern::compile(StringView expression) {
    usize position = 0;
    step_count_ = 0;
    at_begin_ = !expression.empty() && expression[0] == '^';
    at_end_ = false;
    position = at_begin_ ? 1 : 0;
    while (position < expression.size()) {
        if (expression[position] == '$' && position + 1 == expression.size()) {
            at_end_ = true;
            break;
        }
        if (const char* wrong = add_step(expression, position)) {
            return wrong;
        }
    }
    return nullptr;
}

const char* Pattern::add_step(StringView expression, usize& position) {
    if (step_count_ == kMaxSteps) {
        return "too long a pattern";
    }
    Step step;
    const char c = expression[position++];
    // At the beginning, where there is nothing to repeat, these mean themselves.
    if (c == '[') {
        if (const char* wrong = add_set(step, expression, position)) {
            return wrong;
        }
    } else if (c == '.') {
        for (u32 any = 0; any < 256; any++) {
            step.add(static_cast<u8>(any));
        }
    } else if (c == '\\') {
        if (position == expression.size()) {
            return "a character expected after the backslash";
        }
        step.add(static_cast<u8>(expression[position++]));
    } else {
        step.add(static_cast<u8>(c));
    }
    // More than one of them say no more than all of them together.
    for (; position < expression.size(); position++) {
        const char repeat = expression[position];
        if (repeat != '*' && repeat != '+' && repeat != '?') {
            break;
        }
        step.may_be_absent = step.may_be_absent || repeat != '+';
        step.may_repeat = step.may_repeat || repeat != '?';
    }
    steps_[step_count_++] = step;
    return nullptr;
}

const char* Pattern::add_set(Step& step, StringView expression, usize& position) {
    bool inverted = position < expression.size() && expression[position] == '^';
    position += inverted ? 1 : 0;
    // A bracket that comes first is a member.
    for (bool first = true; position < expression.size(); first = false) {
        if (expression[position] == ']' && !first) {
            position++;
            if (inverted) {
                for (u32& word : step.members) {
                    word = ~word;
                }
            }
            return nullptr;
        }
        const u8 low = static_cast<u8>(expression[position++]);
        u8 high = low;
        if (position + 1 < expression.size() && expression[position] == '-' &&
            expression[position + 1] != ']') {
            high = static_cast<u8>(expression[position + 1]);
            position += 2;
        }
        if (low > high) {
            return "a range whose end is before its beginning";
        }
        for (u32 member = low; member <= high; member++) {
            step.add(static_cast<u8>(member));
        }
    }
    return "']' expected";
}

void Pattern::enter(States& states, usize step) const {
    while (step < step_count_ && steps_[step].may_be_absent) {
        states.next[step++] = true;
    }
    states.next[step] = true;
}

bool Pattern::accepts(const Step& step, char c) const {
    const u8 byte = static_cast<u8>(c);
    return step.has(byte) || (ignore_case_ && is_letter(byte) && step.has(byte ^ 0x20));
}

bool Pattern::matches(StringView text) const {
    States now;
    enter(now, 0);
    for (usize i = 0;; i++) {
        if (now.next[step_count_] && (!at_end_ || i == text.size())) {
            return true;
        }
        if (i == text.size()) {
            return false;
        }
        States then;
        for (usize step = 0; step < step_count_; step++) {
            if (!now.next[step] || !accepts(steps_[step], text[i])) {
                continue;
            }
            enter(then, step + 1);
            then.next[step] = then.next[step] || steps_[step].may_repeat;
        }
        if (!at_begin_) {
            enter(then, 0);
        }
        now = then;
    }
}

// Only the last star needs to be tried again: what an earlier one could take more, it can, too.
bool wildcard_matches(StringView wildcard, StringView name) {
    usize at = 0;
    usize matched = 0;
    usize after_star = StringView::kNotFound;
    usize star_end = 0;
    while (matched < name.size()) {
        if (at < wildcard.size() && wildcard[at] == '*') {
            after_star = ++at;
            star_end = matched;
        } else if (at < wildcard.size() && one_matches(wildcard, at, name[matched])) {
            matched++;
        } else if (after_star != StringView::kNotFound) {
            at = after_star;
            matched = ++star_end;
        } else {
            return false;
        }
    }
    while (at < wildcard.size() && wildcard[at] == '*') {
        at++;
    }
    return at == wildcard.size();
}

bool has_wildcards(StringView text) {
    for (usize i = 0; i < text.size(); i++) {
        if (text[i] == '\\') {
            i++;
        } else if (text[i] == '*' || text[i] == '?' || text[i] == '[') {
            return true;
        }
    }
    return false;
}
