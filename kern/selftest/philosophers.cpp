// The dining philosophers, twice.
//
// Layer: selftest. uCore counterpart: kern/sync/check_sync.c.
// Reading: Dijkstra, Hierarchical ordering of sequential processes, 1971; Tanenbaum, Modern
// Operating Systems, section 2.5.1, whose solution by semaphores this is.

#include "kern/selftest/philosophers.h"

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/process/fork.h"
#include "kern/sched/timer.h"
#include "kern/sync/monitor.h"
#include "libs/prng.h"

namespace selftest {
namespace {

constexpr u32 kPhilosophers = 5, kMeals = 4;
constexpr u32 kSleepTime = 10;  // ticks of thinking, and of eating

u32 left_of(u32 i) { return (i + kPhilosophers - 1) % kPhilosophers; }
u32 right_of(u32 i) { return (i + 1) % kPhilosophers; }

enum class Doing : u8 { Thinking, Hungry, Eating };

// One table, five places.
struct Table {
    // Whether `i` wants both forks and can have them.
    bool may_eat(u32 i) const {
        return doing[i] == Doing::Hungry && doing[left_of(i)] != Doing::Eating &&
               doing[right_of(i)] != Doing::Eating;
    }

    Doing doing[kPhilosophers] = {};
    const char* kind;  // how they take their forks
    void (*take_forks)(u32 i);
    void (*put_forks)(u32 i);
    bool fork_taken[kPhilosophers] = {};  // what the check sees: fork i lies left of philosopher i
};

extern Table semaphore_table, monitor_table;

// --- by semaphores -------------------------------------------------------------------------------

constinit sync::Semaphore table_mutex{1};  // protects semaphore_table.doing
constinit sync::Semaphore turns[kPhilosophers];

// Lets `i` eat if it wants to and can.
void phi_test_sema(u32 i) {
    Table& table = semaphore_table;
    if (!table.may_eat(i))
        return;
    table.doing[i] = Doing::Eating;
    turns[i].up();
}

void phi_take_forks_sema(u32 i) {
    table_mutex.down();
    semaphore_table.doing[i] = Doing::Hungry;
    phi_test_sema(i);
    table_mutex.up();
    turns[i].down();
}

void phi_put_forks_sema(u32 i) {
    table_mutex.down();
    semaphore_table.doing[i] = Doing::Thinking;
    phi_test_sema(left_of(i));
    phi_test_sema(right_of(i));
    table_mutex.up();
}

// --- by a monitor --------------------------------------------------------------------------------

constinit sync::Monitor monitor;  // protects monitor_table.doing
constinit sync::Condition may_eat[kPhilosophers] = {
    sync::Condition(monitor), sync::Condition(monitor), sync::Condition(monitor),
    sync::Condition(monitor), sync::Condition(monitor)};

// Lets `i` eat if it wants to and can.
[[maybe_unused]] void phi_test_condvar(u32 i) {
    Table& table = monitor_table;
    if (!table.may_eat(i))
        return;
    table.doing[i] = Doing::Eating;
    may_eat[i].cond_signal();
}

void phi_take_forks_condvar([[maybe_unused]] u32 i) {
    sync::MonitorGuard inside(monitor);
    // EXERCISE lab7.3a BEGIN Become hungry; wait until you may eat
    // HINT monitor_table.doing[i] is what philosopher i does. phi_test_condvar(i) lets it eat if it
    // HINT can, and announces may_eat[i]. Whoever may not eat yet waits for that.
    monitor_table.doing[i] = Doing::Hungry;
    phi_test_condvar(i);
    if (monitor_table.doing[i] != Doing::Eating)
        may_eat[i].cond_wait();
    // EXERCISE lab7.3a STUB
    //| NOT_IMPLEMENTED("lab7.3a");
    // EXERCISE lab7.3a END
}

void phi_put_forks_condvar([[maybe_unused]] u32 i) {
    sync::MonitorGuard inside(monitor);
    // EXERCISE lab7.3b BEGIN Think again; let those eat who could not because of you
    monitor_table.doing[i] = Doing::Thinking;
    phi_test_condvar(left_of(i));
    phi_test_condvar(right_of(i));
    // EXERCISE lab7.3b STUB
    //| NOT_IMPLEMENTED("lab7.3b");
    // EXERCISE lab7.3b END
}

// --- what they do --------------------------------------------------------------------------------

constinit Table semaphore_table{
    {}, "philosopher_sema", phi_take_forks_sema, phi_put_forks_sema, {}};
constinit Table monitor_table{
    {}, "philosopher_condvar", phi_take_forks_condvar, phi_put_forks_condvar, {}};

constinit Prng moods{1};

void pick_up(Table& table, u32 fork) {
    if (table.fork_taken[fork])
        PANIC("%s: fork %u is in two hands", table.kind, fork);
    table.fork_taken[fork] = true;
}

void eat(Table& table, u32 i, u32 round) {
    pick_up(table, i);
    pick_up(table, right_of(i));
    cprintf("Iter %u, No.%u %s is eating\n", round, i, table.kind);
    sched::sleep(kSleepTime);
    table.fork_taken[i] = table.fork_taken[right_of(i)] = false;
}

// With a boot option `seed` they think for as long as that says, to meet in other ways.
u32 thinking_time() {
    return debug::option("seed").empty() ? kSleepTime : 1 + moods.below(4 * kSleepTime);
}

// The life of philosopher `i`.
void live(Table& table, u32 i) {
    for (u32 round = 1; round <= kMeals; ++round) {
        cprintf("Iter %u, No.%u %s is thinking\n", round, i, table.kind);
        sched::sleep(thinking_time());
        table.take_forks(i);
        eat(table, i, round);
        table.put_forks(i);
    }
    cprintf("No.%u %s quit\n", i, table.kind);
}

// The argument says where one sits: the address of that place's fork.
template <Table* kTable>
int philosopher(void* fork) {
    process::set_name(process::current(), kTable->kind);
    live(*kTable, static_cast<u32>(static_cast<bool*>(fork) - kTable->fork_taken));
    return 0;
}

void invite(int (*function)(void*), void* fork) {
    Result<u32> thread = process::kernel_thread(function, fork);
    if (!thread.has_value())
        cprintf("a philosopher can not come: %s\n", error_text(thread.error()));
}

}  // namespace

void start_philosophers() {
    moods = Prng(debug::option_number("seed", 1));
    for (u32 i = 0; i < kPhilosophers; ++i) {
        invite(philosopher<&semaphore_table>, &semaphore_table.fork_taken[i]);
        invite(philosopher<&monitor_table>, &monitor_table.fork_taken[i]);
    }
}

}  // namespace selftest
