// The page replacement policies there are.
//
// Layer: vm. uCore counterpart: swap_init in kern/mm/swap.c, which knows one.
#include "kern/vm/swap_clock.h"
#include "kern/vm/swap_extended_clock.h"
#include "kern/vm/swap_fifo.h"
#include "kern/vm/swap_lru.h"
#include "kern/vm/swap_manager.h"

namespace vm {
namespace {

constinit FifoSwap fifo;
constinit ClockSwap clock;
constinit ExtendedClockSwap extended_clock;
constinit LruSwap lru;

struct Policy {
    StringView option;
    SwapManager* manager;
};

// The first one is the default.
constexpr Policy kPolicies[] = {
    {"fifo", &fifo},
    {"clock", &clock},
    {"extended_clock", &extended_clock},
    {"lru", &lru},
};

}  // namespace

SwapManager* find_swap_manager(StringView name) {
    if (name.empty())
        return kPolicies[0].manager;
    for (const Policy& policy : kPolicies) {
        if (policy.option == name)
            return policy.manager;
    }
    return nullptr;
}

}  // namespace vm
