// Copying files and trees of folders. Layer: user. uCore: none.
#include "user/libs/copy.h"

#include "user/libs/command.h"
#include "user/libs/dir.h"
#include "user/libs/error.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"
#include "user/libs/path.h"

namespace {

struct Pair {
    Text from;
    Text to;
};

// The new file is cut to its size at the end only, not emptied at the beginning: `to` may be `from`
// under another name.
void copy_open_file(int source, const char* from, int target, const char* to) {
    bool reading;
    const int size = copy_contents(source, target, &reading);
    if (size < 0) {
        command::complain_of(reading ? from : to, size);
        return;
    }
    struct stat info;
    int error = fstat(target, &info);
    // What is no regular file has no size.
    if (error == 0 && S_ISREG(info.st_mode)) {
        error = truncate(target, static_cast<size_t>(size));
    }
    if (error != 0) {
        command::complain_of(to, error);
    }
}

void copy_link(const char* from, const char* to) {
    Text target;
    const int read_error = read_link(from, target);
    const int error = read_error != 0 ? read_error : symlink(target.c_str(), to);
    if (error != 0) {
        command::complain_of(read_error != 0 ? from : to, error);
    }
}

// Copies one thing; what is in a folder is added to `todo`.
void copy_one(const Pair& pair, Array<Pair>& todo) {
    struct stat info;
    int error = lstat(pair.from.c_str(), &info);
    if (error != 0) {
        command::complain_of(pair.from.c_str(), error);
        return;
    }
    if (S_ISLNK(info.st_mode)) {
        copy_link(pair.from.c_str(), pair.to.c_str());
        return;
    }
    if (!S_ISDIR(info.st_mode)) {
        copy_file(pair.from.c_str(), pair.to.c_str());
        return;
    }
    // Read before the copy is made, which may lie in it.
    Array<Text> names;
    error = read_folder(pair.from.c_str(), names);
    if (error != 0) {
        command::complain_of(pair.from.c_str(), error);
        return;
    }
    error = mkdir(pair.to.c_str());
    if (error != 0 && !(error == -E_EXISTS && is_folder(pair.to.c_str()))) {
        command::complain_of(pair.to.c_str(), error);
        return;
    }
    for (const Text& name : names) {
        if (!is_self_or_parent(name.view())) {
            Pair inner;
            inner.from = join_path(pair.from.view(), name.view());
            inner.to = join_path(pair.to.view(), name.view());
            todo.push_back(move(inner));
        }
    }
}

}  // namespace

void copy_file(const char* from, const char* to) {
    const int source = open(from, O_RDONLY);
    if (source < 0) {
        command::complain_of(from, source);
        return;
    }
    const int target = open(to, O_WRONLY | O_CREAT);
    if (target < 0) {
        command::complain_of(to, target);
    } else {
        copy_open_file(source, from, target, to);
        close(target);
    }
    close(source);
}

void copy_tree(const char* from, const char* to) {
    Array<Pair> todo;
    Pair first;
    first.from.assign(from);
    first.to.assign(to);
    todo.push_back(move(first));
    while (!todo.empty()) {
        const Pair pair = move(todo.back());
        todo.pop_back();
        copy_one(pair, todo);
    }
}
