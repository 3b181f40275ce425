// Hard and symbolic links: makes, follows and removes names as a seed says. The grader has a model
// of it, and looks at the disk afterwards. uCore counterpart: none.
//
//     linkwork SEED
#include <dir.h>
#include <error.h>
#include <file.h>
#include <stdio.h>
#include <ulib.h>

#include "user/grader.h"

enum { NAMES = 8, STEPS = 150, LONGEST = 4096, CHAIN = 17 };

static char target[LONGEST + 2];

// A name in one of two directories. The last one of each is for links to directories.
static const char* name_at(uint32_t place, char* path) {
    snprintf(path, 32, "/links/%c/%u", place < NAMES ? 'a' : 'b', place % NAMES);
    return path;
}

static void make_file(const char* path) {
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL);
    cprintf("  make %s: %d\n", path, fd < 0 ? fd : 0);
    if (fd >= 0) {
        const uint32_t content = random_next();
        assert(write(fd, &content, sizeof(content)) == sizeof(content));
        close(fd);
    }
}

static void read_file(const char* path) {
    uint32_t content = 0;
    const int fd = open(path, O_RDONLY);
    if (fd < 0) {
        cprintf("  read %s: %d\n", path, fd);
        return;
    }
    const int done = read(fd, &content, sizeof(content));
    cprintf("  read %s: %d, %08x\n", path, done, content);
    close(fd);
}

static void look(const char* path) {
    struct stat status;
    const int known = lstat(path, &status);
    if (known < 0) {
        cprintf("  look at %s: %d\n", path, known);
    } else {
        cprintf("  look at %s: %o, %u names\n", path, status.st_mode, status.st_nlinks);
    }
}

static void step(void) {
    static const char* const ways[] = {"", "../b/", "/links/a/", "../a/7/", "/links/b/7/./"};
    char path[32], other[32];
    const uint32_t what = random_below(12), one = random_below(2 * NAMES),
                   two = random_below(2 * NAMES);
    name_at(one, path);
    switch (what) {
    case 0:
    case 1: make_file(path); break;
    case 2:
    case 3:
        name_at(two, other);
        cprintf("  link %s to %s: %d\n", path, other, link(path, other));
        break;
    case 4:
    case 5:
    case 6:
        snprintf(target, sizeof(target), "%s%u", ways[random_below(5)], two % NAMES);
        if (one % NAMES == NAMES - 1) {
            snprintf(target, sizeof(target), two % 2 ? "../b" : "/links/a");
        }
        cprintf("  symlink %s to %s: %d\n", target, path, symlink(target, path));
        break;
    case 7: cprintf("  unlink %s: %d\n", path, unlink(path)); break;
    case 8: look(path); break;
    default: read_file(path); break;
    }
}

// A chain of so many links is followed, one more is not; nor is a circle.
static void chains(void) {
    char path[32];
    make_file("/links/0");
    for (int i = 1; i <= CHAIN; i++) {
        snprintf(path, sizeof(path), "/links/%d", i);
        snprintf(target, sizeof(target), "%d", i - 1);
        assert(symlink(target, path) == 0);
    }
    read_file("/links/16");
    read_file("/links/17");
    cprintf("  circle: %d\n", symlink("/links/circle", "/links/circle"));
    read_file("/links/circle");
    read_file("/links/circle/on");
    cprintf("  to a directory: %d\n", symlink("a/../b", "/links/there"));
    cprintf("  change to it: %d\n", chdir("/links/there"));
    char here[32];
    cprintf("  here: %d", getcwd(here, sizeof(here)) < 0);
    cprintf(", %s\n", here);
    assert(chdir("/") == 0);
    cprintf("  remove it with a slash: %d\n", unlink("/links/there/"));
    cprintf("  link a directory: %d\n", link("/links/a", "/links/c"));
    cprintf("  unlink a directory: %d\n", unlink("/links/a"));
}

static void limits(void) {
    memset(target, 'x', sizeof(target));
    target[LONGEST] = 0;
    cprintf("  an empty target: %d\n", symlink("", "/links/empty"));
    target[300] = '/';
    target[LONGEST - 1] = 0;
    cprintf("  a target of 4095 bytes: %d\n", symlink(target, "/links/long"));
    char back[LONGEST];
    const int length = readlink("/links/long", back, sizeof(back));
    cprintf("  its target: %d, %08x\n", length, crc32(0, back, length < 0 ? 0 : (size_t)length));
    cprintf("  the beginning of it: %d\n", readlink("/links/long", back, 10));
    read_file("/links/long");
}

// What has no name any more is there as long as it is open.
static void open_and_gone(void) {
    make_file("/links/gone");
    const int fd = open("/links/gone", O_RDWR);
    struct stat status;
    char byte = 0;
    cprintf("  unlink what is open: %d\n", unlink("/links/gone"));
    uint32_t content = 0;
    const int done = read(fd, &content, sizeof(content));
    cprintf("  it holds: %d, %08x\n", done, content);
    assert(fstat(fd, &status) == 0 && write(fd, target, LONGEST) == LONGEST);
    assert(seek(fd, LONGEST - 2, LSEEK_SET) == 0);
    cprintf("  it has %u names, and is read: %d", status.st_nlinks, read(fd, &byte, 1));
    cprintf(", '%c'\n", byte);
    close(fd);
    read_file("/links/gone");
}

int main(int argc, char** argv) {
    assert(argc == 2);
    random_seed(argv[1]);
    assert(mkdir("/links") == 0 && mkdir("/links/a") == 0 && mkdir("/links/b") == 0);
    cprintf("linkwork:\n");
    for (int i = 0; i < STEPS; i++) {
        step();
    }
    chains();
    limits();
    open_and_gone();
    cprintf("linkwork ended\n");
    return 0;
}
