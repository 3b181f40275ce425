// Tests: hard and symbolic links, rename. Layer: user. uCore: none.
#include "user/usertests/harness.h"

namespace usertests {

namespace {

u32 links_of(const char* path) {
    struct stat info;
    EXPECT_EQ(lstat(path, &info), 0);
    return info.st_nlinks;
}

void linktest() {
    make_file("lf1", 1, 5);
    EXPECT_EQ(link("lf1", "lf2"), 0);
    EXPECT_EQ(links_of("lf2"), 2);
    EXPECT_EQ(unlink("lf1"), 0);
    EXPECT_EQ(open("lf1", O_RDONLY), -E_NOENT);
    check_file("lf2", 1, 5);
    EXPECT_EQ(link("lf2", "lf2"), -E_EXISTS);
    EXPECT_EQ(unlink("lf2"), 0);
    EXPECT_EQ(link("lf2", "lf1"), -E_NOENT);
    EXPECT(link(".", "lf1") < 0);
    EXPECT_EQ(mkdir("dir"), 0);
    EXPECT(link("dir", "other") < 0);
    EXPECT(link("dir", "dir/self") < 0);
}

// Several make, link and remove the same names: each call succeeds or fails for a reason.
void concreate() {
    run_children(3, [](int number) {
        for (int i = 0; i < 40; i++) {
            const char* name = numbered("C", i % 8);
            if ((i + number) % 3 == 0) {
                const int error = link("C0", name);
                EXPECT(error == 0 || error == -E_EXISTS || error == -E_NOENT);
            } else {
                const int fd = open(name, O_CREAT | O_RDWR);
                EXPECT(fd >= 0);
                close(fd);
            }
            if ((i + number) % 4 == 0) {
                const int error = unlink(name);
                EXPECT(error == 0 || error == -E_NOENT);
            }
        }
    });
    for (int i = 0; i < 8; i++) {
        unlink(numbered("C", i));
        EXPECT_EQ(open(numbered("C", i), O_RDONLY), -E_NOENT);
    }
}

// Links and removals that get in each other's way: nobody waits for ever.
void linkunlink() {
    run_children(2, [](int number) {
        u32 x = number == 0 ? 1 : 97;
        for (int i = 0; i < 150; i++) {
            x = x * 1103515245 + 12345;
            if ((x >> 16) % 3 == 0) {
                close(open("x", O_RDWR | O_CREAT));
            } else if ((x >> 16) % 3 == 1) {
                link(kProgram, "x");
            } else {
                unlink("x");
            }
        }
    });
}

// Directories moved into each other's parents by two at once: no deadlock, and no loop.
void rename_folders_race() {
    EXPECT_EQ(mkdir("a"), 0);
    EXPECT_EQ(mkdir("b"), 0);
    EXPECT_EQ(mkdir("a/x"), 0);
    EXPECT_EQ(mkdir("b/y"), 0);
    run_children(2, [](int number) {
        for (int i = 0; i < 40; i++) {
            if (number == 0) {
                rename("a/x", "b/x");
                rename("b/x", "a/x");
            } else {
                rename("b/y", "a/y");
                rename("a/y", "b/y");
            }
        }
    });
    EXPECT_EQ(rmdir("a/x"), 0);
    EXPECT_EQ(rmdir("b/y"), 0);
    EXPECT_EQ(rmdir("a"), 0);
    EXPECT_EQ(rmdir("b"), 0);
}

void rename_files() {
    make_file("one", 1, 5000);
    make_file("two", 2, 9000);
    EXPECT_EQ(rename("one", "one"), 0);
    check_file("one", 1, 5000);
    {
        const OpenFile old("two", O_RDONLY);
        EXPECT_EQ(rename("one", "two"), 0);
        check_bytes(old.fd(), 2, 0, 9000);
    }
    check_file("two", 1, 5000);
    EXPECT_EQ(open("one", O_RDONLY), -E_NOENT);
    EXPECT_EQ(rename("one", "two"), -E_NOENT);
    EXPECT_EQ(rename("two", "missing/two"), -E_NOENT);
    EXPECT_EQ(mkdir("dir"), 0);
    EXPECT_EQ(rename("two", "dir"), -E_ISDIR);
    EXPECT_EQ(rename("two", "dir/two"), 0);
    check_file("dir/two", 1, 5000);
    EXPECT_EQ(link("dir/two", "same"), 0);
    // Two names of one file: both stay.
    EXPECT_EQ(rename("same", "dir/two"), 0);
    check_file("dir/two", 1, 5000);
}

void rename_folders() {
    EXPECT_EQ(mkdir("a"), 0);
    EXPECT_EQ(mkdir("a/b"), 0);
    make_file("a/b/file", 1, 10);
    EXPECT(rename("a", "a/b/c") < 0);
    EXPECT(rename("a", "a/x") < 0);
    EXPECT_EQ(rename("a/b", "c"), 0);
    check_file("c/file", 1, 10);
    // ".." leads to the new place.
    EXPECT_EQ(chdir("c"), 0);
    EXPECT_EQ(rmdir("../a"), 0);
    EXPECT_EQ(chdir(".."), 0);
    EXPECT_EQ(mkdir("empty"), 0);
    EXPECT_EQ(rename("c", "empty"), 0);
    check_file("empty/file", 1, 10);
    EXPECT_EQ(mkdir("full"), 0);
    make_file("full/file", 2, 10);
    EXPECT_EQ(rename("empty", "full"), -E_NOTEMPTY);
    EXPECT(rename("full", "full/file") < 0);
    make_file("file", 3, 10);
    EXPECT_EQ(rename("full", "file"), -E_NOTDIR);
}

// --- Symbolic links -----------------------------------------------------------------------------

void symlinks() {
    char target[64];
    struct stat info;
    make_file("file", 1, 100);
    EXPECT_EQ(symlink("file", "link"), 0);
    EXPECT_EQ(symlink("file", "link"), -E_EXISTS);
    check_file("link", 1, 100);
    EXPECT_EQ(lstat("link", &info), 0);
    EXPECT(S_ISLNK(info.st_mode));
    EXPECT_EQ(stat("link", &info), 0);
    EXPECT(S_ISREG(info.st_mode));
    EXPECT_EQ(readlink("link", target, sizeof(target)), 4);
    EXPECT_EQ(memcmp(target, "file", 4), 0);
    EXPECT_EQ(readlink("link", target, 2), 2);
    EXPECT_EQ(readlink("file", target, sizeof(target)), -E_INVAL);
    EXPECT_EQ(unlink("link"), 0);
    check_file("file", 1, 100);
    // To nothing: opening fails, making makes what it names.
    EXPECT_EQ(symlink("nothing", "broken"), 0);
    EXPECT_EQ(open("broken", O_RDONLY), -E_NOENT);
    EXPECT_EQ(stat("broken", &info), -E_NOENT);
    EXPECT_EQ(lstat("broken", &info), 0);
    EXPECT(open("broken", O_CREAT | O_EXCL | O_RDWR) < 0);
    EXPECT_EQ(lstat("nothing", &info), -E_NOENT);
    make_file("broken", 2, 10);
    check_file("nothing", 2, 10);
    EXPECT_EQ(symlink("not/there", "lost"), 0);
    EXPECT_EQ(open("lost", O_CREAT | O_RDWR), -E_NOENT);
    // A slash behind a link asks for a directory, as it does behind a file.
    EXPECT_EQ(open("link/", O_RDONLY), -E_NOENT);
    EXPECT_EQ(open("broken/", O_RDONLY), -E_NOTDIR);
    EXPECT(symlink("", "empty") < 0);
}

void symlinks_to_folders() {
    EXPECT_EQ(mkdir("dir"), 0);
    EXPECT_EQ(mkdir("dir/inner"), 0);
    make_file("dir/inner/file", 1, 10);
    EXPECT_EQ(symlink("dir/inner", "short"), 0);
    check_file("short/file", 1, 10);
    check_file("short/../inner/file", 1, 10);
    EXPECT_EQ(symlink("../../dir", "dir/inner/up"), 0);
    check_file("short/up/inner/up/inner/file", 1, 10);
    EXPECT_EQ(rmdir("short"), -E_NOTDIR);
    EXPECT_EQ(chdir("short"), 0);
    check_file("file", 1, 10);
    EXPECT_EQ(chdir("../.."), 0);
    EXPECT_EQ(rename("short", "dir/brief"), 0);
    EXPECT(open("dir/brief/file", O_RDONLY) < 0);  // relative to where it is now
    EXPECT_EQ(symlink("/", "root"), 0);
    struct stat info;
    EXPECT_EQ(stat("root/usertests", &info), 0);
}

// Circles end with an error, chains of a sensible length do not.
void symlink_loops() {
    EXPECT_EQ(symlink("loop", "loop"), 0);
    EXPECT(open("loop", O_RDONLY) < 0);
    EXPECT(open("loop", O_RDWR | O_CREAT) < 0);
    EXPECT(chdir("loop") < 0);
    EXPECT_EQ(symlink("b", "a"), 0);
    EXPECT_EQ(symlink("a", "b"), 0);
    EXPECT(open("a/x", O_RDONLY) < 0);
    make_file("l0", 1, 10);
    for (int i = 1; i <= 6; i++) {
        char target[64];
        snprintf(target, sizeof(target), "l%d", i - 1);
        EXPECT_EQ(symlink(target, numbered("l", i)), 0);
    }
    check_file("l6", 1, 10);
    EXPECT_EQ(unlink("loop"), 0);
}

// A target as long as a path may be.
void long_symlink() {
    static char target[FS_MAX_FPATH_LEN + 2];
    static char read_back[FS_MAX_FPATH_LEN + 2];
    for (usize i = 0; i < sizeof(target); i++) {
        target[i] = i % 2 == 0 ? '.' : '/';
    }
    target[sizeof(target) - 1] = '\0';
    EXPECT(symlink(target, "too_long") < 0);
    target[2001] = '\0';
    EXPECT_EQ(symlink(target, "long"), 0);
    EXPECT_EQ(readlink("long", read_back, sizeof(read_back)), 2001);
    EXPECT_EQ(memcmp(target, read_back, 2001), 0);
    make_file("file", 1, 10);
    check_file("long/file", 1, 10);
}

constexpr Test kTests[] = {
    {"linktest", linktest},           {"concreate", concreate},
    {"linkunlink", linkunlink},       {"rename_folders_race", rename_folders_race},
    {"rename_files", rename_files},   {"rename_folders", rename_folders},
    {"symlinks", symlinks},           {"symlinks_to_folders", symlinks_to_folders},
    {"symlink_loops", symlink_loops}, {"long_symlink", long_symlink},
};

}  // namespace

constinit const Span<const Test> kLinkTests = kTests;

}  // namespace usertests
