// Does what a script says: one system call a line, and what it is to return.
//
//     open /file rwc =0
//     write 0 5000 1 =5000        5000 bytes of the pattern with seed 1, at the position
//     check 0 0 5000 1            they are there, from offset 0 on
//     mkdir /file =-23
//
// A line without `=` may return anything that is no error; `=*` means anything at all. Whatever
// differs is told, and the script goes on; a line that begins with `ok` is left out after an error,
// until `forgive`. `fsops SCRIPT`, or `fsops SCRIPT MARKS` where MARKS is a
// device that `mark` reads from, so that whoever watches its commands knows how far we are.
#include "files.h"

enum { BUFFER = 1 << 16 };

static char script[1 << 18];
static u8 buffer[BUFFER];
static char* words[8];
static int line_number, wrong, spoiled;
static const char* marks;

static int number(const char* text) {
    int value = 0;
    const int negative = *text == '-';
    for (text += negative; *text; text++) {
        value = value * 10 + (*text - '0');
    }
    return negative ? -value : value;
}

static u32 open_flags(const char* letters) {
    u32 flags = 0;
    int reads = 0, writes = 0;
    for (; *letters; letters++) {
        reads |= *letters == 'r';
        writes |= *letters == 'w';
        flags |= *letters == 'c' ? O_CREAT : 0;
        flags |= *letters == 'x' ? O_EXCL : 0;
        flags |= *letters == 't' ? O_TRUNC : 0;
        flags |= *letters == 'a' ? O_APPEND : 0;
    }
    return flags | (reads && writes ? O_RDWR : writes ? O_WRONLY : O_RDONLY);
}

static u32 position_of(int fd, u32 given) {
    // The pattern depends on the offset; appending goes to the end.
    struct stat status;
    if (given != ~0U) {
        return given;
    }
    return CALL(fstat, fd, &status, 0) == 0 ? status.st_size : 0;
}

// write FD OFFSET LENGTH SEED: offset `end` for files that append.
static int do_write(void) {
    const int fd = number(words[1]), length = number(words[3]);
    const int at_end = same(words[2], "end");
    const u32 offset = position_of(fd, at_end ? ~0U : (u32)number(words[2]));
    int done = 0;
    if (!at_end) {
        const int moved = CALL(seek, fd, offset, LSEEK_SET);
        if (moved < 0) {
            return moved;
        }
    }
    while (done < length) {
        const int part = length - done < BUFFER ? length - done : BUFFER;
        fill(buffer, (u32)number(words[4]), offset + (u32)done, (u32)part);
        const int moved = CALL(write, fd, buffer, part);
        if (moved < 0) {
            return done ? done : moved;
        }
        done += moved;
        if (moved < part) {
            break;
        }
    }
    return done;
}

// check FD OFFSET LENGTH SEED, with seed `zero` for a hole: returns how many are right.
static int do_check(void) {
    const int fd = number(words[1]), offset = number(words[2]), length = number(words[3]);
    const int zero = same(words[4], "zero");
    int done = 0;
    const int moved = CALL(seek, fd, offset, LSEEK_SET);
    if (moved < 0) {
        return moved;
    }
    while (done < length) {
        const int part = CALL(read, fd, buffer, length - done < BUFFER ? length - done : BUFFER);
        if (part <= 0) {
            return done ? done : part;
        }
        for (int i = 0; i < part; i++, done++) {
            const u8 wanted = zero ? 0 : pattern((u32)number(words[4]), (u32)(offset + done));
            if (buffer[i] != wanted) {
                return done;
            }
        }
    }
    return done;
}

// ls PATH: prints the names, returns how many.
static int do_list(void) {
    struct dirent entry;
    const int fd = CALL(open, words[1], O_RDONLY, 0);
    int result, count = 0;
    if (fd < 0) {
        return fd;
    }
    entry.offset = 0;
    print("ls:");
    while ((result = CALL(getdirentry, fd, &entry, 0)) == 0) {
        print(" ");
        print(entry.name);
        count++;
    }
    print("\n");
    CALL(close, fd, 0, 0);
    return result == NOENT ? count : result;
}

// stat PATH FIELD, lstat, fstat FD FIELD.
static int do_stat(void) {
    struct stat status;
    const int result = words[0][0] == 'f'   ? CALL(fstat, number(words[1]), &status, 0)
                       : words[0][0] == 'l' ? CALL(lstat, words[1], &status, 0)
                                            : CALL(stat, words[1], &status, 0);
    if (result < 0) {
        return result;
    }
    switch (words[2][0]) {
    case 's': return (int)status.st_size;
    case 'n': return (int)status.st_nlinks;
    case 'b': return (int)status.st_blocks;
    default: return (int)(status.st_mode >> 12);
    }
}

// Compares a text that a call gave; its length when it is right.
static int compare(int result, const char* wanted) {
    if (result >= 0) {
        buffer[result] = 0;
        if (!same((char*)buffer, wanted)) {
            print("is: ");
            print((char*)buffer);
            print("\n");
            return -1000;
        }
    }
    return result;
}

static int do_getcwd(void) {
    const int result = CALL(getcwd, buffer, BUFFER, 0);
    return compare(result < 0 ? result : (int)length_of((char*)buffer), words[1]);
}

static int do_statfs(void) {
    struct statfs status;
    const int result = CALL(statfs, words[1], &status, 0);
    return result < 0 ? result : (int)status.free_blocks;
}

// The device's sector of this number is read, which nothing else does.
static int do_mark(const char* sector) {
    const int fd = CALL(open, marks, O_RDONLY, 0);
    CALL(seek, fd, number(sector) * 512, LSEEK_SET);
    const int result = CALL(read, fd, buffer, 512);
    CALL(close, fd, 0, 0);
    return result;
}

// fsynced FD N: mark N says that fsync succeeded, and all that came before it, since `forgive`.
static int do_fsynced(void) {
    const int result = CALL(fsync, number(words[1]), 0, 0);
    return result == 0 && !spoiled ? do_mark(words[2]) : result;
}

// openas FD PATH FLAGS: with that descriptor, or none.
static int do_open_as(void) {
    const int wanted = number(words[1]);
    CALL(close, wanted, 0, 0);
    const int fd = CALL(open, words[2], open_flags(words[3]), 0);
    if (fd >= 0 && fd != wanted) {
        CALL(dup, fd, wanted, 0);
        CALL(close, fd, 0, 0);
    }
    return fd;
}

// fill FD: blocks until there is no more room; the error. `tell` says how many there were.
static int do_fill(void) {
    int result, count = 0;
    while ((result = CALL(write, number(words[1]), buffer, 4096)) == 4096) {
        count++;
    }
    return result < 0 ? result : count;
}

// `folder/name`, in memory of its own.
static void join(char* to, const char* folder, const char* name) {
    while (*folder) {
        *to++ = *folder++;
    }
    *to++ = '/';
    while ((*to++ = *name++) != 0) {
    }
}

// Everything that can be done to what is perhaps a file.
static void probe_file(const char* path) {
    static const u32 offsets[] = {0, 5000, 49152, 4300000, 134217000};
    struct stat status;
    CALL(lstat, path, &status, 0);
    CALL(readlink, path, buffer, BUFFER);
    const int fd = CALL(open, path, O_RDWR, 0);
    if (fd < 0) {
        return;
    }
    for (int i = 0; i < 40 && CALL(read, fd, buffer, BUFFER) > 0; i++) {
    }
    for (u32 i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        CALL(seek, fd, offsets[i], LSEEK_SET);
        CALL(read, fd, buffer, 5000);
        CALL(seek, fd, offsets[i], LSEEK_SET);
        CALL(write, fd, buffer, 5000);
    }
    CALL(truncate, fd, 60000, 0);
    CALL(truncate, fd, 5000000, 0);
    CALL(fsync, fd, 0, 0);
    CALL(truncate, fd, 100, 0);
    CALL(close, fd, 0, 0);
}

// And to what is perhaps a directory.
static void probe_folder(const char* path) {
    static char inner[4600];
    struct dirent entry;
    struct stat status;
    const int fd = CALL(open, path, O_RDONLY, 0);
    entry.offset = 0;
    for (int i = 0; i < 100 && CALL(getdirentry, fd, &entry, 0) == 0; i++) {
        join(inner, path, entry.name);
        CALL(stat, inner, &status, 0);
        if (!same(entry.name, ".") && !same(entry.name, "..")) {
            probe_file(inner);
        }
    }
    CALL(close, fd, 0, 0);
    if (CALL(chdir, path, 0, 0) == 0) {
        CALL(getcwd, buffer, BUFFER, 0);
        CALL(mkdir, "new", 0, 0);
        CALL(rename, "new", "../moved", 0);
        CALL(rename, "../moved", "new2", 0);
        CALL(rmdir, "new2", 0, 0);
        CALL(chdir, "..", 0, 0);
        CALL(chdir, "/", 0, 0);
    }
    join(inner, path, "below");
    CALL(rename, path, inner, 0);
    CALL(close, CALL(open, inner, O_CREAT | O_WRONLY, 0), 0, 0);
    CALL(unlink, inner, 0, 0);
}

static int do_exec(void) {
    const char* arguments[] = {words[1]};
    const int pid = CALL(fork, 0, 0, 0);
    if (pid == 0) {
        leave(CALL(exec, 0, 1, arguments));
    }
    return wait_for(pid);
}

// probe PATH: whatever the calls return, the kernel lives on.
static int do_probe(void) {
    probe_file(words[1]);
    probe_folder(words[1]);
    do_exec();
    return 0;
}

static int do_line(void) {
#define IS(text) same(words[0], text)
    if (IS("open")) return CALL(open, words[1], open_flags(words[2]), 0);
    if (IS("openas")) return do_open_as();
    if (IS("openraw")) return CALL(open, words[1], number(words[2]), 0);
    if (IS("close")) return CALL(close, number(words[1]), 0, 0);
    if (IS("write")) return do_write();
    if (IS("check")) return do_check();
    if (IS("read")) return CALL(read, number(words[1]), buffer, number(words[2]));
    if (IS("rawwrite")) return CALL(write, number(words[1]), buffer, number(words[2]));
    if (IS("seek")) return CALL(seek, number(words[1]), number(words[2]), number(words[3]));
    if (IS("stat") || IS("lstat") || IS("fstat")) return do_stat();
    if (IS("truncate")) return CALL(truncate, number(words[1]), number(words[2]), 0);
    if (IS("fsync")) return CALL(fsync, number(words[1]), 0, 0);
    if (IS("sync")) return CALL(sync, 0, 0, 0);
    if (IS("mkdir")) return CALL(mkdir, words[1], 0, 0);
    if (IS("rmdir")) return CALL(rmdir, words[1], 0, 0);
    if (IS("unlink")) return CALL(unlink, words[1], 0, 0);
    if (IS("link")) return CALL(link, words[1], words[2], 0);
    if (IS("symlink")) return CALL(symlink, words[1], words[2], 0);
    if (IS("readlink")) return compare(CALL(readlink, words[1], buffer, BUFFER), words[2]);
    if (IS("rename")) return CALL(rename, words[1], words[2], 0);
    if (IS("chdir")) return CALL(chdir, words[1], 0, 0);
    if (IS("getcwd")) return do_getcwd();
    if (IS("ls")) return do_list();
    if (IS("dirent")) return CALL(getdirentry, number(words[1]), &(struct dirent){0}, 0);
    if (IS("dup")) return CALL(dup, number(words[1]), number(words[2]), 0);
    if (IS("mount")) return CALL(mount, words[1], words[2], "sfs");
    if (IS("umount")) return CALL(umount, words[1], 0, 0);
    if (IS("mkfifo")) return CALL(mkfifo, words[1], number(words[2]), 0);
    if (IS("ioctl")) return CALL(ioctl, number(words[1]), number(words[2]), 0);
    if (IS("exec")) return do_exec();
    if (IS("probe")) return do_probe();
    if (IS("sleep")) return CALL(sleep, number(words[1]), 0, 0);
    if (IS("forgive")) return spoiled = 0;
    if (IS("say")) return print(words[1]), print("\n"), 0;
    if (IS("free")) return do_statfs();
    if (IS("mark")) return do_mark(words[1]);
    if (IS("fsynced")) return do_fsynced();
    if (IS("fill")) return do_fill();
    print("no such command: ");
    print(words[0]);
    print("\n");
    return -9999;
}

// Does a line, and compares: words are cut apart at blanks; `""` is an empty word.
static void run_line(char* line) {
    const char* wanted = 0;
    int count = 0;
    for (char* at = line; *at;) {
        while (*at == ' ') {
            *at++ = 0;
        }
        if (!*at || count == 8) {
            break;
        }
        if (*at == '=') {
            wanted = at + 1;
        } else {
            words[count++] = at[0] == '"' && at[1] == '"' ? "" : at;
        }
        while (*at && *at != ' ') {
            at++;
        }
    }
    if (count == 0 || words[0][0] == '#') {
        return;
    }
    while (count < 8) {
        words[count++] = "0";
    }
    if (same(words[0], "ok")) {
        if (spoiled) {
            return;
        }
        for (int i = 0; i < 7; i++) {
            words[i] = words[i + 1];
        }
    }
    const int result = do_line();
    if (result < 0 || (same(words[0], "write") && result != number(words[3]))) {
        spoiled = 1;
    }
    if (wanted ? wanted[0] != '*' && number(wanted) != result : result < 0) {
        wrong++;
        print("line ");
        print_number(line_number);
        print(": ");
        print(words[0]);
        print(" ");
        print(words[1]);
        print(" ");
        print(words[2]);
        print(": ");
        print_number(result);
        print(wanted ? ", not " : ", an error");
        print(wanted ? wanted : "");
        print("\n");
    }
}

static int start(int argc, char** argv) {
    const int fd = CALL(open, argv[1], O_RDONLY, 0);
    int length = 0, part;
    marks = argc > 2 ? argv[2] : "null:";
    if (fd < 0) {
        fail("no script", fd, 0);
    }
    while ((part = CALL(read, fd, script + length, sizeof script - 1 - (u32)length)) > 0) {
        length += part;
    }
    CALL(close, fd, 0, 0);
    for (char *at = script, *end; *at; at = end) {
        for (end = at; *end && *end != '\n'; end++) {
        }
        if (*end) {
            *end++ = 0;
        }
        line_number++;
        run_line(at);
    }
    print("fsops: ");
    print_number(line_number);
    print(" lines, ");
    print_number(wrong);
    print(" wrong.\n");
    return wrong ? 1 : 0;
}
