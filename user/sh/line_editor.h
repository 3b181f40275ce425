// Editing of a line by keys, on a terminal that knows characters, \b and \n.
// Layer: user; pure code, also compiled by the unit tests. uCore: user/libs/readline.c, an idea.
//
// Left, right, Home, End, Backspace, Delete; Ctrl-A and Ctrl-E to the ends, Ctrl-B and Ctrl-F by
// one character; Ctrl-K and Ctrl-U remove what is behind and before the cursor, Ctrl-W the word
// before it; up and down (Ctrl-P, Ctrl-N) for earlier lines; Tab completes; Ctrl-L clears the
// screen.
//
// The line takes one row: a longer one is shown in part, around the cursor.
#pragma once

#include "user/libs/text.h"
#include "user/sh/history.h"

namespace shell {

// What the editor needs of the world around it.
class EditorHost : NonCopyable {
  public:
    // Shows text at the cursor.
    virtual void show(StringView text) = 0;

    // Tab was pressed. Adds what the word before the cursor could become to `candidates`, each in
    // place of line[*begin..]; the editor chooses what they have in common.
    virtual void complete(StringView line, usize* begin, Array<Text>& candidates) = 0;

  protected:
    EditorHost() = default;
    ~EditorHost() = default;
};

class LineEditor : NonCopyable {
  public:
    static constexpr usize kColumns = 80;
    static constexpr usize kRows = 25;
    static constexpr usize kMaxLine = 4095;

    enum class Event : u8 {
        None,
        Line,         // Enter
        EndOfFile,    // Ctrl-D in an empty line
        Interrupted,  // Ctrl-C
    };

    LineEditor(EditorHost& host, const History& history) : host_(host), history_(history) {}

    // Shows the prompt and starts an empty line.
    void begin(StringView prompt);

    // Takes a byte from the keyboard.
    Event key(char c);

    StringView line() const { return line_.view(); }
    usize cursor() const { return cursor_; }

  private:
    enum class Escape : u8 { None, Started, Sequence };

    void escape_key(char c);
    void control_key(char c);
    void insert(StringView text);
    void move_to(usize position);
    void remove(usize begin, usize end);
    void remove_word();
    void recall(usize index);
    void complete();
    void show_candidates(const Array<Text>& candidates, usize shown_from);
    void clear_screen();
    void draw_anew();
    void redraw();
    void go_to_column(usize column);
    Event finish(StringView ending, Event event);

    EditorHost& host_;
    const History& history_;
    Text prompt_;
    Text line_;
    usize cursor_ = 0;

    // What is on the screen behind the prompt: shown_, which is the line from first_shown_ on, with
    // the cursor behind `column_` characters of it.
    Text shown_;
    usize first_shown_ = 0;
    usize column_ = 0;

    Escape escape_ = Escape::None;
    u32 escape_number_ = 0;
    usize recalled_ = 0;  // line of the history; its size for the line that is new
    Text new_line_;       // which is kept here meanwhile
    bool tab_again_ = false;
};

}  // namespace shell
