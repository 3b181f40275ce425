// Tests of what the kernel promises to programs: pointers, files, directories, pipes, processes,
// memory. uCore: none; in the spirit of xv6's usertests.
//
//     usertests            all tests
//     usertests NAME...    these
//     usertests -l         which there are
//
// Each test runs in a child (harness.h). When it has ended there must be as much memory and disk as
// before; since caches grow and shrink, a test that seems to have lost some runs again, and has
// lost it when that happens every time.
#include "user/libs/command.h"
#include "user/usertests/harness.h"
#include "user/usertests/report.h"

namespace {

using namespace usertests;

constexpr const char kFolder[] = "/usertests.d";
constexpr u32 kTimeLimit = 120 * 100;  // of a test, in ticks
constexpr int kLeakRuns = 4;
constexpr u32 kCachedPerPage = 32;  // pages in a cache for which it may take one more

// Runs the test in a child, which is killed when it takes too long. false: it failed.
bool run_once(const Test& test) {
    clear_report();
    mkdir(kFolder);
    const int pid = fork();
    if (pid == 0) {
        EXPECT_EQ(chdir(kFolder), 0);
        test.run();
        exit(0);
    }
    const int watchdog = fork();
    if (watchdog == 0) {
        sleep(kTimeLimit);
        report_failure("usertests", 0, "it took too long");
        kill(pid);
        exit(0);
    }
    int code = -1;
    if (pid < 0 || watchdog < 0 || waitpid(pid, &code) != 0) {
        report_failure("usertests", 0, "it could not be started");
    }
    kill(watchdog);
    waitpid(watchdog, nullptr);
    remove_all(kFolder);
    return code == 0 && reported_failure() == nullptr;
}

void print_failure(const Test& test, const char* reason) {
    cprintf("%s: FAILED: %s\n", test.name, reason);
}

bool run_test(const Test& test) {
    u32 pages_lost = 0;
    u32 blocks_lost = 0;
    for (int run = 0; run < kLeakRuns; run++) {
        const Supplies before = Supplies::now();
        if (!run_once(test)) {
            const char* reason = reported_failure();
            print_failure(test, reason != nullptr ? reason : "it was killed");
            return false;
        }
        const Supplies after = Supplies::now();
        // A cache needs a little memory of its own for what it holds.
        const u32 more_cached = after.cached - min(after.cached, before.cached);
        const u32 pages = after.pages + more_cached / kCachedPerPage;
        pages_lost = before.pages - min(before.pages, pages);
        blocks_lost = before.blocks - min(before.blocks, after.blocks);
        if (pages_lost == 0 && blocks_lost == 0) {
            cprintf("%s: ok\n", test.name);
            return true;
        }
    }
    char reason[80];
    snprintf(reason, sizeof(reason), "%u pages and %u blocks are lost", pages_lost, blocks_lost);
    print_failure(test, reason);
    return false;
}

bool is_named(const command::Options& options, const char* name) {
    for (const char* wanted : options.operands()) {
        if (StringView(wanted) == name) {
            return true;
        }
    }
    return false;
}

// Runs those of `tests` that are wanted; how many passed, and how many failed.
struct Counts {
    u32 passed = 0;
    u32 failed = 0;

    void run(const Span<const Test>& tests, const command::Options& options, bool all) {
        for (const Test& test : tests) {
            if (options.has('l')) {
                cprintf("%s\n", test.name);
            } else if (all || is_named(options, test.name)) {
                const bool good = run_test(test);
                passed += good ? 1 : 0;
                failed += good ? 0 : 1;
            }
        }
    }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && StringView(argv[1]) == "--child") {
        return special_child(argc, argv);
    }
    const command::Options options(argc, argv, "l", "usertests [-l] [NAME]...");
    const Span<const Test> all[] = {kPointerTests,   kFileTests, kSharedFileTests,
                                    kDirectoryTests, kLinkTests, kPipeTests,
                                    kProcessTests,   kExecTests, kMemoryTests};
    open_report();
    Counts counts;
    for (const Span<const Test>& tests : all) {
        counts.run(tests, options, options.operands().empty());
    }
    if (options.has('l')) {
        return 0;
    }
    counts.run(kOnPurposeTests, options, false);
    if (counts.passed + counts.failed < options.operands().size()) {
        command::complain("there is no test of such a name: -l lists them");
    }
    cprintf("usertests: %u passed, %u failed\n", counts.passed, counts.failed);
    return counts.failed > 0 ? 1 : command::finish();
}
