// Prints the current directory. uCore: user/pwd.c of its full version.
#include "user/libs/command.h"
#include "user/libs/dir.h"
#include "user/libs/unistd.h"

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "pwd");
    options.expect_operands(0, 0);
    char path[FS_MAX_FPATH_LEN + 1];
    const int error = getcwd(path, sizeof(path));
    if (error < 0) {
        command::complain_of("the current directory", error);
    } else {
        command::out.print("%s\n", path);
    }
    return command::finish();
}
