// Copies files, and with -r folders. uCore: none.
#include "user/libs/command.h"
#include "user/libs/copy.h"
#include "user/libs/error.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"
#include "user/libs/path.h"

namespace {

// Whether `to` is `from` or lies in it: such a copy would have no end. By names, which do for paths
// that are written in the same way.
bool lies_within(StringView to, StringView from) {
    return to.starts_with(from) && (to.size() == from.size() || to[from.size()] == '/');
}

void copy(const char* from, const char* to, bool with_folders) {
    struct stat info;
    const int error = stat(from, &info);
    if (error != 0) {
        command::complain_of(from, error);
    } else if (!S_ISDIR(info.st_mode)) {
        copy_file(from, to);
    } else if (!with_folders) {
        command::complain("%s is a directory: -r copies those", from);
    } else if (lies_within(to, from)) {
        command::complain("%s lies in %s", to, from);
    } else {
        copy_tree(from, to);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "r", "cp [-r] FROM... TO");
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
        copy(operands[i], path.c_str(), options.has('r'));
    }
    return command::finish();
}
