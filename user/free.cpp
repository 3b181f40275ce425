// Tells how much memory there is, and how much of it is free. uCore: none.
#include "user/libs/command.h"
#include "user/libs/ulib.h"

namespace {

constexpr u32 kPageKib = 4;

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "free");
    options.expect_operands(0, 0);
    struct memory_info info = {};
    const int error = get_memory_info(&info);
    if (error != 0) {
        command::complain_of("the kernel does not tell", error);
        return command::finish();
    }
    const u32 used = info.total_pages - info.free_pages - info.cache_pages;
    command::out.print("KiB           total        used        free       cache\n");
    command::out.print("memory   %10u  %10u  %10u  %10u\n", info.total_pages * kPageKib,
                       used * kPageKib, info.free_pages * kPageKib, info.cache_pages * kPageKib);
    command::out.print("swap     %10u  %10u  %10u\n", info.swap_pages * kPageKib,
                       info.swap_used * kPageKib, (info.swap_pages - info.swap_used) * kPageKib);
    command::out.print("kernel heap          %10u\n", (info.heap_bytes + 1023) / 1024);
    return command::finish();
}
