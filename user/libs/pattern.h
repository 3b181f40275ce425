// Patterns for text: regular expressions of grep, and the wildcards of file names.
// Layer: user (C++); pure code, also compiled by the unit tests. uCore: none.
// Textbook: Thompson, Regular Expression Search Algorithm (1968): all ways to match are followed
// at once, so that time is at most proportional to the pattern's length times the text's.
#pragma once

#include "libs/span.h"
#include "libs/types.h"

// A regular expression: characters, `.` for any, [abc], [a-z], [^abc] for one of, or none of,
// several; `*`, `+`, `?` after one of these for any number, at least one, at most one of it; `^` at
// the beginning and `$` at the end for those of the text; a backslash before what means itself.
class Pattern {
  public:
    static constexpr usize kMaxSteps = 128;

    // nullptr, or what is wrong with the expression.
    const char* compile(StringView expression);

    // Letters match whether they are capital or not.
    void ignore_case() { ignore_case_ = true; }

    // Whether it matches any part of `text`.
    bool matches(StringView text) const;

  private:
    // One character of the text that matches, and how often it may be there.
    struct Step {
        u32 members[256 / 32] = {};  // a bit for each character
        bool may_be_absent = false;
        bool may_repeat = false;

        void add(u8 c) { members[c / 32] |= 1u << (c % 32); }
        bool has(u8 c) const { return (members[c / 32] >> (c % 32) & 1) != 0; }
    };

    // Which steps could be next; step_count_ means that all are done.
    struct States {
        bool next[kMaxSteps + 1] = {};
    };

    const char* add_step(StringView expression, usize& position);
    const char* add_set(Step& step, StringView expression, usize& position);
    void enter(States& states, usize step) const;
    bool accepts(const Step& step, char c) const;

    Step steps_[kMaxSteps];
    usize step_count_ = 0;
    bool at_begin_ = false;
    bool at_end_ = false;
    bool ignore_case_ = false;
};

// Whether all of `name` matches: `*` any number of characters, `?` one, [abc] and [a-z] one of
// several; a backslash before what means itself.
bool wildcard_matches(StringView wildcard, StringView name);

// Whether there is anything in it that does not mean itself.
bool has_wildcards(StringView text);
