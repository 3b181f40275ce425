// Lines from whoever sits in front of the machine.
// Layer: user. uCore: readline in user/sh.c.
#pragma once

#include "user/sh/completion.h"
#include "user/sh/folders.h"
#include "user/sh/line_editor.h"

namespace shell {

// While a line is typed the keyboard gives us its keys; at other times it edits lines by itself.
class Terminal final : EditorHost {
  public:
    Terminal(const History& history, Span<const char* const> builtins)
        : editor_(*this, history), builtins_(builtins) {}

    // Whether somebody sits there: standard input is a device for characters.
    static bool is_present();

    enum class Answer : u8 { Line, EndOfFile, Interrupted };
    Answer read_line(StringView prompt, Text& line);

  private:
    Answer edit_line(StringView prompt, Text& line);
    Answer take_line(StringView prompt, Text& line);
    void show(StringView text) override;
    void complete(StringView line, usize* begin, Array<Text>& candidates) override;

    LineEditor editor_;
    RealFolders folders_;
    Span<const char* const> builtins_;
};

}  // namespace shell
