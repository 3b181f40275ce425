// Makes files that are not there yet. (No file has a time that could be set.) uCore: none.
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "touch FILE...");
    options.expect_operands(1, 1000);
    for (const char* path : options.operands()) {
        const int fd = is_folder(path) ? 0 : open(path, O_WRONLY | O_CREAT);
        if (fd < 0) {
            command::complain_of(path, fd);
        } else if (fd > 0) {
            close(fd);
        }
    }
    return command::finish();
}
