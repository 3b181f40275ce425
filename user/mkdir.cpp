// Makes directories, with -p those above them, too. uCore: none.
#include "user/libs/command.h"
#include "user/libs/dir.h"
#include "user/libs/error.h"
#include "user/libs/folder.h"
#include "user/libs/text.h"

namespace {

// Every folder on the way that is not there yet.
int make_all(StringView path) {
    for (usize end = 1; end < path.size(); end++) {
        if (path[end] == '/' && path[end - 1] != '/') {
            const Text above(StringView(path.data(), end));
            const int error = is_folder(above.c_str()) ? 0 : mkdir(above.c_str());
            if (error != 0) {
                return error;
            }
        }
    }
    const Text whole(path);
    return is_folder(whole.c_str()) ? 0 : mkdir(whole.c_str());
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "p", "mkdir [-p] DIR...");
    options.expect_operands(1, 1000);
    for (const char* path : options.operands()) {
        const int error = options.has('p') ? make_all(path) : mkdir(path);
        if (error != 0) {
            command::complain_of(path, error);
        }
    }
    return command::finish();
}
