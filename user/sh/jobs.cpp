// Commands in the background. Layer: user. uCore: none.
#include "user/sh/jobs.h"

#include "user/libs/command.h"
#include "user/libs/process_list.h"
#include "user/libs/ulib.h"

namespace shell {

namespace {

bool has_ended(const Array<process_info>& all, int pid) {
    for (const process_info& process : all) {
        if (static_cast<int>(process.pid) == pid) {
            return process.state == PROCESS_ZOMBIE;
        }
    }
    return false;
}

}  // namespace

void Jobs::add(int pid, StringView source) {
    Job job;
    job.pid = pid;
    job.source.assign(source);
    jobs_.push_back(move(job));
}

void Jobs::reap(bool announce) {
    if (jobs_.empty()) {
        return;
    }
    const Array<process_info> all = all_processes();
    for (usize i = jobs_.size(); i > 0; i--) {
        const Job& job = jobs_[i - 1];
        int code = 0;
        if (!has_ended(all, job.pid) || waitpid(job.pid, &code) != 0) {
            continue;
        }
        if (announce && code == 0) {
            command::out.print("[%d] done    %s\n", job.pid, job.source.c_str());
        } else if (announce) {
            command::out.print("[%d] code %d  %s\n", job.pid, code, job.source.c_str());
        }
        jobs_.remove(i - 1);
    }
    command::out.flush();
}

int Jobs::take(int pid) {
    for (usize i = 0; i < jobs_.size(); i++) {
        const int found = jobs_[i].pid;
        if (pid == 0 || found == pid) {
            jobs_.remove(i);
            return found;
        }
    }
    return 0;
}

void Jobs::print() const {
    for (const Job& job : jobs_) {
        command::out.print("[%d] %s\n", job.pid, job.source.c_str());
    }
}

}  // namespace shell
