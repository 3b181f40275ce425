// Lists the processes. uCore: none.
#include "user/libs/command.h"
#include "user/libs/process_list.h"

namespace {

const char* state_name(u32 state) {
    switch (state) {
    case PROCESS_NEW: return "new";
    case PROCESS_RUNNABLE: return "runs";
    case PROCESS_SLEEPING: return "waits";
    case PROCESS_ZOMBIE: return "ended";
    default: return "?";
    }
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "ps");
    options.expect_operands(0, 0);
    const Array<process_info> all = all_processes();
    if (all.empty()) {
        command::complain("the kernel does not tell");
        return command::finish();
    }
    command::out.print("  PID PARENT  STATE  PRIO    MEMORY        CPU  NAME\n");
    for (const process_info& process : all) {
        command::out.print("%5u  %5u  %-5s  %4u  %5u KiB  %5u.%02u s  %s\n", process.pid,
                           process.parent, state_name(process.state), process.priority,
                           process.pages * 4, process.ticks / 100, process.ticks % 100,
                           process.name);
    }
    return command::finish();
}
