// The shell's line editor on a screen of 80 columns, against a model of the line.
#include "user/sh/line_editor.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace {

using namespace shell;

std::string text_of(StringView view) {
    return {view.data() == nullptr ? "" : view.data(), view.size()};
}

// Knows what the kernel's console knows. A character in the last column would begin a new row,
// which the editor must not cause.
struct Screen final : EditorHost {
    std::vector<std::string> rows = {""};
    usize column = 0;
    std::vector<std::string> offers;  // what Tab may become
    usize offer_begin = 0;
    std::string asked;

    void show(StringView text) override {
        for (char c : text) {
            if (c == '\b') {
                ASSERT_GT(column, 0u) << "left of the screen";
                column--;
            } else if (c == '\n') {
                rows.push_back("");
                column = 0;
            } else {
                ASSERT_GE(c, ' ');
                ASSERT_LT(column, 79u) << "right of the screen";
                rows.back().resize(std::max(rows.back().size(), column + 1), ' ');
                rows.back()[column++] = c;
            }
        }
    }

    void complete(StringView line, usize* begin, Array<Text>& candidates) override {
        asked = text_of(line);
        *begin = offer_begin;
        for (const std::string& offer : offers) {
            candidates.push_back(Text(StringView(offer.c_str())));
        }
    }

    // The row of the cursor without blanks at its end.
    std::string row() const {
        const usize last = rows.back().find_last_not_of(' ');
        return last == std::string::npos ? "" : rows.back().substr(0, last + 1);
    }
};

struct Editing : testing::Test {
    Screen screen;
    History history;
    LineEditor editor{screen, history};

    LineEditor::Event type(const std::string& keys) {
        LineEditor::Event event = LineEditor::Event::None;
        for (char c : keys) {
            event = editor.key(c);
        }
        return event;
    }
    std::string line() const { return text_of(editor.line()); }
};

const std::string kUp = "\x1b[A", kDown = "\x1b[B", kRight = "\x1b[C", kLeft = "\x1b[D";
const std::string kHome = "\x1b[H", kEnd = "\x1b[F", kDelete = "\x1b[3~";

std::string control(char letter) { return std::string(1, static_cast<char>(letter - 'A' + 1)); }

TEST_F(Editing, TypesAndCorrects) {
    editor.begin("$ ");
    EXPECT_EQ(type("hxllo" + kLeft + kLeft + kLeft + "\b" + "e"), LineEditor::Event::None);
    EXPECT_EQ(line(), "hello");
    EXPECT_EQ(screen.row(), "$ hello");
    EXPECT_EQ(screen.column, 4u);
    EXPECT_EQ(type(kEnd + " world" + kHome + "say " + "\n"), LineEditor::Event::Line);
    EXPECT_EQ(line(), "say hello world");
    EXPECT_EQ(screen.rows[0], "$ say hello world");
    EXPECT_EQ(screen.rows.size(), 2u);
}

TEST_F(Editing, Removes) {
    editor.begin("$ ");
    type("one two  three" + control('W'));
    EXPECT_EQ(line(), "one two  ");
    type(control('W'));
    EXPECT_EQ(line(), "one ");
    type("abc" + kLeft + control('U'));
    EXPECT_EQ(line(), "c");
    type("xy" + kLeft + control('K'));
    EXPECT_EQ(line(), "x");
    type(kHome + kDelete);
    EXPECT_EQ(line(), "");
    EXPECT_EQ(screen.row(), "$");
    type("ab" + control('A') + control('D'));
    EXPECT_EQ(line(), "b");
    type("\x1bOF\x1b[1~c\x1b[4~d\x7f");
    EXPECT_EQ(line(), "cb");
}

TEST_F(Editing, Ends) {
    editor.begin("$ ");
    EXPECT_EQ(type("abc" + kLeft + control('C')), LineEditor::Event::Interrupted);
    EXPECT_EQ(screen.rows[0], "$ abc^C");
    editor.begin("$ ");
    EXPECT_EQ(type("a" + control('D')), LineEditor::Event::None);
    EXPECT_EQ(type("\b" + control('D')), LineEditor::Event::EndOfFile);
    EXPECT_EQ(type("\r"), LineEditor::Event::Line);
}

TEST_F(Editing, RemembersLines) {
    for (const char* old : {"first", "second", "second", "  ", "third"}) {
        history.add(old);
    }
    EXPECT_EQ(history.size(), 3u);
    editor.begin("$ ");
    type("new" + kUp);
    EXPECT_EQ(line(), "third");
    type(kUp + kUp + kUp + kUp);
    EXPECT_EQ(line(), "first");
    EXPECT_EQ(screen.row(), "$ first");
    type("!" + kDown + kDown + kDown + kDown);
    EXPECT_EQ(line(), "new");
    EXPECT_EQ(editor.cursor(), 3u);
}

TEST_F(Editing, ForgetsTheOldest) {
    for (u32 i = 1; i <= History::kMaxLines + 5; i++) {
        Text text;
        text.append_number(i);
        history.add(text.view());
    }
    EXPECT_EQ(history.size(), History::kMaxLines);
    EXPECT_EQ(history.first_number(), 6u);
    EXPECT_EQ(text_of(history.line(0)), "6");
}

TEST_F(Editing, Completes) {
    editor.begin("$ ");
    screen.offers = {"hello"};
    screen.offer_begin = 4;
    type("cat he\t");
    EXPECT_EQ(screen.asked, "cat he");
    EXPECT_EQ(line(), "cat hello ");
    screen.offers = {"folder/"};
    screen.offer_begin = 10;
    type("f\t");
    EXPECT_EQ(line(), "cat hello folder/");
    screen.offers = {"folder/one", "folder/only"};
    type("\t");
    EXPECT_EQ(line(), "cat hello folder/on");
    EXPECT_EQ(screen.rows.size(), 1u);
    type("\t");
    EXPECT_EQ(screen.rows[1], "one   only");
    EXPECT_EQ(screen.row(), "$ cat hello folder/on");
    screen.offers = {};
    type("\t\t");
    EXPECT_EQ(line(), "cat hello folder/on");
}

TEST_F(Editing, LongLinesScroll) {
    editor.begin("$ ");
    std::string text;
    for (int i = 0; i < 300; i++) {
        text += static_cast<char>('a' + i % 26);
    }
    type(text);
    EXPECT_EQ(line(), text);
    EXPECT_EQ(screen.rows.size(), 1u);
    EXPECT_EQ(screen.row().back(), text.back());
    type(kHome);
    EXPECT_EQ(screen.row(), "$ " + text.substr(0, 77));
    EXPECT_EQ(screen.column, 2u);
    type(std::string(LineEditor::kMaxLine, 'x'));
    EXPECT_EQ(line().size(), LineEditor::kMaxLine) << "more does not fit";
}

TEST_F(Editing, UnknownKeysDoNothing) {
    editor.begin("$ ");
    type("a\x1b[15~\x1b[1;5C\x1bx\x01\x02\x80\xff\x1b[Z" + control('G') + "b");
    EXPECT_EQ(line(), "ba");
    EXPECT_EQ(screen.row(), "$ ba");
}

TEST_F(Editing, ClearsTheScreen) {
    editor.begin("$ ");
    type("abc" + kLeft + control('L'));
    EXPECT_EQ(screen.rows.size(), 26u);
    EXPECT_EQ(screen.row(), "$ abc");
    EXPECT_EQ(screen.column, 4u);
}

// Thousands of keys: after each the screen shows the line around the cursor.
TEST_F(Editing, TheScreenAlwaysShowsTheLine) {
    std::mt19937 random(80);
    history.add("a line of the history");
    history.add(std::string(200, 'h').c_str());
    const std::vector<std::string> keys = {"a",   "b ",         "c",   " ",  "word ", "\b",
                                           kLeft, kRight,       kHome, kEnd, kDelete, kUp,
                                           kDown, control('W'), kLeft, "xyz"};
    for (int line_count = 0; line_count < 50; line_count++) {
        editor.begin("$ ");
        for (int i = 0; i < 400; i++) {
            type(keys[random() % (i % 100 < 60 ? 5 : keys.size())]);
            const std::string shown = screen.row();
            ASSERT_GE(screen.column, 2u);
            const usize column = screen.column - 2;
            ASSERT_LE(column, 77u);
            ASSERT_LE(column, editor.cursor());
            const usize first = editor.cursor() - column;
            std::string wanted = line().substr(first, 77);
            wanted.resize(wanted.find_last_not_of(' ') + 1);
            ASSERT_EQ(shown, wanted.empty() ? "$" : "$ " + wanted) << "cursor " << editor.cursor();
            ASSERT_TRUE(line().size() > 77 || first == 0);
        }
        ASSERT_EQ(type("\n"), LineEditor::Event::Line);
    }
}

}  // namespace
