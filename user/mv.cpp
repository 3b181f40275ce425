// Moves and renames files and folders. uCore: none.
#include "user/libs/command.h"
#include "user/libs/destination.h"
#include "user/libs/file.h"

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "mv FROM... TO");
    options.expect_operands(2, 1000);
    for_each_destination(options, [](const char* from, const char* to) {
        const int error = rename(from, to);
        struct stat info;
        if (error != 0) {
            command::complain_of(lstat(from, &info) != 0 ? from : to, error);
        }
    });
    return command::finish();
}
