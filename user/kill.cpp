// Ends processes, with -t all that descend from them, too. uCore: none.
#include "user/libs/command.h"
#include "user/libs/process_list.h"
#include "user/libs/ulib.h"

namespace {

bool is_there(u32 pid) {
    for (const process_info& process : all_processes()) {
        if (process.pid == pid) {
            return true;
        }
    }
    return false;
}

void end_process(u32 pid) {
    if (kill(static_cast<int>(pid)) != 0) {
        command::complain("%u: %s", pid,
                          is_there(pid) ? "it can not be killed" : "there is no such process");
    }
}

// The children of `pid`, at the end of `family`.
void add_children(const Array<process_info>& all, u32 pid, Array<u32>& family) {
    for (const process_info& process : all) {
        if (process.parent == pid && process.pid != pid && process.state != PROCESS_ZOMBIE) {
            family.push_back(process.pid);
        }
    }
}

void end_family(u32 pid) {
    const Array<process_info> all = all_processes();
    Array<u32> family;
    family.push_back(pid);
    for (usize i = 0; i < family.size(); i++) {
        add_children(all, family[i], family);
    }
    // The ancestor first: it might make more.
    for (u32 member : family) {
        end_process(member);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "t", "kill [-t] PID...");
    options.expect_operands(1, 1000);
    for (const char* operand : options.operands()) {
        u32 pid;
        if (!command::parse_number(operand, 0x7fffffff, &pid)) {
            options.misused("a process number expected, not '%s'", operand);
        }
        if (options.has('t')) {
            end_family(pid);
        } else {
            end_process(pid);
        }
    }
    return command::finish();
}
