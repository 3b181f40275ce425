// Waits until all that was written is on the disks. uCore: none.
#include "user/libs/command.h"
#include "user/libs/file.h"

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "sync");
    options.expect_operands(0, 0);
    const int error = sync();
    if (error != 0) {
        command::complain_of("the disks", error);
    }
    return command::finish();
}
