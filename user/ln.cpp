// Gives a file a further name, or with -s makes a symbolic link. uCore: none.
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"
#include "user/libs/path.h"

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "sf", "ln [-sf] TARGET [NAME]");
    options.expect_operands(1, 2);
    const char* target = options.operands()[0];
    Text name(options.operands().size() == 2 ? StringView(options.operands()[1])
                                             : base_name(target));
    if (is_folder(name.c_str())) {
        name = join_path(name.view(), base_name(target));
    }
    struct stat info;
    if (options.has('f') && lstat(name.c_str(), &info) == 0) {
        unlink(name.c_str());
    }
    const int error = options.has('s') ? symlink(target, name.c_str()) : link(target, name.c_str());
    if (error != 0) {
        const bool no_target = !options.has('s') && lstat(target, &info) != 0;
        command::complain_of(no_target ? target : name.c_str(), error);
    }
    return command::finish();
}
