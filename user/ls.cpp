// Lists what is in directories. uCore: user/ls.c, whose lines these are.
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"
#include "user/libs/path.h"

namespace {

using command::out;

struct Wishes {
    bool all = false;         // names that begin with a dot, too
    bool only_names = false;  // one a line
};

void print_target(const char* path) {
    Text target;
    if (read_link(path, target) == 0) {
        out.print(" -> %s", target.c_str());
    }
}

void print_entry(const char* path, const char* name, const Wishes& wishes) {
    if (wishes.only_names) {
        out.print("%s\n", name);
        return;
    }
    struct stat info;
    const int error = lstat(path, &info);
    if (error != 0) {
        command::complain_of(path, error);
        return;
    }
    out.print("   [%c] %3d(h) %8d(b) %8d(s)   %s", type_letter(info.st_mode), info.st_nlinks,
              info.st_blocks, info.st_size, name);
    if (S_ISLNK(info.st_mode)) {
        print_target(path);
    }
    out.put('\n');
}

void list_folder(const char* path, const Wishes& wishes) {
    Array<Text> names;
    const int error = read_folder(path, names);
    if (error != 0) {
        command::complain_of(path, error);
    }
    for (const Text& name : names) {
        const bool is_hidden =
            name[0] == '.' && (wishes.only_names || !is_self_or_parent(name.view()));
        if (wishes.all || !is_hidden) {
            print_entry(join_path(path, name.view()).c_str(), name.c_str(), wishes);
        }
    }
}

void list(const char* path, const Wishes& wishes) {
    struct stat info;
    const int error = stat(path, &info);
    const bool is_broken_link = error != 0 && lstat(path, &info) == 0;
    if (error != 0 && !is_broken_link) {
        command::complain_of(path, error);
        return;
    }
    if (!S_ISDIR(info.st_mode)) {
        print_entry(path, path, wishes);
        return;
    }
    if (!wishes.only_names) {
        out.print(" @ is  [directory] %d(hlinks) %d(blocks) %d(bytes) : @'%s'\n", info.st_nlinks,
                  info.st_blocks, info.st_size, path);
    }
    list_folder(path, wishes);
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "a1", "ls [-a1] [PATH]...");
    Wishes wishes;
    wishes.all = options.has('a');
    wishes.only_names = options.has('1');
    if (options.operands().empty()) {
        list(".", wishes);
    }
    for (const char* path : options.operands()) {
        list(path, wishes);
    }
    return command::finish();
}
