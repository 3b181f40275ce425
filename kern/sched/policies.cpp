// The scheduling policies there are.
//
// Layer: sched. uCore counterpart: sched_init in kern/schedule/sched.c, which knows one.

#include "kern/debug/log.h"
#include "kern/debug/options.h"
#include "kern/sched/cfs.h"
#include "kern/sched/fifo.h"
#include "kern/sched/lottery.h"
#include "kern/sched/mlfq.h"
#include "kern/sched/round_robin.h"
#include "kern/sched/sjf.h"
#include "kern/sched/stride.h"

namespace sched {
namespace {

constinit StrideScheduler stride;
constinit RoundRobinScheduler round_robin;
constinit MlfqScheduler mlfq;
constinit CfsScheduler cfs;
constinit LotteryScheduler lottery;
constinit FifoScheduler fifo{0};
constinit SjfScheduler sjf;

struct Policy {
    StringView option;
    SchedClass* policy;
};

// The first one is the default.
constexpr Policy kPolicies[] = {
    {"stride", &stride},   {"rr", &round_robin}, {"mlfq", &mlfq}, {"cfs", &cfs},
    {"lottery", &lottery}, {"fifo", &fifo},      {"sjf", &sjf},
};

// The policy that the boot option value `name` names, or nullptr.
SchedClass* find_policy(StringView name) {
    if (name.empty())
        return kPolicies[0].policy;
    for (const Policy& policy : kPolicies) {
        if (policy.option == name)
            return policy.policy;
    }
    return nullptr;
}

}  // namespace

SchedClass& choose_policy() {
    const StringView wanted = debug::option("sched");
    SchedClass* policy = find_policy(wanted);
    if (!policy) {
        cprintf("there is no sched '%s': stride, rr, mlfq, cfs, lottery, fifo or sjf\n",
                wanted.data());
        policy = kPolicies[0].policy;
    }
    lottery.set_seed(debug::option_number("seed", 1));
    cprintf("sched class: %s\n", policy->name());
    return *policy;
}

}  // namespace sched
