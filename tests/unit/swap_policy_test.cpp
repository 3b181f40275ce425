// The page replacement policies: textbook sequences, and random use against models that work
// differently.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "kern/vm/swap_clock.h"
#include "kern/vm/swap_extended_clock.h"
#include "kern/vm/swap_fifo.h"
#include "kern/vm/swap_lru.h"
#include "kern/vm/swap_manager.h"

namespace {

using mm::Page;
using vm::SwapManager;

const char* const kOptions[] = {"fifo", "clock", "extended_clock", "lru"};

// Some pages, and how each is used; calloc, since all bits zero must be a valid Page.
class Pages final : public vm::PageUse {
  public:
    explicit Pages(usize count)
        : pages_(static_cast<Page*>(calloc(count, sizeof(Page))), std::free),
          used(count),
          written(count) {}

    Page& operator[](usize number) const { return pages_.get()[number]; }
    int number(const Page* page) const {
        return page == nullptr ? -1 : static_cast<int>(page - pages_.get());
    }
    void use(usize number, bool write) {
        used[number] = true;
        written[number] = written[number] || write;
    }

    bool accessed(Page& page) override {
        questions++;
        return always_used || used[index(page)];
    }
    void clear_accessed(Page& page) override { used[index(page)] = false; }
    bool dirty(Page& page) override { return written[index(page)]; }

  private:
    usize index(const Page& page) const { return static_cast<usize>(&page - pages_.get()); }
    std::unique_ptr<Page, void (*)(void*)> pages_;

  public:
    std::vector<bool> used, written;
    bool always_used = false;  // as if other users never stopped
    int questions = 0;
};

// Empties the queue of a policy that other tests use, too.
SwapManager& fresh(const char* option) {
    SwapManager* manager = vm::find_swap_manager(option);
    Pages nobody(1);
    EXPECT_EQ(manager->swap_out_victim(nobody), nullptr) << option << " is not empty";
    return *manager;
}

void drain(SwapManager& manager, Pages& pages) {
    while (manager.swap_out_victim(pages) != nullptr) {}
}

// How many faults a sequence of reads makes with so many frames.
int faults(const char* option, const std::vector<usize>& sequence, usize frames,
           bool tick_each_time = false) {
    SwapManager& manager = fresh(option);
    Pages pages(16);
    usize resident = 0;
    int count = 0;
    for (usize number : sequence) {
        if (!pages[number].is_linked()) {
            count++;
            if (resident == frames) {
                Page* victim = manager.swap_out_victim(pages);
                pages.used[static_cast<usize>(pages.number(victim))] = false;
                resident--;
            }
            manager.map_swappable(pages[number]);
            resident++;
        }
        pages.use(number, false);
        if (tick_each_time)
            manager.tick_event(pages);
    }
    drain(manager, pages);
    return count;
}

const std::vector<usize> kBelady = {1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5};
const std::vector<usize> kStallings = {2, 3, 2, 1, 5, 2, 4, 5, 3, 2, 5, 2};

TEST(SwapPolicy, NamesAndOptions) {
    EXPECT_STREQ(vm::find_swap_manager("fifo")->name(), "fifo swap manager");
    EXPECT_STREQ(vm::find_swap_manager("clock")->name(), "clock swap manager");
    EXPECT_STREQ(vm::find_swap_manager("extended_clock")->name(), "extended clock swap manager");
    EXPECT_STREQ(vm::find_swap_manager("lru")->name(), "lru swap manager");
    EXPECT_EQ(vm::find_swap_manager(""), vm::find_swap_manager("fifo"));
    EXPECT_EQ(vm::find_swap_manager("optimal"), nullptr);
    EXPECT_EQ(vm::find_swap_manager("fif"), nullptr);
}

TEST(SwapPolicy, BeladysAnomaly) {
    EXPECT_EQ(faults("fifo", kBelady, 3), 9);
    EXPECT_EQ(faults("fifo", kBelady, 4), 10);  // more frames, more faults
    EXPECT_EQ(faults("fifo", kBelady, 5), 5);
    EXPECT_EQ(faults("lru", kBelady, 3, true), 10);
    EXPECT_EQ(faults("lru", kBelady, 4, true), 8);
}

// Stallings, Operating Systems, figure "behavior of four page replacement algorithms": the first
// three faults fill the frames, and are not counted there.
TEST(SwapPolicy, StallingsExample) {
    EXPECT_EQ(faults("fifo", kStallings, 3), 3 + 6);
    EXPECT_EQ(faults("clock", kStallings, 3), 3 + 5);
    EXPECT_EQ(faults("lru", kStallings, 3, true), 3 + 4);
    EXPECT_EQ(faults("extended_clock", kStallings, 3), 3 + 5);  // nothing is dirty: a plain clock
}

// uCore's check_swap: four frames hold a to d; e pushes a out, a pushes b out, and so on.
TEST(SwapPolicy, TheOriginalsCheck) {
    EXPECT_EQ(faults("fifo", {1, 2, 3, 4, 3, 1, 4, 2, 5, 2, 1, 2, 3, 4, 5, 1}, 4), 11);
}

TEST(SwapPolicy, ClockSparesWhatWasUsed) {
    SwapManager& clock = fresh("clock");
    Pages pages(8);
    for (usize i = 0; i < 4; ++i)
        clock.map_swappable(pages[i]);
    pages.use(0, false);
    pages.use(2, true);
    EXPECT_EQ(pages.number(clock.swap_out_victim(pages)), 1);
    EXPECT_FALSE(pages.used[0]);  // the hand went by
    EXPECT_TRUE(pages.used[2]);   // but did not come here
    clock.map_swappable(pages[4]);
    EXPECT_EQ(pages.number(clock.swap_out_victim(pages)), 3);
    EXPECT_EQ(pages.number(clock.swap_out_victim(pages)), 0);
    drain(clock, pages);
}

// Every set of classes in every order around the circle: one of the best class goes.
TEST(SwapPolicy, ExtendedClockTakesTheBestClass) {
    for (unsigned present = 1; present < 16; ++present) {
        std::array<usize, 4> order = {0, 1, 2, 3};
        do {
            SwapManager& manager = fresh("extended_clock");
            Pages pages(4);  // page n is of class n: (0,0), (0,1), (1,0), (1,1)
            for (usize number : order) {
                if ((present >> number & 1) == 0)
                    continue;
                pages.used[number] = number >= 2;
                pages.written[number] = number % 2 == 1;
                manager.map_swappable(pages[number]);
            }
            const int best = __builtin_ctz(present);
            ASSERT_EQ(pages.number(manager.swap_out_victim(pages)), best);
            if (best != 1) {  // the first turn clears no bits, a whole second one all of them
                for (usize number = 2; number < 4; ++number)
                    ASSERT_EQ(pages.used[number], best == 0 && (present >> number & 1) != 0);
            }
            drain(manager, pages);
        } while (std::next_permutation(order.begin(), order.end()));
    }
}

TEST(SwapPolicy, ExtendedClockTakesTheFirstOfAClassFromTheHandOn) {
    SwapManager& manager = fresh("extended_clock");
    Pages pages(8);
    for (usize i = 0; i < 6; ++i)
        manager.map_swappable(pages[i]);
    for (usize i : {0, 2, 3, 5})
        pages.use(i, true);
    EXPECT_EQ(pages.number(manager.swap_out_victim(pages)), 1);
    manager.map_swappable(pages[6]);  // behind the hand: the others are before it
    EXPECT_EQ(pages.number(manager.swap_out_victim(pages)), 4);
    EXPECT_EQ(pages.number(manager.swap_out_victim(pages)), 6);
    EXPECT_EQ(pages.number(manager.swap_out_victim(pages)), 2);  // all are (1,1) now
    drain(manager, pages);
}

// With a tick after each reference aging is exact LRU, as far as it remembers: eight ticks.
TEST(SwapPolicy, AgingOrdersByLastUse) {
    SwapManager& manager = fresh("lru");
    Pages pages(12);
    std::vector<int> last_use(12, -1);
    std::mt19937 random(1);
    usize resident = 0;
    for (int now = 0; now < 5000; ++now) {
        const usize number = random() % 12;
        if (!pages[number].is_linked()) {
            if (resident++ == 7) {
                const int victim = pages.number(manager.swap_out_victim(pages));
                const int then = last_use[static_cast<usize>(victim)];
                for (usize i = 0; i < 12; ++i) {
                    if (pages[i].is_linked() && last_use[i] <= then) {
                        ASSERT_LT(then, now - 8) << "page " << i << " is older than " << victim;
                    }
                }
                resident--;
            }
            manager.map_swappable(pages[number]);
        }
        pages.use(number, false);
        last_use[number] = now;
        manager.tick_event(pages);
        ASSERT_FALSE(pages.used[number]);
    }
    drain(manager, pages);
}

TEST(SwapPolicy, UseSinceTheLastTickCountsMost) {
    SwapManager& manager = fresh("lru");
    Pages pages(3);
    for (usize i = 0; i < 3; ++i) {
        manager.map_swappable(pages[i]);
    }
    for (int tick = 0; tick < 8; ++tick) {
        pages.use(1, false);
        manager.tick_event(pages);
    }
    EXPECT_EQ(pages[0].age(), 0);
    EXPECT_EQ(pages[1].age(), 0xFF);
    pages.use(0, false);
    EXPECT_EQ(pages.number(manager.swap_out_victim(pages)), 2);
    EXPECT_EQ(pages.number(manager.swap_out_victim(pages)), 1);
    EXPECT_EQ(pages.number(manager.swap_out_victim(pages)), 0);
}

TEST(SwapPolicy, EmptyQueues) {
    for (const char* option : kOptions) {
        SwapManager& manager = fresh(option);
        Pages pages(1);
        manager.tick_event(pages);
        manager.set_unswappable(pages[0]);  // it is nowhere
        manager.map_swappable(pages[0]);
        pages.use(0, true);
        EXPECT_EQ(manager.swap_out_victim(pages), &pages[0]);
        EXPECT_EQ(manager.swap_out_victim(pages), nullptr);
        EXPECT_FALSE(pages[0].is_linked());
        manager.set_unswappable(pages[0]);
        manager.map_swappable(pages[0]);
        manager.set_unswappable(pages[0]);
        EXPECT_EQ(manager.swap_out_victim(pages), nullptr);
    }
}

// Pages that are used again as soon as their bits are cleared do not hold the search up.
TEST(SwapPolicy, SearchEndsWhileEverythingIsUsed) {
    for (const char* option : kOptions) {
        SwapManager& manager = fresh(option);
        Pages pages(9);
        pages.always_used = true;
        for (usize i = 0; i < 9; ++i)
            manager.map_swappable(pages[i]);
        for (int i = 0; i < 9; ++i) {
            pages.questions = 0;
            EXPECT_EQ(pages.number(manager.swap_out_victim(pages)), i) << option;
            EXPECT_LE(pages.questions, 4 * (9 - i)) << option;
        }
        EXPECT_EQ(manager.swap_out_victim(pages), nullptr);
    }
}

TEST(SwapPolicy, PagesLeaveTheQueueInAnyOrder) {
    for (const char* option : kOptions) {
        std::array<usize, 5> order = {0, 1, 2, 3, 4};
        do {
            for (usize removed = 0; removed <= 5; ++removed) {
                SwapManager& manager = fresh(option);
                Pages pages(5);
                for (usize i = 0; i < 5; ++i)
                    manager.map_swappable(pages[i]);
                for (usize i = 0; i < removed; ++i)
                    manager.set_unswappable(pages[order[i]]);
                std::vector<int> expected(order.begin() + static_cast<long>(removed), order.end());
                std::sort(expected.begin(), expected.end());
                for (int number : expected)
                    ASSERT_EQ(pages.number(manager.swap_out_victim(pages)), number) << option;
                ASSERT_EQ(manager.swap_out_victim(pages), nullptr);
            }
        } while (std::next_permutation(order.begin(), order.end()));
    }
}

TEST(SwapPolicyDeathTest, APageIsQueuedOnce) {
    for (const char* option : kOptions) {
        SwapManager& manager = fresh(option);
        Pages pages(2);
        manager.map_swappable(pages[0]);
        EXPECT_DEATH(manager.map_swappable(pages[0]), "is_linked") << option;
        manager.set_unswappable(pages[0]);
    }
}

// --- Models ---------------------------------------------------------------------------------

// A ring with a hand that moves; the page at the hand is looked at next. FIFO takes it always.
struct Ring {
    std::vector<usize> pages;
    usize hand = 0;

    void add(usize page) {
        pages.insert(pages.begin() + static_cast<long>(hand), page);
        hand = (hand + 1) % pages.size();
    }
    void remove_at(usize position) {
        pages.erase(pages.begin() + static_cast<long>(position));
        if (position < hand)
            hand--;
        if (hand == pages.size())
            hand = 0;
    }
    usize take(usize position) {
        const usize page = pages[position];
        hand = position;
        remove_at(position);
        return page;
    }
};

usize fifo_model(Ring& ring, Pages&) { return ring.take(ring.hand); }

usize clock_model(Ring& ring, Pages& use) {
    while (use.used[ring.pages[ring.hand]]) {
        use.used[ring.pages[ring.hand]] = false;
        ring.hand = (ring.hand + 1) % ring.pages.size();
    }
    return ring.take(ring.hand);
}

usize extended_clock_model(Ring& ring, Pages& use) {
    for (int turn = 0;; ++turn) {
        for (usize step = 0; step < ring.pages.size(); ++step) {
            const usize position = (ring.hand + step) % ring.pages.size();
            const usize page = ring.pages[position];
            if (!use.used[page] && use.written[page] == (turn % 2 == 1))
                return ring.take(position);
            if (turn % 2 == 1)
                use.used[page] = false;
        }
    }
}

// Histories as texts, the newest tick first: they compare like the numbers. The ring is a queue:
// its hand is where the oldest page is.
struct Histories {
    std::vector<std::string> of = std::vector<std::string>(64);

    usize victim(Ring& ring, Pages& use) {
        usize best = ring.hand;
        std::string best_text = "2";
        for (usize step = 0; step < ring.pages.size(); ++step) {
            const usize position = (ring.hand + step) % ring.pages.size();
            const usize page = ring.pages[position];
            const std::string text = (use.used[page] ? "1" : "0") + of[page];
            if (text < best_text)
                best = position, best_text = text;
        }
        const usize page = ring.pages[best];
        ring.remove_at(best);
        return page;
    }
    void tick(Ring& ring, Pages& use) {
        for (usize page : ring.pages) {
            of[page] = ((use.used[page] ? "1" : "0") + of[page]).substr(0, 8);
            use.used[page] = false;
        }
    }
};

void compare_with_model(const char* option, std::function<usize(Ring&, Pages&)> victim_of,
                        std::function<void(Ring&, Pages&)> tick, Histories* histories) {
    constexpr usize kPages = 24;
    SwapManager& manager = fresh(option);
    Pages pages(kPages), model_use(kPages);
    Ring ring;
    std::mt19937 random(42);
    for (int operation = 0; operation < 40000; ++operation) {
        const usize page = random() % kPages;
        const bool queued = pages[page].is_linked();
        const auto place = std::find(ring.pages.begin(), ring.pages.end(), page);
        ASSERT_EQ(queued, place != ring.pages.end());
        const unsigned dice = random() % 16;
        if (dice < 6) {
            const bool write = random() % 3 == 0;
            pages.use(page, write);
            model_use.use(page, write);
        } else if (dice < 11 && !queued) {
            pages.used[page] = model_use.used[page] = random() % 2 == 0;
            pages.written[page] = model_use.written[page] = false;
            manager.map_swappable(pages[page]);
            ring.add(page);
            if (histories != nullptr)
                histories->of[page] = "10000000";
        } else if (dice < 12 && queued) {
            manager.set_unswappable(pages[page]);
            ring.remove_at(static_cast<usize>(place - ring.pages.begin()));
        } else if (dice < 15) {
            const int expected =
                ring.pages.empty() ? -1 : static_cast<int>(victim_of(ring, model_use));
            ASSERT_EQ(pages.number(manager.swap_out_victim(pages)), expected)
                << option << ", operation " << operation;
        } else {
            manager.tick_event(pages);
            tick(ring, model_use);
        }
        ASSERT_EQ(pages.used, model_use.used) << option << ", operation " << operation;
    }
    drain(manager, pages);
}

void no_tick(Ring&, Pages&) {}

TEST(SwapPolicy, FifoIsLikeItsModel) { compare_with_model("fifo", fifo_model, no_tick, nullptr); }
TEST(SwapPolicy, ClockIsLikeItsModel) {
    compare_with_model("clock", clock_model, no_tick, nullptr);
}
TEST(SwapPolicy, ExtendedClockIsLikeItsModel) {
    compare_with_model("extended_clock", extended_clock_model, no_tick, nullptr);
}
TEST(SwapPolicy, LruIsLikeItsModel) {
    Histories histories;
    compare_with_model(
        "lru", [&](Ring& ring, Pages& use) { return histories.victim(ring, use); },
        [&](Ring& ring, Pages& use) { histories.tick(ring, use); }, &histories);
}

}  // namespace
