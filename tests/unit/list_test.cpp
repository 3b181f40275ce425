// Tests of libs/list.h.
#include "libs/list.h"

#include <algorithm>
#include <deque>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <type_traits>
#include <vector>

namespace {

struct Item {
    int value = 0;
    ListNode link;
    ListNode other_link;

    using List = IntrusiveList<Item, &Item::link>;
    using OtherList = IntrusiveList<Item, &Item::other_link>;
};

constinit Item::List global_list;
constinit Item global_item;

static_assert(!std::is_copy_constructible_v<Item::List> && !std::is_copy_assignable_v<Item::List>);
static_assert(!std::is_copy_constructible_v<ListNode>);
static_assert(std::is_trivially_destructible_v<Item::List>, "globals must need no start-up code");
static_assert(std::is_trivially_destructible_v<ListNode>);

std::vector<int> values_of(const Item::List& list) {
    std::vector<int> values;
    for (const Item& item : list) {
        values.push_back(item.value);
    }
    return values;
}

// Three items with the values 0, 1, 2, and a list of them.
class ListTest : public testing::Test {
  protected:
    ListTest() {
        for (int i = 0; i < 3; i++) {
            items[i].value = i;
            list.push_back(items[i]);
        }
    }

    Item items[3];
    Item extra{9, {}, {}};
    Item::List list;
};

using Values = std::vector<int>;

TEST(List, EmptyHasNothing) {
    Item::List list;
    EXPECT_TRUE(list.empty());
    EXPECT_EQ(list.front(), nullptr);
    EXPECT_EQ(list.back(), nullptr);
    EXPECT_EQ(list.pop_front(), nullptr);
    EXPECT_EQ(list.pop_back(), nullptr);
    EXPECT_EQ(values_of(list), Values());
}

TEST_F(ListTest, PushesAtBothEnds) {
    EXPECT_EQ(values_of(list), Values({0, 1, 2}));
    list.push_front(extra);
    EXPECT_EQ(values_of(list), Values({9, 0, 1, 2}));
    EXPECT_EQ(list.front(), &extra);
    EXPECT_EQ(list.back(), &items[2]);
    EXPECT_FALSE(list.empty());
}

TEST_F(ListTest, InsertsBeforeAndAfter) {
    list.insert_before(items[0], extra);
    EXPECT_EQ(values_of(list), Values({9, 0, 1, 2}));
    list.remove(extra);
    list.insert_before(items[2], extra);
    EXPECT_EQ(values_of(list), Values({0, 1, 9, 2}));
    list.remove(extra);
    list.insert_after(items[0], extra);
    EXPECT_EQ(values_of(list), Values({0, 9, 1, 2}));
    list.remove(extra);
    list.insert_after(items[2], extra);
    EXPECT_EQ(values_of(list), Values({0, 1, 2, 9}));
    EXPECT_EQ(list.back(), &extra);
}

TEST_F(ListTest, WalksBothWays) {
    EXPECT_EQ(list.next(items[0]), &items[1]);
    EXPECT_EQ(list.next(items[2]), nullptr);
    EXPECT_EQ(list.prev(items[2]), &items[1]);
    EXPECT_EQ(list.prev(items[0]), nullptr);
}

TEST_F(ListTest, RemovesAnywhere) {
    list.remove(items[1]);
    EXPECT_EQ(values_of(list), Values({0, 2}));
    list.remove(items[0]);
    list.remove(items[2]);
    EXPECT_TRUE(list.empty());
    EXPECT_EQ(list.front(), nullptr);
    list.push_back(items[1]);
    EXPECT_EQ(values_of(list), Values({1}));
}

TEST_F(ListTest, Pops) {
    EXPECT_EQ(list.pop_back(), &items[2]);
    EXPECT_EQ(list.pop_front(), &items[0]);
    EXPECT_EQ(list.pop_front(), &items[1]);
    EXPECT_EQ(list.pop_front(), nullptr);
    EXPECT_TRUE(list.empty());
}

TEST_F(ListTest, NodesKnowWhetherTheyAreLinked) {
    EXPECT_TRUE(items[0].link.is_linked());
    EXPECT_FALSE(items[0].other_link.is_linked());
    list.remove(items[0]);
    EXPECT_FALSE(items[0].link.is_linked());
}

TEST_F(ListTest, ElementMayBeInTwoLists) {
    Item::OtherList others;
    others.push_back(items[2]);
    others.push_back(items[0]);
    EXPECT_EQ(others.front(), &items[2]);
    EXPECT_EQ(others.next(items[2]), &items[0]);
    list.remove(items[0]);
    EXPECT_EQ(others.back(), &items[0]);
}

TEST_F(ListTest, LoopMayRemoveWhereItIs) {
    for (Item& item : list) {
        if (item.value != 1) {
            list.remove(item);
        }
    }
    EXPECT_EQ(values_of(list), Values({1}));
    for (Item& item : list) {
        list.remove(item);
    }
    EXPECT_TRUE(list.empty());
}

TEST_F(ListTest, LoopMayFreeWhereItIs) {
    Item::List owned;
    for (int i = 0; i < 10; i++) {
        owned.push_back(*new Item);
    }
    for (Item& item : owned) {
        owned.remove(item);
        delete &item;
    }
    EXPECT_TRUE(owned.empty());
}

TEST(List, GlobalsNeedNoConstructor) {
    EXPECT_TRUE(global_list.empty());
    global_list.push_front(global_item);
    EXPECT_EQ(global_list.back(), &global_item);
    EXPECT_EQ(global_list.pop_back(), &global_item);
}

TEST(List, ZeroedMemoryIsAListAndItsElements) {
    struct Memory {
        Item::List list;
        Item items[4];
    };
    void* raw = calloc(1, sizeof(Memory));
    auto* memory = static_cast<Memory*>(raw);
    EXPECT_TRUE(memory->list.empty());
    EXPECT_EQ(memory->list.begin() != memory->list.end(), false);
    for (Item& item : memory->items) {
        EXPECT_FALSE(item.link.is_linked());
        memory->list.push_front(item);
    }
    EXPECT_EQ(memory->list.front(), &memory->items[3]);
    EXPECT_EQ(memory->list.back(), &memory->items[0]);
    free(raw);
}

// One random operation on both; `spare` holds the items that are in neither.
void random_step(std::mt19937& random, Item::List& list, std::deque<Item*>& model,
                 std::vector<Item*>& spare) {
    const bool add = model.empty() || (!spare.empty() && random() % 2 == 0);
    if (add) {
        std::swap(spare[random() % spare.size()], spare.back());
        Item* item = spare.back();
        spare.pop_back();
        const usize at = random() % (model.size() + 1);
        if (at == 0 && random() % 2 == 0) {
            list.push_front(*item);
        } else if (at == model.size()) {
            list.push_back(*item);
        } else if (at > 0 && random() % 2 == 0) {
            list.insert_after(*model[at - 1], *item);
        } else {
            list.insert_before(*model[at], *item);
        }
        model.insert(model.begin() + static_cast<ptrdiff_t>(at), item);
        return;
    }
    usize at = random() % model.size();
    if (random() % 4 == 0) {
        at = 0;
        ASSERT_EQ(list.pop_front(), model[at]);
    } else if (random() % 4 == 0) {
        at = model.size() - 1;
        ASSERT_EQ(list.pop_back(), model[at]);
    } else {
        list.remove(*model[at]);
    }
    spare.push_back(model[at]);
    model.erase(model.begin() + static_cast<ptrdiff_t>(at));
}

TEST(List, RandomOperationsAgreeWithDeque) {
    std::mt19937 random(2);
    std::vector<Item> items(40);
    std::vector<Item*> spare;
    for (Item& item : items) {
        spare.push_back(&item);
    }
    Item::List list;
    std::deque<Item*> model;
    for (int step = 0; step < 50000; step++) {
        random_step(random, list, model, spare);
        ASSERT_EQ(list.empty(), model.empty());
        Item* at = list.front();
        for (Item* expected : model) {
            ASSERT_EQ(at, expected);
            at = list.next(*at);
        }
        ASSERT_EQ(at, nullptr);
        at = list.back();
        for (auto expected = model.rbegin(); expected != model.rend(); ++expected) {
            ASSERT_EQ(at, *expected);
            at = list.prev(*at);
        }
        ASSERT_EQ(at, nullptr);
    }
}

using ListDeathTest = ListTest;

TEST_F(ListDeathTest, InsertingTwiceIsNoticed) {
    Item::List second;
    EXPECT_DEATH(list.push_back(items[0]), "assertion failed: !node->is_linked");
    EXPECT_DEATH(list.push_front(items[2]), "assertion failed: !node->is_linked");
    EXPECT_DEATH(second.push_back(items[0]), "assertion failed: !node->is_linked");
    EXPECT_DEATH(list.insert_before(items[1], items[0]), "assertion failed: !node->is_linked");
    EXPECT_DEATH(list.insert_after(items[1], items[1]), "assertion failed: !node->is_linked");
}

TEST_F(ListDeathTest, UsingAnUnlinkedElementIsNoticed) {
    EXPECT_DEATH(list.remove(extra), "assertion failed: node->is_linked");
    EXPECT_DEATH(list.next(extra), "assertion failed: node->is_linked");
    EXPECT_DEATH(list.prev(extra), "assertion failed: node->is_linked");
    Item another;
    EXPECT_DEATH(list.insert_before(extra, another), "assertion failed: node->is_linked");
    EXPECT_DEATH(list.insert_after(extra, another), "assertion failed: node->is_linked");
    list.remove(items[1]);
    EXPECT_DEATH(list.remove(items[1]), "assertion failed: node->is_linked");
}

TEST_F(ListDeathTest, OverwrittenNeighbourIsNoticed) {
    memset(static_cast<void*>(&items[1].link), 0, sizeof(ListNode));
    EXPECT_DEATH(list.remove(items[0]), "assertion failed: node->prev_->next_ == node");
}

}  // namespace
