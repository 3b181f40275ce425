// Tells how full file systems are. uCore: none.
#include "user/libs/command.h"
#include "user/libs/file.h"

namespace {

void print(const char* path) {
    struct statfs info = {};
    const int error = statfs(path, &info);
    if (error != 0) {
        command::complain_of(path, error);
        return;
    }
    const u32 used = info.blocks - info.free_blocks;
    // In steps that do not overflow.
    const u32 percent =
        info.blocks < 100 ? used * 100 / max(info.blocks, u32{1}) : used / (info.blocks / 100);
    const u32 kib = info.block_size / 1024;
    command::out.print("%-20s %10u %10u %10u  %3u%%  %s\n", path, info.blocks * kib, used * kib,
                       info.free_blocks * kib, min(percent, u32{100}), info.label);
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "df [PATH]...");
    command::out.print("KiB                       total       used       free   use  label\n");
    if (options.operands().empty()) {
        print("/");
    }
    for (const char* path : options.operands()) {
        print(path);
    }
    return command::finish();
}
