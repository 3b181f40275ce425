// Lines from whoever sits in front of the machine. Layer: user. uCore: readline in user/sh.c.
#include "user/sh/terminal.h"

#include "user/libs/file.h"

namespace shell {

bool Terminal::is_present() {
    struct stat info;
    return fstat(0, &info) == 0 && S_ISCHR(info.st_mode);
}

void Terminal::show(StringView text) {
    if (!text.empty()) {
        write(1, text.data(), text.size());
    }
}

void Terminal::complete(StringView line, usize* begin, Array<Text>& candidates) {
    complete_line(line, builtins_, folders_, begin, candidates);
}

Terminal::Answer Terminal::read_line(StringView prompt, Text& line) {
    if (ioctl(0, STDIN_RAW, 0) != 0) {
        return take_line(prompt, line);
    }
    const Answer answer = edit_line(prompt, line);
    ioctl(0, STDIN_LINES, 0);
    return answer;
}

// Key by key: what is typed behind the line is for the program that it starts.
Terminal::Answer Terminal::edit_line(StringView prompt, Text& line) {
    editor_.begin(prompt);
    char key;
    while (read(0, &key, 1) == 1) {
        switch (editor_.key(key)) {
        case LineEditor::Event::None: break;
        case LineEditor::Event::Line: line.assign(editor_.line()); return Answer::Line;
        case LineEditor::Event::EndOfFile: return Answer::EndOfFile;
        case LineEditor::Event::Interrupted: return Answer::Interrupted;
        }
    }
    return Answer::EndOfFile;
}

// Without keys: the line is edited by the kernel.
Terminal::Answer Terminal::take_line(StringView prompt, Text& line) {
    show(prompt);
    line.clear();
    char c;
    while (read(0, &c, 1) == 1) {
        if (c == '\n') {
            return Answer::Line;
        }
        line.append(c);
    }
    return line.empty() ? Answer::EndOfFile : Answer::Line;
}

}  // namespace shell
