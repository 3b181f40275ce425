// Tests: exec. Layer: user. uCore: none.
//
// This program is also the one that is executed: `usertests --child WHAT ...`.
#include "libs/format.h"
#include "user/usertests/harness.h"

namespace usertests {

namespace {

// What this program does for a test that executes it; its exit code tells what it found.
constexpr int kGood = 42;
constexpr int kBad = 43;

int count_arguments(int argc, char** argv) {
    // Arguments 3 and on are "argument3", "argument4", ...
    for (int i = 3; i < argc; i++) {
        if (strcmp(argv[i], numbered("argument", i)) != 0) {
            return kBad;
        }
    }
    return argv[argc] == nullptr ? 100 + argc : kBad;
}

int measure_argument(int argc, char** argv) {
    if (argc != 4) {
        return kBad;
    }
    const usize length = strlen(argv[3]);
    for (usize i = 0; i < length; i++) {
        if (argv[3][i] != 'a') {
            return kBad;
        }
    }
    return static_cast<int>(length);
}

// Descriptors 0 and 1 are what they were; all others are closed.
int look_at_descriptors() {
    struct stat info;
    for (int fd = 2; fd < 40; fd++) {
        if (fstat(fd, &info) == 0) {
            return kBad;
        }
    }
    char text[6] = {};
    if (read(0, text, 5) != 5 || strcmp(text, "input") != 0 || write(1, "output", 6) != 6) {
        return kBad;
    }
    return kGood;
}

// The exit code of a child that executes this program with these arguments behind --child.
template <typename... Arguments>
int code_of_exec(Arguments... arguments) {
    return code_of_child([&] {
        const char* list[] = {kProgram, "--child", arguments..., nullptr};
        FAIL("exec returns %d", __exec(nullptr, list));
    });
}

// exec with other files as standard input and output.
void exectest() {
    make_file("in", 1, 0);
    {
        const OpenFile input("in", O_WRONLY);
        EXPECT_EQ(write(input.fd(), "input", 5), 5);
    }
    const int pid = start_child([] {
        const int input = open("in", O_RDONLY);
        const int output = open("out", O_WRONLY | O_CREAT);
        EXPECT(input >= 0 && output >= 0);
        EXPECT_EQ(dup2(input, 0), 0);
        EXPECT_EQ(dup2(output, 1), 1);
        const char* list[] = {kProgram, "--child", "descriptors", nullptr};
        FAIL("exec returns %d", __exec(nullptr, list));
    });
    EXPECT_EQ(code_of(pid), kGood);
    char text[10];
    const OpenFile output("out", O_RDONLY);
    EXPECT_EQ(read(output.fd(), text, sizeof(text)), 6);
    EXPECT_EQ(memcmp(text, "output", 6), 0);
}

// As many arguments as there may be, and one more.
void many_arguments() {
    static char texts[EXEC_MAX_ARG_NUM + 1][16];
    const char* list[EXEC_MAX_ARG_NUM + 2] = {kProgram, "--child", "count"};
    for (int i = 3; i <= EXEC_MAX_ARG_NUM; i++) {
        snprintf(texts[i], sizeof(texts[i]), "argument%d", i);
        list[i] = texts[i];
    }
    EXPECT(__exec(nullptr, list) < 0);
    for (int count = 3; count <= EXEC_MAX_ARG_NUM; count += 29) {
        list[count] = nullptr;
        const int code = code_of_child([&] { FAIL("exec returns %d", __exec(nullptr, list)); });
        EXPECT_EQ(code, 100 + count);
        list[count] = texts[count];
    }
    // None at all: there would be no program.
    const char* none[] = {nullptr};
    EXPECT(__exec(nullptr, none) < 0);
    EXPECT(sys_exec(nullptr, -1, list) < 0);
    EXPECT(sys_exec(nullptr, 0x40000000, list) < 0);
}

// Arguments as long as they may be, and longer.
void bigargtest() {
    static char text[EXEC_MAX_ARG_LEN + 2];
    memset(text, 'a', sizeof(text) - 1);
    const char* list[] = {kProgram, "--child", "measure", text, nullptr};
    EXPECT(__exec(nullptr, list) < 0);
    text[EXEC_MAX_ARG_LEN] = '\0';
    EXPECT_EQ(code_of_exec("measure", text), EXEC_MAX_ARG_LEN);
    EXPECT_EQ(code_of_exec("measure", ""), 0);
    // All of them long: it works, or it is refused as a whole.
    const char* many[EXEC_MAX_ARG_NUM + 1] = {kProgram, "--child", "good"};
    for (int i = 3; i < EXEC_MAX_ARG_NUM; i++) {
        many[i] = text;
    }
    EXPECT_EQ(code_of_child([&] { exit(__exec(nullptr, many) < 0 ? kGood : kBad); }), kGood);
}

// What is no program: an error, and the caller lives on (K15, K16).
void exec_refused() {
    const char* list[] = {"missing", nullptr};
    EXPECT_EQ(__exec(nullptr, list), -E_NOENT);
    list[0] = "/usertests/x";
    EXPECT_EQ(__exec(nullptr, list), -E_NOTDIR);
    list[0] = ".";
    EXPECT(__exec(nullptr, list) < 0);
    list[0] = "/";
    EXPECT(__exec(nullptr, list) < 0);
    list[0] = "null:";
    EXPECT(__exec(nullptr, list) < 0);
    list[0] = "stdout:";
    EXPECT(__exec(nullptr, list) < 0);
    list[0] = "";
    EXPECT(__exec(nullptr, list) < 0);
    make_file("empty", 1, 0);
    make_file("noise", 1, 5000);
    list[0] = "empty";
    EXPECT_EQ(__exec(nullptr, list), -E_INVAL_ELF);
    list[0] = "noise";
    EXPECT_EQ(__exec(nullptr, list), -E_INVAL_ELF);
    // What was open is open still.
    const OpenFile file("noise", O_RDONLY);
    EXPECT(__exec(nullptr, list) < 0);
    check_bytes(file.fd(), 1, 0, 5000);
}

// A program whose name has no file any more runs on, and so does one that is written over.
void exec_of_unlinked() {
    const OpenFile source(kProgram, O_RDONLY);
    const int copy = open("program", O_WRONLY | O_CREAT);
    static char buffer[4096];
    int got;
    while ((got = read(source.fd(), buffer, sizeof(buffer))) > 0) {
        EXPECT_EQ(write(copy, buffer, static_cast<usize>(got)), got);
    }
    close(copy);
    const int pid = start_child([] {
        const char* list[] = {"program", "--child", "nap", nullptr};
        FAIL("exec returns %d", __exec(nullptr, list));
    });
    sleep(4);
    EXPECT_EQ(unlink("program"), 0);
    EXPECT_EQ(code_of(pid), kGood);
}

// exec by a relative path, through a link, with a name of its own.
void exec_paths() {
    EXPECT_EQ(symlink(kProgram, "link"), 0);
    EXPECT_EQ(link(kProgram, "name"), 0);
    static const char* const paths[] = {"link", "name", "./name", "//usertests", "/./usertests"};
    for (const char* path : paths) {
        const int code = code_of_child([&] {
            const char* list[] = {path, "--child", "good", nullptr};
            FAIL("exec returns %d", __exec("own", list));
        });
        EXPECT_EQ(code, kGood);
    }
}

// Many times, by several at once.
void exec_often() {
    run_children(3, [](int) {
        for (int i = 0; i < 15; i++) {
            EXPECT_EQ(code_of_exec("good"), kGood);
        }
    });
}

constexpr Test kTests[] = {
    {"exectest", exectest},
    {"many_arguments", many_arguments},
    {"bigargtest", bigargtest},
    {"exec_refused", exec_refused},
    {"exec_of_unlinked", exec_of_unlinked},
    {"exec_paths", exec_paths},
    {"exec_often", exec_often},
};

}  // namespace

constinit const Span<const Test> kExecTests = kTests;

int special_child(int argc, char** argv) {
    const StringView what = argc > 2 ? argv[2] : "";
    if (what == "count") {
        return count_arguments(argc, argv);
    }
    if (what == "measure") {
        return measure_argument(argc, argv);
    }
    if (what == "descriptors") {
        return look_at_descriptors();
    }
    if (what == "nap") {
        sleep(10);
    }
    return what == "good" || what == "nap" ? kGood : kBad;
}

}  // namespace usertests
