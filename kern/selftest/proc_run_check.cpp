// The self-check of the switch between threads.
//
// Layer: selftest. No uCore counterpart.

#include "kern/selftest/proc_run_check.h"

#include "arch/cpu.h"
#include "arch/interrupts.h"
#include "arch/paging.h"
#include "arch/probe.h"
#include "arch/segments.h"
#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/mm/frame.h"
#include "kern/mm/page_table.h"
#include "kern/sched/scheduler.h"
#include "kern/selftest/digest.h"
#include "libs/assert.h"
#include "libs/prng.h"
#include "libs/string.h"

namespace selftest {
namespace {

using sched::Task;

constexpr u32 kPlayers = 4;      // threads of the check
constexpr u32 kIdle = kPlayers;  // the thread that runs the check plays too, as the last one
constexpr u32 kFewestTurns = 24, kMostTurns = 64;
constexpr const char* kMemoryIsFree = "memory is free at boot";

// The threads pass this on like a ball. Only who runs uses it.
struct Game {
    Prng random{0};
    u32 turns = 0;  // so far
    u32 last_turn = 0;
    u32 digest = 0;
    u32 turns_of[kPlayers + 1] = {};
};
constinit Game game;
constinit Task* tasks[kPlayers + 1] = {};

// Nothing is mapped in the user half.
uptr probe_address(u32 turn, u32 player) {
    return arch::kUserBase + (turn * (kPlayers + 1) + player) * arch::kPageSize;
}

// Whose stack this code runs on: the one thing that proc_run can not get wrong unnoticed.
u32 owner_of_this_stack() {
    const mm::VirtAddr here(arch::stack_pointer());
    for (u32 player = 0; player <= kPlayers; ++player) {
        const mm::KernelStack& stack = tasks[player]->kernel_stack;
        if (stack.bottom() <= here && here < stack.top())
            return player;
    }
    PANIC("check_proc_run: the stack pointer 0x%08x is on nobody's stack", here.raw());
}

void check_state(u32 me) {
    const Task& self = *tasks[me];
    if (&sched::current() != &self)
        PANIC("check_proc_run: a thread runs, but current() is another one");
    if (arch::kernel_stack() != self.stack_top().raw())
        PANIC(
            "check_proc_run: traps from user mode would use the stack that ends at 0x%08x instead "
            "of 0x%08x",
            arch::kernel_stack(), self.stack_top().raw());
    if (arch::root_table() != self.root_table.raw())
        PANIC("check_proc_run: the page table is the one at 0x%08x instead of 0x%08x",
              arch::root_table(), self.root_table.raw());
    if (arch::interrupts_enabled() != (me == kIdle))
        PANIC("check_proc_run: interrupts are not on or off as they were before the switch");
}

void take_turn(u32 me) {
    u32 word;
    ASSERT(!arch::probe_read(probe_address(game.turns, me), word));
    game.digest = digest_step(game.digest, me << 8 | game.turns);
    ++game.turns_of[me];
    ++game.turns;
}

void switch_to_task(u32 next) {
    arch::IrqGuard irq;
    sched::proc_run(*tasks[next]);
}

// Takes turns until the game is over. `turns` lives in a register or on the stack.
void play(u32 me) {
    for (u32 turns = 0; game.turns < game.last_turn;) {
        take_turn(me);
        ++turns;
        const u32 next = game.random.below(kPlayers + 1);
        switch_to_task(next);  // perhaps to itself
        check_state(me);
        if (turns != game.turns_of[me])
            PANIC("check_proc_run: a thread lost a register or its stack");
    }
}

// The first function of a thread of the check; interrupts are off, as proc_run has them.
[[noreturn]] void thread_main() {
    const u32 me = owner_of_this_stack();
    check_state(me);
    play(me);
    switch_to_task(kIdle);
    UNREACHABLE();
}

// Gives `task` a stack, a page table like the kernel's, and a place to begin.
void prepare(Task& task) {
    task.kernel_stack = must(mm::KernelStack::create(), kMemoryIsFree);
    mm::Page* root = must(mm::alloc_page(), kMemoryIsFree);
    memcpy(mm::page_to_kva(root), mm::boot_page_table().root(), mm::kPageSize);
    task.root_table = mm::page_to_phys(root);
    // As if thread_main had been called from nowhere.
    const mm::VirtAddr return_address = task.stack_top() - sizeof(uptr);
    *return_address.as<uptr>() = 0;
    task.context.esp = return_address.raw();
    task.context.eip = reinterpret_cast<uptr>(thread_main);
    task.state = sched::TaskState::Runnable;
}

}  // namespace

void check_proc_run() {
    const usize free_before = mm::nr_free_pages();
    const u32 seed = debug::option_number("seed", 1);
    {
        Task players[kPlayers];
        for (u32 i = 0; i < kPlayers; ++i) {
            prepare(players[i]);
            tasks[i] = &players[i];
        }
        tasks[kIdle] = &sched::current();
        game = {};
        game.random = Prng(seed);
        game.last_turn = kFewestTurns + game.random.below(kMostTurns - kFewestTurns + 1);

        check_state(kIdle);
        play(kIdle);
        for (const Task& player : players)
            mm::free_page(mm::phys_to_page(player.root_table));
    }
    ASSERT(mm::nr_free_pages() == free_before);
    cprintf("proc_run check: seed 0x%08x turns %u digest 0x%08x\n", seed, game.turns, game.digest);
    cprintf("check_proc_run() succeeded!\n");
}

}  // namespace selftest
