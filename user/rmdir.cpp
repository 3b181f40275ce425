// Removes empty directories. uCore: none.
#include "user/libs/command.h"
#include "user/libs/dir.h"

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "rmdir DIR...");
    options.expect_operands(1, 1000);
    for (const char* path : options.operands()) {
        const int error = rmdir(path);
        if (error != 0) {
            command::complain_of(path, error);
        }
    }
    return command::finish();
}
