// grep's regular expressions against the host's, and wildcards against them.
#include "user/libs/pattern.h"

#include <fnmatch.h>
#include <gtest/gtest.h>
#include <regex.h>

#include <random>
#include <string>

namespace {

bool matches(const char* expression, const char* text, bool ignore_case = false) {
    Pattern pattern;
    EXPECT_EQ(pattern.compile(expression), nullptr) << expression;
    if (ignore_case) {
        pattern.ignore_case();
    }
    return pattern.matches(text);
}

std::string random_text(std::mt19937& random, const std::string& letters, usize most) {
    std::string text;
    for (usize left = random() % (most + 1); left > 0; left--) {
        text += letters[random() % letters.size()];
    }
    return text;
}

TEST(Pattern, KnownAnswers) {
    EXPECT_TRUE(matches("", ""));
    EXPECT_TRUE(matches("", "anything"));
    EXPECT_TRUE(matches("ell", "hello"));
    EXPECT_FALSE(matches("^ell", "hello"));
    EXPECT_TRUE(matches("^hel*o$", "hello"));
    EXPECT_TRUE(matches("^hel*o$", "heo"));
    EXPECT_FALSE(matches("^hel+o$", "heo"));
    EXPECT_TRUE(matches("^colou?r$", "color"));
    EXPECT_TRUE(matches("h.*o", "say hallo"));
    EXPECT_TRUE(matches("[0-9][0-9]*", "a7"));
    EXPECT_FALSE(matches("[0-9]", "abc"));
    EXPECT_TRUE(matches("^[^0-9]*$", "abc"));
    EXPECT_FALSE(matches("^[^0-9]*$", "ab3"));
    EXPECT_TRUE(matches("[]a]", "]"));
    EXPECT_TRUE(matches("[a-]", "-"));
    EXPECT_TRUE(matches("[^]]", "a"));
    EXPECT_FALSE(matches("[^]]", "]"));
    EXPECT_TRUE(matches("a\\.b", "a.b"));
    EXPECT_FALSE(matches("a\\.b", "axb"));
    EXPECT_TRUE(matches("*a", "*a"));
    EXPECT_TRUE(matches("a$b", "a$b"));
    EXPECT_TRUE(matches("a^b", "a^b"));
    EXPECT_TRUE(matches("^$", ""));
    EXPECT_FALSE(matches("^$", "a"));
    EXPECT_TRUE(matches("\\$", "a$"));
    EXPECT_TRUE(matches("a**b", "b"));
    EXPECT_TRUE(matches("a+?b", "b"));
    EXPECT_TRUE(matches("hello", "HeLLo", true));
}

TEST(Pattern, SaysWhatIsWrong) {
    Pattern pattern;
    EXPECT_STREQ(pattern.compile("a[bc"), "']' expected");
    EXPECT_STREQ(pattern.compile("["), "']' expected");
    EXPECT_STREQ(pattern.compile("[]"), "']' expected");
    EXPECT_STREQ(pattern.compile("[^"), "']' expected");
    EXPECT_STREQ(pattern.compile("a\\"), "a character expected after the backslash");
    EXPECT_STREQ(pattern.compile("[z-a]"), "a range whose end is before its beginning");
    EXPECT_STREQ(pattern.compile(std::string(Pattern::kMaxSteps + 1, 'a').c_str()),
                 "too long a pattern");
    EXPECT_EQ(pattern.compile(std::string(Pattern::kMaxSteps, 'a').c_str()), nullptr);
}

TEST(Pattern, AgreesWithTheHost) {
    std::mt19937 random(4711);
    const char* const pieces[] = {"a", "b", ".", "[ab]", "[^a]", "c", "[a-c]", "\\."};
    const char* const repeats[] = {"", "", "*", "+", "?"};
    for (int round = 0; round < 4000; round++) {
        std::string expression = random() % 4 == 0 ? "^" : "";
        for (usize left = 1 + random() % 5; left > 0; left--) {
            expression += pieces[random() % 8];
            expression += repeats[random() % 5];
        }
        expression += random() % 4 == 0 ? "$" : "";
        regex_t model;
        ASSERT_EQ(regcomp(&model, expression.c_str(), REG_EXTENDED | REG_NOSUB), 0);
        for (int i = 0; i < 10; i++) {
            const std::string text = random_text(random, "abc.", 8);
            EXPECT_EQ(matches(expression.c_str(), text.c_str()),
                      regexec(&model, text.c_str(), 0, nullptr, 0) == 0)
                << expression << " on " << text;
        }
        regfree(&model);
    }
}

TEST(Pattern, TakesNoLongerForNastyOnes) {
    std::string expression;
    for (int i = 0; i < 60; i++) {
        expression += "a*";
    }
    EXPECT_FALSE(matches((expression + "b").c_str(), std::string(20000, 'a').c_str()));
}

TEST(Wildcard, AgreesWithTheHost) {
    std::mt19937 random(42);
    const char* const pieces[] = {"a", "b", "*", "?", "[ab]", "[b-c]", "c", "\\*"};
    for (int round = 0; round < 20000; round++) {
        std::string wildcard;
        for (usize left = random() % 6; left > 0; left--) {
            wildcard += pieces[random() % 8];
        }
        const std::string name = random_text(random, "abc*", 7);
        ASSERT_EQ(wildcard_matches(wildcard.c_str(), name.c_str()),
                  fnmatch(wildcard.c_str(), name.c_str(), 0) == 0)
            << wildcard << " on " << name;
    }
}

TEST(Wildcard, KnownAnswers) {
    EXPECT_TRUE(wildcard_matches("*.c", "hello.c"));
    EXPECT_FALSE(wildcard_matches("*.c", "hello.cpp"));
    EXPECT_TRUE(wildcard_matches("[", "["));
    EXPECT_TRUE(wildcard_matches("", ""));
    EXPECT_FALSE(wildcard_matches("", "a"));
    EXPECT_FALSE(
        wildcard_matches((std::string(50, '*') + "b").c_str(), std::string(5000, 'a').c_str()));
    EXPECT_TRUE(has_wildcards("a*"));
    EXPECT_TRUE(has_wildcards("\\\\?"));
    EXPECT_FALSE(has_wildcards("a\\*"));
    EXPECT_FALSE(has_wildcards("plain"));
}

}  // namespace
