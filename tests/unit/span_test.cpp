// Tests of libs/span.h.
#include "libs/span.h"

#include <gtest/gtest.h>
#include <string>

namespace {

TEST(Span, DefaultIsEmpty) {
    const Span<int> span;
    EXPECT_TRUE(span.empty());
    EXPECT_EQ(span.size(), 0U);
    EXPECT_EQ(span.begin(), span.end());
}

TEST(Span, SeesAndChangesTheArray) {
    int numbers[] = {1, 2, 3, 4};
    Span<int> span = numbers;
    EXPECT_EQ(span.size(), 4U);
    EXPECT_EQ(span.data(), numbers);
    span[2] = 30;
    int sum = 0;
    for (int number : span) {
        sum += number;
    }
    EXPECT_EQ(sum, 1 + 2 + 30 + 4);
}

TEST(Span, BecomesReadOnly) {
    int numbers[] = {1, 2};
    Span<int> span = numbers;
    Span<const int> read_only = span;
    EXPECT_EQ(read_only.data(), numbers);
    EXPECT_EQ(read_only[1], 2);
}

TEST(Span, Subspans) {
    int numbers[] = {1, 2, 3, 4};
    const Span<int> span = numbers;
    EXPECT_EQ(span.subspan(1, 2).data(), numbers + 1);
    EXPECT_EQ(span.subspan(1, 2).size(), 2U);
    EXPECT_EQ(span.subspan(3).size(), 1U);
    EXPECT_TRUE(span.subspan(4).empty());
    EXPECT_TRUE(span.subspan(4, 0).empty());
    EXPECT_EQ(span.subspan(0, 4).size(), 4U);
}

TEST(SpanDeathTest, BoundsAreChecked) {
    int numbers[] = {1, 2, 3, 4};
    const Span<int> span = numbers;
    EXPECT_DEATH(span[4], "assertion failed: index < size_");
    EXPECT_DEATH(span[NumericLimits<usize>::max()], "assertion failed: index < size_");
    EXPECT_DEATH(Span<int>()[0], "assertion failed: index < size_");
    EXPECT_DEATH(span.subspan(5), "assertion failed: offset <= size_");
    EXPECT_DEATH(span.subspan(2, 3), "assertion failed: offset <= size_");
    EXPECT_DEATH(span.subspan(5, 0), "assertion failed: offset <= size_");
    EXPECT_DEATH(span.subspan(2, NumericLimits<usize>::max()), "assertion failed: offset <= size_")
        << "the sum would wrap";
}

TEST(StringView, FromText) {
    const StringView view = "hello";
    EXPECT_EQ(view.size(), 5U);
    EXPECT_EQ(view[4], 'o');
    EXPECT_EQ(std::string(view.begin(), view.end()), "hello");
    EXPECT_TRUE(StringView("").empty());
    EXPECT_TRUE(StringView().empty());
    EXPECT_TRUE(StringView(static_cast<const char*>(nullptr)).empty());
}

TEST(StringView, NeedsNoNul) {
    const char letters[] = {'a', 'b', 'c'};
    const StringView view(letters, 3);
    EXPECT_TRUE(view == "abc");
    EXPECT_FALSE(view == "ab");
    EXPECT_FALSE(view == "abcd");
    EXPECT_FALSE(view == "abd");
}

TEST(StringView, Compares) {
    EXPECT_TRUE(StringView("") == StringView());
    EXPECT_TRUE(StringView("first_fit") != "best_fit");
    EXPECT_TRUE(StringView("lab2.1").starts_with("lab2"));
    EXPECT_TRUE(StringView("lab2.1").starts_with(""));
    EXPECT_TRUE(StringView("lab2.1").starts_with("lab2.1"));
    EXPECT_FALSE(StringView("lab2").starts_with("lab2.1"));
    EXPECT_FALSE(StringView("lab2").starts_with("ab"));
}

TEST(StringView, Finds) {
    const StringView view = "a,b,c";
    EXPECT_EQ(view.find(','), 1U);
    EXPECT_EQ(view.find(',', 1), 1U);
    EXPECT_EQ(view.find(',', 2), 3U);
    EXPECT_EQ(view.find(',', 4), StringView::kNotFound);
    EXPECT_EQ(view.find(',', 100), StringView::kNotFound);
    EXPECT_EQ(view.find('x'), StringView::kNotFound);
}

TEST(StringView, CutsOut) {
    const StringView view = "name=value";
    EXPECT_TRUE(view.substr(0, 4) == "name");
    EXPECT_TRUE(view.substr(5) == "value");
    EXPECT_TRUE(view.substr(5, 100) == "value") << "the count is cut to what there is";
    EXPECT_TRUE(view.substr(10).empty());
}

TEST(StringViewDeathTest, BoundsAreChecked) {
    const StringView view = "abc";
    EXPECT_DEATH(view[3], "assertion failed: index < size_");
    EXPECT_DEATH(view.substr(4), "assertion failed: offset <= size_");
}

static_assert(StringView("a,b").find(',') == 1, "usable in constant expressions");

}  // namespace
