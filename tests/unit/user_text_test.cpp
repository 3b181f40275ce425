// The user library's Array, Text and paths.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "user/libs/array.h"
#include "user/libs/path.h"
#include "user/libs/text.h"

namespace {

std::string text_of(StringView view) {
    return {view.data() == nullptr ? "" : view.data(), view.size()};
}

TEST(UserText, DoesWhatStdStringDoes) {
    std::mt19937 random(8);
    Text text;
    std::string model;
    for (int round = 0; round < 20000; round++) {
        const usize at = random() % (model.size() + 1);
        switch (random() % 5) {
        case 0: {
            const char c = static_cast<char>('a' + random() % 26);
            text.append(c);
            model.push_back(c);
            break;
        }
        case 1:
            text.insert(at, "some");
            model.insert(at, "some");
            break;
        case 2: {
            const usize count = random() % (model.size() - at + 1);
            text.erase(at, count);
            model.erase(at, count);
            break;
        }
        case 3:
            text.append_number(static_cast<u32>(round));
            model += std::to_string(round);
            break;
        default:
            if (model.size() > 1000) {
                text.truncate(at);
                model.resize(at);
            }
        }
        ASSERT_EQ(text.size(), model.size());
        ASSERT_EQ(std::string(text.c_str()), model);
    }
}

TEST(UserText, MovesWithoutACopy) {
    Text first(StringView("one"));
    const char* const place = first.c_str();
    Text second(move(first));
    EXPECT_EQ(second.c_str(), place);
    second = Text(StringView("two"));
    EXPECT_STREQ(second.c_str(), "two");
    EXPECT_STREQ(Text().c_str(), "");
}

TEST(UserText, ComparesByBytes) {
    const std::vector<std::string> texts = {"", "a", "ab", "b", "B", "\xff", "a\x80"};
    for (const std::string& a : texts) {
        for (const std::string& b : texts) {
            const int wanted = a < b ? -1 : a > b ? 1 : 0;
            EXPECT_EQ(compare({a.data(), a.size()}, {b.data(), b.size()}), wanted) << a << ' ' << b;
        }
    }
}

TEST(UserArray, KeepsWhatIsPutIn) {
    Array<Text> array;
    for (u32 i = 0; i < 100; i++) {
        Text text;
        text.append_number(i);
        array.push_back(move(text));
    }
    array.remove(0);
    array.remove(50);
    array.pop_back();
    ASSERT_EQ(array.size(), 97u);
    EXPECT_STREQ(array[0].c_str(), "1");
    EXPECT_STREQ(array[50].c_str(), "52");
    EXPECT_STREQ(array.back().c_str(), "98");
    Array<Text> other(move(array));
    EXPECT_EQ(other.size(), 97u);
    other.clear();
    EXPECT_TRUE(other.empty());
}

TEST(UserArray, Sorts) {
    std::mt19937 random(9);
    for (usize size = 0; size < 200; size++) {
        Array<u32> array;
        std::vector<u32> model;
        for (usize i = 0; i < size; i++) {
            model.push_back(random() % 50);
            array.push_back(model.back());
        }
        array.sort([](u32 a, u32 b) { return a < b; });
        std::sort(model.begin(), model.end());
        ASSERT_TRUE(std::equal(model.begin(), model.end(), array.begin(), array.end())) << size;
    }
}

TEST(UserPath, NamesAndFolders) {
    const struct {
        const char* path;
        const char* folder;
        const char* name;
    } cases[] = {
        {"a/b", "a", "b"},
        {"a/b/", "a", "b"},
        {"/b", "/", "b"},
        {"b", ".", "b"},
        {"/", "/", "/"},
        {"///", "/", "/"},
        {"", ".", ""},
        {"a//b//", "a", "b"},
        {"/a/b/c", "/a/b", "c"},
        {"disk0:b", "disk0:", "b"},
        {"disk0:/b", "disk0:", "b"},
        {"stdin:", ".", "stdin:"},
        {"..", ".", ".."},
        {"a/..", "a", ".."},
    };
    for (const auto& one : cases) {
        EXPECT_EQ(text_of(folder_name(one.path)), one.folder) << one.path;
        EXPECT_EQ(text_of(base_name(one.path)), one.name) << one.path;
    }
}

TEST(UserPath, Joins) {
    EXPECT_STREQ(join_path("a", "b").c_str(), "a/b");
    EXPECT_STREQ(join_path("a/", "b").c_str(), "a/b");
    EXPECT_STREQ(join_path("/", "b").c_str(), "/b");
    EXPECT_STREQ(join_path("", "b").c_str(), "b");
    EXPECT_STREQ(join_path("disk0:", "b").c_str(), "disk0:b");
}

}  // namespace
