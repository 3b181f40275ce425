// Stands in for port input and output in unit tests: writes are recorded, reads are answered by the
// test.
#pragma once

#include <cstdlib>
#include <deque>
#include <map>
#include <vector>

#include "libs/types.h"

namespace host_ports {

struct Write {
    u16 port;
    u32 value;
    bool operator==(const Write&) const = default;
};

// Everything that was written, in order.
inline std::vector<Write> writes;
// What reads of a port give, in order; the last answer is given again and again. A port without
// any gives 0xff, as an empty bus does.
inline std::map<u16, std::deque<u8>> answers;

inline void reset() {
    writes.clear();
    answers.clear();
}

inline u8 read(u16 port) {
    std::deque<u8>& queue = answers[port];
    if (queue.empty())
        return 0xff;
    const u8 value = queue.front();
    if (queue.size() > 1)
        queue.pop_front();
    return value;
}

}  // namespace host_ports

namespace arch {

inline u8 inb(u16 port) { return host_ports::read(port); }
inline void outb(u16 port, u8 value) { host_ports::writes.push_back({port, value}); }

}  // namespace arch
