// Tests: directories. Layer: user. uCore: none.
#include "user/libs/folder.h"
#include "user/usertests/harness.h"

namespace usertests {

namespace {

usize entries_in(const char* path) {
    Array<Text> names;
    EXPECT_EQ(read_folder(path, names), 0);
    return names.size();
}

// The current directory is removed.
void iput() {
    EXPECT_EQ(mkdir("dir"), 0);
    EXPECT_EQ(chdir("dir"), 0);
    EXPECT_EQ(rmdir("../dir"), 0);
    EXPECT(open("file", O_CREAT | O_RDWR) < 0);
    EXPECT(mkdir("dir") < 0);
    EXPECT_EQ(chdir("/"), 0);
}

// And its process ends there.
void exitiput() {
    EXPECT_EQ(code_of_child([] {
                  EXPECT_EQ(mkdir("dir"), 0);
                  EXPECT_EQ(chdir("dir"), 0);
                  EXPECT_EQ(rmdir("../dir"), 0);
              }),
              0);
    EXPECT_EQ(open("dir", O_RDONLY), -E_NOENT);
}

// A directory can not be opened for writing, also while it is being removed.
void openiput() {
    EXPECT_EQ(mkdir("dir"), 0);
    const int pid = start_child([] {
        for (int i = 0; i < 20; i++) {
            const int fd = open("dir", O_RDWR);
            EXPECT(fd == -E_ISDIR || fd == -E_NOENT);
            yield();
        }
    });
    sleep(1);
    EXPECT_EQ(rmdir("dir"), 0);
    EXPECT_EQ(code_of(pid), 0);
}

void dirtest() {
    EXPECT_EQ(mkdir("dir"), 0);
    EXPECT_EQ(mkdir("dir"), -E_EXISTS);
    EXPECT_EQ(chdir("dir"), 0);
    EXPECT_EQ(chdir(".."), 0);
    EXPECT_EQ(rmdir("dir"), 0);
    EXPECT_EQ(rmdir("dir"), -E_NOENT);
    EXPECT_EQ(chdir("dir"), -E_NOENT);
    EXPECT(mkdir("") < 0);
    EXPECT(mkdir("/") < 0);
}

// Paths through several directories.
void subdir() {
    EXPECT_EQ(mkdir("dd"), 0);
    make_file("dd/ff", 1, 2);
    EXPECT(unlink("dd") < 0);
    EXPECT_EQ(rmdir("dd"), -E_NOTEMPTY);
    EXPECT_EQ(mkdir("dd/dd"), 0);
    make_file("dd/dd/ff", 2, 3);
    check_file("dd/dd/../ff", 1, 2);
    check_file("dd//dd/./ff", 2, 3);
    check_file("./dd/dd/../../dd/dd/ff", 2, 3);
    EXPECT_EQ(link("dd/dd/ff", "dd/dd/link"), 0);
    EXPECT_EQ(unlink("dd/dd/ff"), 0);
    EXPECT_EQ(open("dd/dd/ff", O_RDONLY), -E_NOENT);
    EXPECT_EQ(chdir("dd"), 0);
    EXPECT_EQ(chdir("dd/../../dd"), 0);
    EXPECT_EQ(chdir("./.."), 0);
    check_file("dd/dd/link", 2, 3);
    EXPECT_EQ(open("dd/dd/ff/xx", O_CREAT | O_RDWR), -E_NOENT);
    EXPECT_EQ(open("dd/xx/ff", O_CREAT | O_RDWR), -E_NOENT);
    EXPECT_EQ(open("dd", O_RDWR), -E_ISDIR);
    EXPECT_EQ(open("dd", O_WRONLY), -E_ISDIR);
    EXPECT(link("dd/ff/xx", "dd/dd/xx") < 0);
    EXPECT_EQ(link("dd/ff", "dd/dd/link"), -E_EXISTS);
    EXPECT_EQ(mkdir("dd/dd/link"), -E_EXISTS);
    EXPECT_EQ(unlink("dd/dd/link"), 0);
    EXPECT_EQ(unlink("dd/ff"), 0);
    EXPECT_EQ(rmdir("dd"), -E_NOTEMPTY);
    EXPECT_EQ(rmdir("dd/dd"), 0);
    EXPECT_EQ(rmdir("dd"), 0);
}

// Names as long as they may be, and longer.
void fourteen() {
    static char name[FS_MAX_FNAME_LEN + 2];
    memset(name, 'n', sizeof(name) - 1);
    EXPECT(open(name, O_CREAT | O_RDWR) < 0);
    EXPECT(mkdir(name) < 0);
    EXPECT(unlink(name) < 0);
    name[FS_MAX_FNAME_LEN] = '\0';
    make_file(name, 1, 10);
    check_file(name, 1, 10);
    EXPECT_EQ(entries_in("."), 3);
    EXPECT_EQ(unlink(name), 0);
    EXPECT_EQ(mkdir(name), 0);
    EXPECT_EQ(chdir(name), 0);
    EXPECT_EQ(chdir(".."), 0);
    EXPECT_EQ(rmdir(name), 0);
}

void rmdot() {
    EXPECT_EQ(mkdir("dots"), 0);
    EXPECT_EQ(chdir("dots"), 0);
    EXPECT(rmdir(".") < 0);
    EXPECT(rmdir("..") < 0);
    EXPECT(unlink(".") < 0);
    EXPECT(unlink("..") < 0);
    EXPECT(rmdir("../dots/.") < 0);
    EXPECT(rename(".", "x") < 0);
    EXPECT(rename("..", "x") < 0);
    EXPECT_EQ(chdir(".."), 0);
    EXPECT(rmdir("/") < 0);
    EXPECT(rmdir("dots/..") < 0);
    EXPECT_EQ(rmdir("dots"), 0);
}

// A file is no directory.
void dirfile() {
    make_file("file", 1, 10);
    EXPECT_EQ(chdir("file"), -E_NOTDIR);
    EXPECT_EQ(open("file/x", O_RDONLY), -E_NOTDIR);
    EXPECT_EQ(open("file/x", O_CREAT | O_RDWR), -E_NOTDIR);
    EXPECT_EQ(mkdir("file/x"), -E_NOTDIR);
    EXPECT_EQ(unlink("file/x"), -E_NOTDIR);
    EXPECT_EQ(rmdir("file"), -E_NOTDIR);
    EXPECT(open("file/..", O_RDONLY) < 0);
    EXPECT(link(kProgram, "file/x") < 0);
    EXPECT(rename("file", "file/x") < 0);
    EXPECT(opendir("file") == nullptr);
    EXPECT_EQ(unlink("file"), 0);
    EXPECT_EQ(mkdir("dir"), 0);
    EXPECT(unlink("dir") < 0);
    const OpenFile folder("dir", O_RDONLY);
    char c = 'x';
    EXPECT(read(folder.fd(), &c, 1) < 0);
    EXPECT(write(folder.fd(), &c, 1) < 0);
    seek(folder.fd(), 100, LSEEK_SET);
    EXPECT_EQ(rmdir("dir"), 0);
}

// References to inodes when names are empty, in a deep chain of directories.
void iref() {
    for (int i = 0; i < 50; i++) {
        EXPECT_EQ(mkdir("irefd"), 0);
        EXPECT_EQ(chdir("irefd"), 0);
        EXPECT(mkdir("") < 0);
        EXPECT(link("/", "") < 0);
        EXPECT(open("", O_CREAT) < 0);
        EXPECT(unlink("xx") < 0);
    }
    for (int i = 0; i < 50; i++) {
        EXPECT_EQ(chdir(".."), 0);
        EXPECT_EQ(rmdir("irefd"), 0);
    }
}

// A directory of several hundred names: all are there, then none.
void bigdir() {
    constexpr int kNames = 400;
    close(open("original", O_CREAT));
    for (int i = 0; i < kNames; i++) {
        EXPECT_EQ(link("original", numbered("x", i)), 0);
    }
    struct stat info;
    EXPECT_EQ(stat("original", &info), 0);
    EXPECT_EQ(info.st_nlinks, kNames + 1);
    EXPECT_EQ(entries_in("."), kNames + 3);
    EXPECT_EQ(unlink("original"), 0);
    for (int i = 0; i < kNames; i++) {
        EXPECT_EQ(unlink(numbered("x", i)), 0);
    }
    EXPECT_EQ(entries_in("."), 2);
}

// More names than there are direct and indirect blocks: the original panics (K35).
void hugedir() {
    constexpr int kNames = 1040;
    struct statfs system;
    EXPECT_EQ(statfs(".", &system), 0);
    if (system.free_blocks < 1200) {
        return;  // no room: each name takes a block
    }
    close(open("original", O_CREAT));
    for (int i = 0; i < kNames; i++) {
        EXPECT_EQ(link("original", numbered("y", i)), 0);
    }
    EXPECT_EQ(entries_in("."), kNames + 3);
    EXPECT_EQ(size_of(numbered("y", kNames - 1)), 0);
    for (int i = kNames - 1; i >= 0; i--) {
        EXPECT_EQ(unlink(numbered("y", i)), 0);
    }
}

// Four that make and remove names in one directory.
void createdelete() {
    run_children(4, [](int number) {
        char name[16];
        for (int i = 0; i < 20; i++) {
            snprintf(name, sizeof(name), "%c%d", 'p' + number, i);
            close(open(name, O_CREAT | O_RDWR));
            if (i > 0 && i % 2 == 0) {
                snprintf(name, sizeof(name), "%c%d", 'p' + number, i / 2);
                EXPECT_EQ(unlink(name), 0);
            }
        }
    });
    struct stat info;
    for (int i = 0; i < 20; i++) {
        for (char first = 'p'; first < 't'; first++) {
            char name[16];
            snprintf(name, sizeof(name), "%c%d", first, i);
            EXPECT_EQ(stat(name, &info) == 0, i == 0 || i >= 10);
        }
    }
}

// ".." leads to where one came from, and the root's to the root.
void dotdot() {
    char here[FS_MAX_FPATH_LEN + 1];
    char there[FS_MAX_FPATH_LEN + 1];
    EXPECT_EQ(getcwd(here, sizeof(here)), 0);
    EXPECT_EQ(mkdir("a"), 0);
    EXPECT_EQ(mkdir("a/b"), 0);
    EXPECT_EQ(chdir("a/b"), 0);
    EXPECT_EQ(getcwd(there, sizeof(there)), 0);
    EXPECT_EQ(strncmp(here, there, strlen(here)), 0);
    EXPECT_EQ(strcmp(there + strlen(here), "/a/b"), 0);
    EXPECT(getcwd(there, strlen(here) + 4) < 0);
    EXPECT_EQ(getcwd(there, strlen(here) + 5), 0);
    EXPECT_EQ(chdir("../../a/b/../.."), 0);
    EXPECT_EQ(getcwd(there, sizeof(there)), 0);
    EXPECT_EQ(strcmp(here, there), 0);
    EXPECT_EQ(chdir("/../../.."), 0);
    EXPECT_EQ(chdir(here), 0);
    EXPECT_EQ(rmdir("a/b"), 0);
}

// A directory that is read while names go and come: it ends, and what stays is there.
void readdir_while_changing() {
    for (int i = 0; i < 40; i++) {
        close(open(numbered("stay", i), O_CREAT));
        close(open(numbered("go", i), O_CREAT));
    }
    DIR* dir = opendir(".");
    EXPECT(dir != nullptr);
    int staying = 0;
    for (int i = 0; const struct dirent* entry = readdir(dir); i++) {
        EXPECT(i < 1000);
        staying += strncmp(entry->name, "stay", 4) == 0 ? 1 : 0;
        if (i < 40) {
            EXPECT_EQ(unlink(numbered("go", i)), 0);
            close(open(numbered("new", i), O_CREAT));
        }
    }
    closedir(dir);
    EXPECT_EQ(staying, 40);
}

// Offsets of getdirentry that lead nowhere.
void getdirentry_offsets() {
    const OpenFile folder(".", O_RDONLY);
    struct dirent entry;
    const uintptr_t fd = static_cast<uintptr_t>(folder.fd());
    const uintptr_t place = reinterpret_cast<uintptr_t>(&entry);
    static const int wrong[] = {1, 255, 257, -255, -1};
    for (int offset : wrong) {
        entry.offset = offset;
        EXPECT_EQ(syscall2(SYS_getdirentry, fd, place), -E_INVAL);
    }
    entry.offset = -256;
    EXPECT(syscall2(SYS_getdirentry, fd, place) < 0);
    entry.offset = 256 * 1000;
    EXPECT_EQ(syscall2(SYS_getdirentry, fd, place), -E_NOENT);
    entry.offset = 0;
    EXPECT_EQ(syscall2(SYS_getdirentry, fd, place), 0);
    EXPECT_EQ(entry.offset, 256);
    make_file("file", 1, 1);
    const OpenFile file("file", O_RDONLY);
    entry.offset = 0;
    EXPECT(syscall2(SYS_getdirentry, static_cast<uintptr_t>(file.fd()), place) < 0);
    EXPECT(syscall2(SYS_getdirentry, 0, place) < 0);
}

// A directory has a link for its name, one for its ".", and one for each ".." in it.
void links_of_directories() {
    struct stat info;
    EXPECT_EQ(mkdir("dir"), 0);
    EXPECT_EQ(stat("dir", &info), 0);
    const u32 alone = info.st_nlinks;
    EXPECT_EQ(mkdir("dir/one"), 0);
    EXPECT_EQ(mkdir("dir/two"), 0);
    EXPECT_EQ(stat("dir", &info), 0);
    EXPECT_EQ(info.st_nlinks, alone + 2);
    EXPECT_EQ(rmdir("dir/one"), 0);
    EXPECT_EQ(stat("dir", &info), 0);
    EXPECT_EQ(info.st_nlinks, alone + 1);
    EXPECT_EQ(rename("dir/two", "two"), 0);
    EXPECT_EQ(stat("dir", &info), 0);
    EXPECT_EQ(info.st_nlinks, alone);
    EXPECT_EQ(rmdir("two"), 0);
    EXPECT_EQ(rmdir("dir"), 0);
}

constexpr Test kTests[] = {
    {"iput", iput},
    {"exitiput", exitiput},
    {"openiput", openiput},
    {"dirtest", dirtest},
    {"subdir", subdir},
    {"fourteen", fourteen},
    {"rmdot", rmdot},
    {"dirfile", dirfile},
    {"iref", iref},
    {"bigdir", bigdir},
    {"hugedir", hugedir},
    {"createdelete", createdelete},
    {"dotdot", dotdot},
    {"readdir_while_changing", readdir_while_changing},
    {"getdirentry_offsets", getdirentry_offsets},
    {"links_of_directories", links_of_directories},
};

}  // namespace

constinit const Span<const Test> kDirectoryTests = kTests;

}  // namespace usertests
