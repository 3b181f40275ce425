// Deadlocks: finding them before they happen.
//
// Layer: sync. No uCore counterpart.

#include "kern/sync/deadlock.h"

#include "kern/debug/log.h"
#include "libs/assert.h"

namespace sync {
namespace {

using sched::Task;

using NameOf = const char* (*)(const Task&);

constinit NameOf thread_name = [](const Task&) { return "?"; };

constinit u64 last_search GUARDED_BY(arch::interrupts_off) = 0;

void print_link(const Task& waiting, const Lock& lock, const Task& holder) {
    cprintf("  thread %u \"%s\" waits for \"%s\", which thread %u \"%s\" holds\n", waiting.pid,
            thread_name(waiting), lock.name(), holder.pid, thread_name(holder));
}

}  // namespace

Search::Search() {
    arch::assert_interrupts_off();
    ++last_search;
}

void Search::add_holders_of(const Lock& lock) {
    arch::assert_interrupts_off();
    for (const Hold& hold : lock.holds()) {
        Task& holder = *hold.task;
        if (holder.search == last_search)
            continue;  // there is a way to it already
        holder.search = last_search;
        holder.search_from = at_;
        holder.search_next = nullptr;
        if (last_)
            last_->search_next = &holder;
        else
            first_ = &holder;
        last_ = &holder;
    }
}

Task* Search::next() {
    at_ = first_;
    if (first_) {
        first_ = first_->search_next;
        if (!first_)
            last_ = nullptr;
    }
    return at_;
}

Task* Search::way_to(Task& found) {
    Task* following = nullptr;
    for (Task* at = &found; at; at = at->search_from) {
        at->search_next = following;
        following = at;
    }
    return following;
}

bool would_deadlock([[maybe_unused]] const Task& task, [[maybe_unused]] const Lock& wanted) {
    // EXERCISE lab7.4 BEGIN Follow the ways from `wanted` until they end, or one arrives at `task`
    // HINT Search remembers where you have to go, and where you have been: add_holders_of(lock)
    // HINT notes who holds a lock, next() gives one of them at a time. holder->wanted is what that
    // HINT one waits for, or nullptr.
    Search search;
    search.add_holders_of(wanted);
    while (const Task* holder = search.next()) {
        if (holder == &task)
            return true;
        if (holder->wanted)
            search.add_holders_of(*holder->wanted);
    }
    return false;
    // EXERCISE lab7.4 STUB
    //| NOT_DONE_YET("lab7.4");
    //| return false;
    // EXERCISE lab7.4 END
}

void print_deadlock(const Task& task, const Lock& wanted) {
    cprintf("deadlock:\n");
    Search search;
    search.add_holders_of(wanted);
    Task* found = search.next();
    while (found && found != &task) {
        if (found->wanted)
            search.add_holders_of(*found->wanted);
        found = search.next();
    }
    if (!found) {
        cprintf("  thread %u \"%s\" waits for \"%s\", but there is no circle\n", task.pid,
                thread_name(task), wanted.name());
        return;
    }
    const Task* waiting = &task;
    const Lock* lock = &wanted;
    for (const Task* holder = Search::way_to(*found); holder; holder = holder->search_next) {
        print_link(*waiting, *lock, *holder);
        waiting = holder;
        lock = holder->wanted;
    }
}

void set_thread_names(const char* (*name_of)(const Task& task)) { thread_name = name_of; }

}  // namespace sync
