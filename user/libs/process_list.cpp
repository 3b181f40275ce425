// All processes, at one moment. Layer: user. uCore: none.
#include "user/libs/process_list.h"

#include "user/libs/ulib.h"

Array<process_info> all_processes() {
    Array<process_info> all;
    int count = get_processes(nullptr, 0);
    // More may come while we ask: until they all fit.
    while (count > static_cast<int>(all.size())) {
        while (static_cast<int>(all.size()) < count) {
            all.push_back({});
        }
        count = get_processes(all.begin(), all.size());
    }
    while (!all.empty() && static_cast<int>(all.size()) > count) {
        all.pop_back();
    }
    return all;
}
