// What the tests of usertests are made of.
// Layer: user. uCore: none; the idea and many tests are those of xv6's usertests.
//
// A test is a function that runs in a child, in an empty directory of its own. It ends when an
// EXPECT fails, in itself or in a child of it, and is good when it returns. Around it the harness
// compares how much memory and how many blocks of the disk are free.
#pragma once

#include "libs/scope.h"
#include "libs/span.h"
#include "user/libs/dir.h"
#include "user/libs/error.h"
#include "user/libs/file.h"
#include "user/libs/stdio.h"
#include "user/libs/string.h"
#include "user/libs/syscall.h"
#include "user/libs/ulib.h"

namespace usertests {

struct Test {
    const char* name;
    void (*run)();
};

// The tests, by what they are about.
extern const Span<const Test> kPointerTests;
extern const Span<const Test> kFileTests;
extern const Span<const Test> kSharedFileTests;
extern const Span<const Test> kDirectoryTests;
extern const Span<const Test> kLinkTests;
extern const Span<const Test> kPipeTests;
extern const Span<const Test> kProcessTests;
extern const Span<const Test> kExecTests;
extern const Span<const Test> kMemoryTests;
// These fail, and run only when they are named.
extern const Span<const Test> kOnPurposeTests;

// Ends the test: it failed, for this reason.
[[noreturn]] void fail_at(const char* file, int line, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

#define FAIL(...) usertests::fail_at(__FILE__, __LINE__, __VA_ARGS__)

#define EXPECT(condition)                   \
    do {                                    \
        if (!(condition)) {                 \
            FAIL("not so: %s", #condition); \
        }                                   \
    } while (0)

// What EXPECT_EQ does: both are integers.
void expect_equal(int actual, int wanted, const char* what, const char* file, int line);

#define EXPECT_EQ(actual, wanted)                                                                  \
    usertests::expect_equal(static_cast<int>(actual), static_cast<int>(wanted), #actual, __FILE__, \
                            __LINE__)

// Starts a child that does `work` and ends with code 0; its number.
template <typename Work>
int start_child(Work work) {
    const int pid = fork();
    EXPECT(pid >= 0);
    if (pid == 0) {
        work();
        exit(0);
    }
    return pid;
}

// Waits for the child `pid`; its exit code.
int code_of(int pid);

// The exit code of a child that does `work`: 0, unless that ends it in another way.
template <typename Work>
int code_of_child(Work work) {
    return code_of(start_child(work));
}

// Runs `work(number)` in `count` children at the same time; all must end well.
template <typename Work>
void run_children(int count, Work work) {
    int pids[64];
    EXPECT(count <= 64);
    for (int i = 0; i < count; i++) {
        pids[i] = start_child([&] { work(i); });
    }
    for (int i = 0; i < count; i++) {
        EXPECT_EQ(code_of(pids[i]), 0);
    }
}

// A file that is open as long as its scope; opening must succeed.
class OpenFile : NonCopyable {
  public:
    [[nodiscard]] OpenFile(const char* path, u32 flags) : fd_(open(path, flags)) {
        if (fd_ < 0) {
            FAIL("open of %s returns %d", path, fd_);
        }
    }
    ~OpenFile() { close(fd_); }
    int fd() const { return fd_; }

  private:
    int fd_;
};

// Byte number `offset` of a file whose contents `seed` decides.
u8 byte_at(u32 seed, u32 offset);

// Writes bytes from..from+size of that file, where `fd` is; all must be taken.
void write_bytes(int fd, u32 seed, u32 from, u32 size);

// Reads as many, and compares them.
void check_bytes(int fd, u32 seed, u32 from, u32 size);

// The same with a whole file.
void make_file(const char* path, u32 seed, u32 size);
void check_file(const char* path, u32 seed, u32 size);
u32 size_of(const char* path);

// "prefix17", in a buffer that the next call takes again.
const char* numbered(const char* prefix, int number);

// Addresses where a program has no business.
inline constexpr uintptr_t kBadAddresses[] = {
    0, 0x1000, 0x1FFFFF, 0xB0000000, 0xC0000000, 0xC0100000, 0xFAC00000, 0xFFFFF000, 0xFFFFFFFF};

inline void* address(uintptr_t value) { return reinterpret_cast<void*>(value); }
inline char* text_at(uintptr_t value) { return reinterpret_cast<char*>(value); }

// The path of this program, which runs special_child when called with --child.
inline constexpr const char kProgram[] = "/usertests";
int special_child(int argc, char** argv);

}  // namespace usertests
