// Copies files, and with -r folders. uCore: none.
#include "user/libs/command.h"
#include "user/libs/copy.h"
#include "user/libs/destination.h"
#include "user/libs/file.h"

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
    for_each_destination(
        options, [&](const char* from, const char* to) { copy(from, to, options.has('r')); });
    return command::finish();
}
