// Draws what is in a directory, and in those in it. uCore: none.
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/folder.h"
#include "user/libs/path.h"

namespace {

using command::out;

// A folder on the way from the top to where we are.
struct Level {
    Text path;
    Array<Text> names;
    usize next = 0;  // of names
};

struct Counts {
    u32 folders = 0;
    u32 files = 0;
};

void enter(StringView path, Array<Level>& levels) {
    Level level;
    level.path.assign(path);
    const int error = read_folder(level.path.c_str(), level.names);
    if (error != 0) {
        command::complain_of(level.path.c_str(), error);
    }
    for (usize i = level.names.size(); i > 0; i--) {
        if (level.names[i - 1][0] == '.') {
            level.names.remove(i - 1);
        }
    }
    levels.push_back(move(level));
}

void print_branch(const Array<Level>& levels) {
    for (usize i = 0; i < levels.size(); i++) {
        const bool more = levels[i].next < levels[i].names.size();
        const bool is_here = i + 1 == levels.size();
        out.write(is_here ? (more ? "|-- " : "`-- ") : (more ? "|   " : "    "));
    }
}

void print_tree(const char* top, Counts& counts) {
    out.print("%s\n", top);
    Array<Level> levels;
    enter(top, levels);
    while (!levels.empty() && out.error() == 0) {
        Level& level = levels.back();
        if (level.next == level.names.size()) {
            levels.pop_back();
            continue;
        }
        const Text& name = level.names[level.next++];
        const Text path = join_path(level.path.view(), name.view());
        struct stat info = {};
        const bool known = lstat(path.c_str(), &info) == 0;
        print_branch(levels);
        out.write(name.view());
        if (known && S_ISLNK(info.st_mode)) {
            Text target;
            read_link(path.c_str(), target);
            out.print(" -> %s", target.c_str());
        }
        out.put('\n');
        if (known && S_ISDIR(info.st_mode)) {
            counts.folders++;
            enter(path.view(), levels);
        } else {
            counts.files++;
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "", "tree [DIR]...");
    Counts counts;
    if (options.operands().empty()) {
        print_tree(".", counts);
    }
    for (const char* path : options.operands()) {
        print_tree(path, counts);
    }
    out.print("%u director%s, %u file%s\n", counts.folders, counts.folders == 1 ? "y" : "ies",
              counts.files, counts.files == 1 ? "" : "s");
    return command::finish();
}
