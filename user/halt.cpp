// Ends the machine, when all that was written is on the disks. uCore: user/halt.c of its full
// version.
#include "user/libs/command.h"
#include "user/libs/ulib.h"

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "halt");
    options.expect_operands(0, 0);
    command::complain_of("the machine", halt());
    return command::finish();
}
