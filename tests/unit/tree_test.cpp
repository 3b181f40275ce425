// Tests of libs/tree.h.
#include "libs/tree.h"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string.h>
#include <type_traits>
#include <vector>

namespace {

struct Item {
    u32 key = 0;
    TreeNode node;

    u32 negated() const { return ~key; }

    using Tree = IntrusiveTree<Item, &Item::node, &Item::key>;
    using ReversedTree = IntrusiveTree<Item, &Item::node, &Item::negated>;
};

constinit Item::Tree global_tree;
constinit Item global_item;

static_assert(!std::is_copy_constructible_v<Item::Tree>);
static_assert(std::is_trivially_destructible_v<Item::Tree>, "globals must need no start-up code");

// `count` items whose keys are 0, step, 2 * step ...
std::vector<Item> make_items(u32 count, u32 step = 1) {
    std::vector<Item> items(count);
    for (u32 i = 0; i < count; i++) {
        items[i].key = i * step;
    }
    return items;
}

TEST(Tree, EmptyHasNothing) {
    Item::Tree tree;
    EXPECT_TRUE(tree.empty());
    EXPECT_EQ(tree.size(), 0U);
    EXPECT_EQ(tree.first(), nullptr);
    EXPECT_EQ(tree.last(), nullptr);
    EXPECT_EQ(tree.find(1U), nullptr);
    EXPECT_EQ(tree.lower_bound(0U), nullptr);
    EXPECT_EQ(tree.floor(~0U), nullptr);
    tree.check_invariants();
}

TEST(Tree, Looks) {
    Item::Tree tree;
    std::vector<Item> items = make_items(10, 10);
    for (Item& item : items) {
        tree.insert(item);
    }
    EXPECT_EQ(tree.find(30U), &items[3]);
    EXPECT_EQ(tree.find(35U), nullptr);
    EXPECT_EQ(tree.lower_bound(30U), &items[3]);
    EXPECT_EQ(tree.lower_bound(31U), &items[4]);
    EXPECT_EQ(tree.lower_bound(91U), nullptr);
    EXPECT_EQ(tree.floor(30U), &items[3]);
    EXPECT_EQ(tree.floor(39U), &items[3]);
    EXPECT_EQ(tree.floor(1000U), &items[9]);
    EXPECT_EQ(tree.first(), &items[0]);
    EXPECT_EQ(tree.last(), &items[9]);
    EXPECT_EQ(tree.next(items[4]), &items[5]);
    EXPECT_EQ(tree.prev(items[4]), &items[3]);
    EXPECT_EQ(tree.prev(items[0]), nullptr);
    EXPECT_EQ(tree.next(items[9]), nullptr);
}

TEST(Tree, FloorBelowTheFirst) {
    Item::Tree tree;
    Item item{5, {}};
    tree.insert(item);
    EXPECT_EQ(tree.floor(4U), nullptr);
    EXPECT_EQ(tree.floor(5U), &item);
}

// Ascending, descending, and both ways of removal: each order needs other rotations.
TEST(Tree, SortedOrdersStayBalanced) {
    for (bool ascending : {true, false}) {
        for (bool remove_first : {true, false}) {
            Item::Tree tree;
            std::vector<Item> items = make_items(1000);
            for (u32 i = 0; i < 1000; i++) {
                tree.insert(items[ascending ? i : 999 - i]);
            }
            tree.check_invariants();
            while (!tree.empty()) {
                tree.remove(remove_first ? *tree.first() : *tree.last());
                if (tree.size() % 50 == 0) {
                    tree.check_invariants();
                }
            }
        }
    }
}

// Every order in which seven elements can come and one can go.
TEST(Tree, AllSmallOrders) {
    std::vector<u32> order = {0, 1, 2, 3, 4, 5, 6};
    do {
        std::vector<Item> items = make_items(7);
        Item::Tree tree;
        for (u32 i : order) {
            tree.insert(items[i]);
        }
        tree.check_invariants();
        tree.remove(items[order[3]]);
        tree.check_invariants();
        ASSERT_EQ(tree.find(order[3]), nullptr);
        ASSERT_EQ(tree.size(), 6U);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Tree, EqualKeysStayInTheOrderTheyCame) {
    Item::Tree tree;
    std::vector<Item> items(20);
    for (usize i = 0; i < items.size(); i++) {
        items[i].key = 7;
        tree.insert(items[i]);
        tree.check_invariants();
    }
    EXPECT_EQ(tree.find(7U), &items[0]);
    EXPECT_EQ(tree.lower_bound(7U), &items[0]);
    EXPECT_EQ(tree.floor(7U), &items[19]);
    usize i = 0;
    for (Item& item : tree) {
        EXPECT_EQ(&item, &items[i++]);
    }
}

TEST(Tree, LoopMayRemoveWhereItIs) {
    Item::Tree tree;
    std::vector<Item> items = make_items(100);
    for (Item& item : items) {
        tree.insert(item);
    }
    for (Item& item : tree) {
        if (item.key % 3 != 0) {
            tree.remove(item);
        }
    }
    tree.check_invariants();
    EXPECT_EQ(tree.size(), 34U);
}

TEST(Tree, KeyMayBeAFunctionAndOrderMayBeAnother) {
    Item::ReversedTree reversed;
    std::vector<Item> items = make_items(10);
    for (Item& item : items) {
        reversed.insert(item);
    }
    EXPECT_EQ(reversed.first(), &items[9]);
    EXPECT_EQ(reversed.find(~3U), &items[3]);
    for (Item& item : items) {
        reversed.remove(item);
    }

    struct Greater {
        bool operator()(u32 a, u32 b) const { return a > b; }
    };
    IntrusiveTree<Item, &Item::node, [](const Item& item) { return item.key; }, Greater> descending;
    for (Item& item : items) {
        descending.insert(item);
    }
    EXPECT_EQ(descending.first(), &items[9]);
    EXPECT_EQ(descending.lower_bound(4U), &items[4]);
    descending.check_invariants();
}

TEST(Tree, GlobalsAndZeroedMemoryNeedNoConstructor) {
    global_tree.insert(global_item);
    EXPECT_EQ(global_tree.first(), &global_item);
    global_tree.remove(global_item);

    struct Memory {
        Item::Tree tree;
        Item items[4];
    };
    void* raw = calloc(1, sizeof(Memory));
    auto* memory = static_cast<Memory*>(raw);
    for (Item& item : memory->items) {
        EXPECT_FALSE(item.node.is_linked());
        memory->tree.insert(item);
        EXPECT_TRUE(item.node.is_linked());
    }
    memory->tree.check_invariants();
    EXPECT_EQ(memory->tree.size(), 4U);
    free(raw);
}

using Model = std::multimap<u32, Item*>;

Item* item_at(const Model& model, Model::const_iterator at) {
    return at == model.end() ? nullptr : at->second;
}

void compare_look_ups(const Item::Tree& tree, const Model& model, u32 key) {
    ASSERT_EQ(tree.lower_bound(key), item_at(model, model.lower_bound(key)));
    const auto above = model.upper_bound(key);
    ASSERT_EQ(tree.floor(key), above == model.begin() ? nullptr : std::prev(above)->second);
    Item* found = model.count(key) != 0 ? model.lower_bound(key)->second : nullptr;
    ASSERT_EQ(tree.find(key), found);
}

// Few different keys give many equal ones, many give few.
void run_against_model(u32 seed, u32 item_count, u32 key_count, int steps) {
    std::mt19937 random(seed);
    std::vector<Item> items(item_count);
    Item::Tree tree;
    Model model;
    for (int step = 0; step < steps; step++) {
        Item& item = items[random() % item_count];
        if (!item.node.is_linked()) {
            item.key = random() % key_count;
            tree.insert(item);
            model.emplace(item.key, &item);
        } else {
            tree.remove(item);
            auto [at, end] = model.equal_range(item.key);
            while (at->second != &item) {
                ++at;
            }
            model.erase(at);
        }
        ASSERT_NO_FATAL_FAILURE(tree.check_invariants());
        ASSERT_EQ(tree.size(), model.size());
        ASSERT_NO_FATAL_FAILURE(compare_look_ups(tree, model, random() % key_count));
    }
    Item* at = tree.first();
    for (auto [key, item] : model) {
        ASSERT_EQ(at, item);
        at = tree.next(*at);
    }
    ASSERT_EQ(at, nullptr);
}

TEST(Tree, RandomOperationsAgreeWithMap) {
    run_against_model(3, 60, 0xFFFFFFFF, 40000);
    run_against_model(4, 60, 10, 40000);
    run_against_model(5, 2000, 100000, 4000);
}

TEST(TreeDeathTest, MisuseIsNoticed) {
    Item::Tree tree;
    Item linked;
    Item unlinked;
    tree.insert(linked);
    EXPECT_DEATH(tree.insert(linked), "assertion failed: !node->is_linked");
    EXPECT_DEATH(tree.remove(unlinked), "assertion failed: node->is_linked");
    EXPECT_DEATH(tree.next(unlinked), "assertion failed: node->is_linked");
    EXPECT_DEATH(tree.prev(unlinked), "assertion failed: node->is_linked");
}

TEST(TreeDeathTest, InvariantsAreReallyChecked) {
    Item::Tree tree;
    std::vector<Item> items = make_items(3);
    for (Item& item : items) {
        tree.insert(item);
    }
    items[0].key = 5;
    EXPECT_DEATH(tree.check_invariants(), "assertion failed: .*Less");
    items[0].key = 0;
    tree.check_invariants();
    memset(static_cast<void*>(&items[2].node), 0, sizeof(TreeNode));
    EXPECT_DEATH(tree.check_invariants(), "check_node: assertion failed");
}

}  // namespace
