// Moves and renames files and folders. uCore: none.
#include "user/libs/command.h"
#include "user/libs/error.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"
#include "user/libs/path.h"

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "mv FROM... TO");
    options.expect_operands(2, 1000);
    const Array<const char*>& operands = options.operands();
    const char* to = operands[operands.size() - 1];
    const bool into = is_folder(to);
    if (operands.size() > 2 && !into) {
        command::complain_of(to, -E_NOTDIR);
        return command::finish();
    }
    for (usize i = 0; i + 1 < operands.size(); i++) {
        const Text path = into ? join_path(to, base_name(operands[i])) : Text(StringView(to));
        const int error = rename(operands[i], path.c_str());
        struct stat info;
        if (error != 0) {
            command::complain_of(lstat(operands[i], &info) != 0 ? operands[i] : path.c_str(),
                                 error);
        }
    }
    return command::finish();
}
