// Removes files, and with -r folders with all that is in them. uCore: none.
#include "user/libs/command.h"
#include "user/libs/dir.h"
#include "user/libs/error.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"
#include "user/libs/path.h"

namespace {

// A folder that is being emptied stays on the stack until nothing is in it any more.
struct Entry {
    Text path;
    bool is_emptied = false;
};

void remove_file(const char* path) {
    const int error = unlink(path);
    if (error != 0) {
        command::complain_of(path, error);
    }
}

// Puts what is in the folder on the stack. false: it can not be read.
bool push_entries(const char* path, Array<Entry>& stack) {
    Array<Text> names;
    const int error = read_folder(path, names);
    if (error != 0) {
        command::complain_of(path, error);
        return false;
    }
    for (const Text& name : names) {
        if (!is_self_or_parent(name.view())) {
            Entry entry;
            entry.path = join_path(path, name.view());
            stack.push_back(move(entry));
        }
    }
    return true;
}

void remove_tree(const char* path) {
    Array<Entry> stack;
    Entry first;
    first.path.assign(path);
    stack.push_back(move(first));
    while (!stack.empty()) {
        const Text at(stack.back().path.view());
        struct stat info;
        if (lstat(at.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
            stack.pop_back();
            remove_file(at.c_str());
        } else if (stack.back().is_emptied) {
            stack.pop_back();
            const int error = rmdir(at.c_str());
            if (error != 0) {
                command::complain_of(at.c_str(), error);
            }
        } else {
            stack.back().is_emptied = true;
            if (!push_entries(at.c_str(), stack)) {
                stack.pop_back();
            }
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "rf", "rm [-rf] PATH...");
    options.expect_operands(options.has('f') ? 0 : 1, 1000);
    for (const char* path : options.operands()) {
        struct stat info;
        const int error = lstat(path, &info);
        if (error == -E_NOENT && options.has('f')) {
            continue;
        }
        if (error != 0) {
            command::complain_of(path, error);
        } else if (!S_ISDIR(info.st_mode)) {
            remove_file(path);
        } else if (!options.has('r')) {
            command::complain("%s is a directory: rmdir or -r removes it", path);
        } else if (is_self_or_parent(base_name(path)) || base_name(path) == "/") {
            command::complain("%s can not be removed", path);
        } else {
            remove_tree(path);
        }
    }
    return command::finish();
}
