// The shell's parser and what its words stand for.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "user/sh/completion.h"
#include "user/sh/expand.h"
#include "user/sh/lexer.h"
#include "user/sh/parser.h"

namespace {

using namespace shell;

// A script written out with everything that the parser knows of it.
std::string described(const Script& script) {
    std::string text;
    for (const Job& job : script.jobs) {
        for (const Pipeline& pipeline : job.pipelines) {
            text += pipeline.condition == Condition::Success   ? "&& "
                    : pipeline.condition == Condition::Failure ? "|| "
                                                               : "";
            for (const Command& command : pipeline.commands) {
                text += "[";
                for (const Text& word : command.words) {
                    text += std::string("(") + word.c_str() + ")";
                }
                for (const Redirect& redirect : command.redirects) {
                    text += redirect.kind == RedirectKind::Input    ? "<"
                            : redirect.kind == RedirectKind::Output ? ">"
                                                                    : ">>";
                    text += redirect.word.c_str();
                }
                text += "]";
            }
        }
        text += job.in_background ? "&" : ";";
    }
    return text;
}

std::string parsed(const std::string& line) {
    Script script;
    SyntaxError error;
    if (!parse(line.c_str(), script, error)) {
        return std::to_string(error.position) + ": " + error.message.c_str();
    }
    return described(script);
}

TEST(ShellParser, Scripts) {
    EXPECT_EQ(parsed(""), "");
    EXPECT_EQ(parsed("   # nothing"), "");
    EXPECT_EQ(parsed("ls"), "[(ls)];");
    EXPECT_EQ(parsed("  ls\t-l  /bin "), "[(ls)(-l)(/bin)];");
    EXPECT_EQ(parsed("a|b|c"), "[(a)][(b)][(c)];");
    EXPECT_EQ(parsed("a;b ; c;"), "[(a)];[(b)];[(c)];");
    EXPECT_EQ(parsed("a&b &"), "[(a)]&[(b)]&");
    EXPECT_EQ(parsed("a && b || c & d"), "[(a)]&& [(b)]|| [(c)]&[(d)];");
    EXPECT_EQ(parsed("cat<in>out"), "[(cat)<in>out];");
    EXPECT_EQ(parsed("> out echo a >> b c"), "[(echo)(a)(c)>out>>b];");
    EXPECT_EQ(parsed("echo 'a b' \"c ; d\" e\\ f"), "[(echo)('a b')(\"c ; d\")(e\\ f)];");
    EXPECT_EQ(parsed("echo a#b # c"), "[(echo)(a#b)];");
    EXPECT_EQ(parsed("echo \"a\\\"b\" 'c\\'"), "[(echo)(\"a\\\"b\")('c\\')];");
    EXPECT_EQ(parsed("\n\na\n\nb &\nc # d\n"), "[(a)];[(b)]&[(c)];");
}

TEST(ShellParser, SaysWhatWasExpected) {
    EXPECT_EQ(parsed("|"), "0: a command expected, not '|'");
    EXPECT_EQ(parsed("a |"), "3: a command expected after '|'");
    EXPECT_EQ(parsed("a | ; b"), "4: a command expected after '|', not ';'");
    EXPECT_EQ(parsed("a || && b"), "5: a command expected after '||', not '&&'");
    EXPECT_EQ(parsed("a &&"), "4: a command expected after '&&'");
    EXPECT_EQ(parsed("a ;; b"), "3: a command expected after ';', not ';'");
    EXPECT_EQ(parsed("a & & b"), "4: a command expected after '&', not '&'");
    EXPECT_EQ(parsed("cat <"), "5: a file name expected after '<'");
    EXPECT_EQ(parsed("cat > | b"), "6: a file name expected after '>', not '|'");
    EXPECT_EQ(parsed("cat >> >> b"), "7: a file name expected after '>>', not '>>'");
    EXPECT_EQ(parsed("a | \n b"), "4: a command expected after '|', not the end of the line");
    EXPECT_EQ(parsed("echo 'abc"), "5: a closing ' expected");
    EXPECT_EQ(parsed("echo \"abc"), "5: a closing \" expected");
    EXPECT_EQ(parsed("echo \"abc\\\""), "5: a closing \" expected");
    EXPECT_EQ(parsed("echo a\\"), "5: a character expected after the backslash");
}

TEST(ShellParser, KeepsWhatWasWritten) {
    Script script;
    SyntaxError error;
    ASSERT_TRUE(parse("  a 'b c' |  d > e  & f", script, error));
    EXPECT_STREQ(script.jobs[0].source.c_str(), "a 'b c' |  d > e");
    EXPECT_STREQ(script.jobs[1].source.c_str(), "f");
}

// Whatever is typed, the parser ends, and either says what is wrong or has commands with words.
TEST(ShellParser, SurvivesAnything) {
    std::mt19937 random(1);
    const std::string letters = "ab |&;<>'\"\\#$*?[\n\t";
    for (int round = 0; round < 50000; round++) {
        std::string line;
        for (usize left = random() % 20; left > 0; left--) {
            line += letters[random() % letters.size()];
        }
        Script script;
        SyntaxError error;
        if (!parse(line.c_str(), script, error)) {
            ASSERT_FALSE(error.message.empty()) << line;
            ASSERT_LE(error.position, line.size()) << line;
            continue;
        }
        for (const Job& job : script.jobs) {
            ASSERT_FALSE(job.pipelines.empty());
            for (const Pipeline& pipeline : job.pipelines) {
                ASSERT_FALSE(pipeline.commands.empty());
                for (const Command& command : pipeline.commands) {
                    ASSERT_FALSE(command.words.empty() && command.redirects.empty());
                }
            }
        }
    }
}

// Folders by path, each with its names.
struct FakeFolders final : Folders {
    std::map<std::string, std::vector<std::string>> all;

    void list(StringView folder, Array<Text>& names) override {
        for (const std::string& name : all[{folder.data() ? folder.data() : "", folder.size()}]) {
            names.push_back(Text(StringView(name.c_str())));
        }
    }
    bool is_folder(StringView path) override { return all.count({path.data(), path.size()}) > 0; }
};

std::string expanded(const char* word) {
    static const char* const arguments[] = {"script", "first", "", "a b"};
    FakeFolders folders;
    folders.all[""] = {".", "..", "b.c", "a.c", ".hidden", "x", "dir", "d*r"};
    folders.all["/"] = {".", "..", "sh", "ls"};
    folders.all["dir"] = {".", "..", "one.c", "two.h"};
    folders.all["d*r"] = {"three.c"};
    Array<Text> values;
    expand(word, {-9, 42, Span<const char* const>(arguments)}, folders, values);
    std::string text;
    for (const Text& value : values) {
        text += std::string("(") + value.c_str() + ")";
    }
    return text;
}

TEST(ShellWords, Quotes) {
    EXPECT_EQ(expanded("plain"), "(plain)");
    EXPECT_EQ(expanded("'a b'c"), "(a bc)");
    EXPECT_EQ(expanded("''"), "()");
    EXPECT_EQ(expanded("\"\""), "()");
    EXPECT_EQ(expanded("a\\ b\\\\"), "(a b\\)");
    EXPECT_EQ(expanded("\"a\\\"b\\n\\$\\\\\""), "(a\"b\\n$\\)");
    EXPECT_EQ(expanded("'$? \\'"), "($? \\)");
    EXPECT_EQ(expanded("\"it's\""), "(it's)");
}

TEST(ShellWords, Variables) {
    EXPECT_EQ(expanded("$?"), "(-9)");
    EXPECT_EQ(expanded("\"[$$]\""), "([42])");
    EXPECT_EQ(expanded("$0:$1:$#"), "(script:first:3)");
    EXPECT_EQ(expanded("$2"), "");
    EXPECT_EQ(expanded("\"$2\""), "()");
    EXPECT_EQ(expanded("$3"), "(a b)");
    EXPECT_EQ(expanded("$9"), "");
    EXPECT_EQ(expanded("$x $"), "($x $)");
    EXPECT_EQ(expanded("\\$1"), "($1)");
}

TEST(ShellWords, Wildcards) {
    EXPECT_EQ(expanded("*.c"), "(a.c)(b.c)");
    EXPECT_EQ(expanded("\\*.c"), "(*.c)");
    EXPECT_EQ(expanded("'*'.c"), "(*.c)");
    EXPECT_EQ(expanded("*.nothing"), "(*.nothing)");
    EXPECT_EQ(expanded("?"), "(x)");
    EXPECT_EQ(expanded(".h*"), "(.hidden)");
    EXPECT_EQ(expanded("/*"), "(/ls)(/sh)");
    EXPECT_EQ(expanded("dir/*.[ch]"), "(dir/one.c)(dir/two.h)");
    EXPECT_EQ(expanded("d*/*.c"), "(d*r/three.c)(dir/one.c)");
    EXPECT_EQ(expanded("d'*'r/*.c"), "(d*r/three.c)");
    EXPECT_EQ(expanded("./x*"), "(./x*)");
}

TEST(ShellWords, QuotedMeansItself) {
    std::mt19937 random(3);
    FakeFolders none;
    for (int round = 0; round < 5000; round++) {
        std::string name;
        for (usize left = 1 + random() % 8; left > 0; left--) {
            name += static_cast<char>(' ' + random() % 95);
        }
        const std::string word = quoted(name.c_str()).c_str();
        Script script;
        SyntaxError error;
        ASSERT_TRUE(parse(("x " + word).c_str(), script, error)) << word;
        ASSERT_EQ(script.jobs[0].pipelines[0].commands[0].words.size(), 2u) << word;
        Array<Text> values;
        expand(script.jobs[0].pipelines[0].commands[0].words[1].view(), {}, none, values);
        ASSERT_EQ(values.size(), 1u);
        ASSERT_EQ(std::string(values[0].c_str()), name);
    }
}

// What Tab offers, and from where on it replaces the line.
std::string completed(const char* line) {
    static const char* const builtins[] = {"cd", "exit"};
    FakeFolders folders;
    folders.all[""] = {".", "..", "cat.txt", "dir", "a b"};
    folders.all["/"] = {".", "..", "cat", "echo", "dir2"};
    folders.all["dir"] = folders.all["dir/"] = {".", "..", "one", "only", ".hidden"};
    folders.all["/dir2"] = {};
    Array<Text> candidates;
    usize begin = 0;
    complete_line(line, Span<const char* const>(builtins), folders, &begin, candidates);
    std::string text = std::to_string(begin) + ":";
    for (const Text& candidate : candidates) {
        text += std::string(" ") + candidate.c_str();
    }
    return text;
}

TEST(ShellCompletion, Commands) {
    EXPECT_EQ(completed("c"), "0: cat cat.txt cd");
    EXPECT_EQ(completed("ls | e"), "5: echo exit");
    EXPECT_EQ(completed("ls;ca"), "3: cat cat.txt");
    EXPECT_EQ(completed("ls &&"), "5: a\\ b cat cat.txt cd dir/ dir2/ echo exit");
    EXPECT_EQ(completed("nothing"), "0:");
}

TEST(ShellCompletion, Files) {
    EXPECT_EQ(completed("cat "), "4: a\\ b cat.txt dir/");
    EXPECT_EQ(completed("cat d"), "4: dir/");
    EXPECT_EQ(completed("cat dir/o"), "4: dir/one dir/only");
    EXPECT_EQ(completed("cat dir/"), "4: dir/one dir/only");
    EXPECT_EQ(completed("cat dir/.h"), "4: dir/.hidden");
    EXPECT_EQ(completed("cat /d"), "4: /dir2/");
    EXPECT_EQ(completed("dir/o"), "0: dir/one dir/only");
    EXPECT_EQ(completed("cat < c"), "6: cat.txt");
    EXPECT_EQ(completed("cat 'a "), "0:");
    EXPECT_EQ(completed("cat a\\ "), "4: a\\ b");
    EXPECT_EQ(completed("cat 'a 'b"), "4: a\\ b");
    EXPECT_EQ(completed("echo $"), "5:");
}

}  // namespace
