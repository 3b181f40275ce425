// Commands in the background.
// Layer: user. uCore: none.
#pragma once

#include "user/libs/array.h"
#include "user/libs/text.h"

namespace shell {

class Jobs : NonCopyable {
  public:
    // Remembers that the child `pid` runs `source`.
    void add(int pid, StringView source);

    // Takes note of those that have ended; says so when asked to.
    void reap(bool announce);

    // Forgets one of them, `pid` or with 0 the oldest, whose number is returned: who calls waits
    // for it. 0: there is none.
    int take(int pid);

    // Prints those that still run.
    void print() const;

    // Forgets all: in a child, they are not its own.
    void forget() { jobs_.clear(); }

  private:
    struct Job {
        int pid = 0;
        Text source;
    };

    Array<Job> jobs_;
};

}  // namespace shell
