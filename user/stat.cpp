// Tells what is known of files. uCore: print_stat in user/libs/file.c.
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"

namespace {

using command::out;

void print(const char* path, bool follow) {
    struct stat info;
    const int error = follow ? stat(path, &info) : lstat(path, &info);
    if (error != 0) {
        command::complain_of(path, error);
        return;
    }
    out.print("%s\n", path);
    out.print("    type    : %s\n", type_name(info.st_mode));
    out.print("    links   : %u\n", info.st_nlinks);
    out.print("    blocks  : %u\n", info.st_blocks);
    out.print("    size    : %u\n", info.st_size);
    Text target;
    if (S_ISLNK(info.st_mode) && read_link(path, target) == 0) {
        out.print("    target  : %s\n", target.c_str());
    }
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "L", "stat [-L] PATH...");
    options.expect_operands(1, 1000);
    for (const char* path : options.operands()) {
        print(path, options.has('L'));
    }
    return command::finish();
}
