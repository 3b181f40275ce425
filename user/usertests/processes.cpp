// Tests: processes. Layer: user. uCore: none.
#include "user/libs/process_list.h"
#include "user/usertests/harness.h"

namespace usertests {

namespace {

[[noreturn]] void spin() {
    for (volatile bool go_on = true; go_on;) {}
    exit(1);
}

// The status of who was killed.
void killstatus() {
    for (int i = 0; i < 50; i++) {
        const int pid = start_child([] {
            for (;;) {
                getpid();
            }
        });
        yield();
        EXPECT_EQ(kill(pid), 0);
        EXPECT_EQ(code_of(pid), -E_KILLED);
    }
}

// Who spins is interrupted, and can be killed.
void preempt() {
    int ends[2];
    const int first = start_child(spin);
    const int second = start_child(spin);
    EXPECT_EQ(pipe(ends), 0);
    const int third = start_child([&] {
        EXPECT_EQ(write(ends[1], "x", 1), 1);
        spin();
    });
    char c;
    EXPECT_EQ(read(ends[0], &c, 1), 1);
    const int pids[] = {first, second, third};
    for (int pid : pids) {
        EXPECT_EQ(kill(pid), 0);
    }
    for (int pid : pids) {
        EXPECT_EQ(code_of(pid), -E_KILLED);
    }
    close(ends[0]);
    close(ends[1]);
}

// A child's code reaches its parent, whichever of them is first.
void exitwait() {
    for (int i = 0; i < 100; i++) {
        const int pid = fork();
        EXPECT(pid >= 0);
        if (pid == 0) {
            exit(i);
        }
        if (i % 3 == 0) {
            yield();
        }
        EXPECT_EQ(code_of(pid), i);
    }
    EXPECT(waitpid(0, nullptr) < 0);
}

// Children that outlive their parent.
void reparent() {
    for (int i = 0; i < 40; i++) {
        const int pid = start_child([] { start_child([] { yield(); }); });
        EXPECT_EQ(code_of(pid), 0);
    }
    sleep(5);
}

void reparent2() {
    for (int i = 0; i < 60; i++) {
        const int pid = start_child([] {
            start_child([] {});
            start_child([] {});
        });
        EXPECT_EQ(code_of(pid), 0);
    }
    sleep(5);
}

void twochildren() {
    for (int i = 0; i < 100; i++) {
        const int first = start_child([] {});
        const int second = start_child([] {});
        EXPECT(first != second);
        EXPECT_EQ(wait(), 0);
        EXPECT_EQ(wait(), 0);
        EXPECT(wait() < 0);
    }
}

// Several that fork at the same time.
void forkfork() {
    run_children(3, [](int) {
        for (int i = 0; i < 40; i++) {
            EXPECT_EQ(code_of_child([] {}), 0);
        }
    });
}

// As many as there may be, or as memory allows; then as before.
void forktest() {
    static int pids[600];
    int count = 0;
    while (count < 600) {
        const int pid = fork();
        if (pid < 0) {
            EXPECT(pid == -E_NO_MEM || pid == -E_NO_FREE_PROC);
            break;
        }
        if (pid == 0) {
            sleep(100000);
            exit(0);
        }
        pids[count++] = pid;
    }
    EXPECT(count >= 100);
    for (int i = 0; i < count; i++) {
        EXPECT_EQ(kill(pids[i]), 0);
    }
    for (int i = 0; i < count; i++) {
        EXPECT_EQ(code_of(pids[i]), -E_KILLED);
    }
    EXPECT(wait() < 0);
}

// Numbers that no process has, and one that nobody may end.
void killtest() {
    static const int wrong[] = {-1, 8192, 0x7FFFFFFF, static_cast<int>(0x80000000), 7999};
    for (int pid : wrong) {
        EXPECT(kill(pid) < 0);
        EXPECT(waitpid(pid, nullptr) < 0);
    }
    EXPECT(kill(1) < 0);
    EXPECT(kill(0) < 0);
    const int pid = start_child([] {});
    EXPECT_EQ(code_of(pid), 0);
    EXPECT(kill(pid) < 0);
    EXPECT(waitpid(getpid(), nullptr) < 0);
}

// Everyone who sleeps can be killed, at any time.
void kill_sleepers() {
    for (unsigned i = 0; i < 20; i++) {
        const int pid = start_child([] {
            for (;;) {
                sleep(2);
            }
        });
        sleep(i % 4);
        EXPECT_EQ(kill(pid), 0);
        EXPECT_EQ(code_of(pid), -E_KILLED);
    }
}

// Who waits for a child can be killed; the child goes on.
void kill_waiting() {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const int pid = start_child([&] {
        const int inner = start_child([&] {
            sleep(10);
            EXPECT_EQ(write(ends[1], "x", 1), 1);
        });
        code_of(inner);
    });
    sleep(3);
    EXPECT_EQ(kill(pid), 0);
    EXPECT_EQ(code_of(pid), -E_KILLED);
    close(ends[1]);
    char c;
    EXPECT_EQ(read(ends[0], &c, 1), 1);
    EXPECT_EQ(read(ends[0], &c, 1), 0);
    close(ends[0]);
}

void sleeptest() {
    const unsigned start = gettime_msec();
    EXPECT_EQ(sleep(20), 0);
    const unsigned slept = gettime_msec() - start;
    EXPECT(slept >= 20 && slept < 200);
    sleep(0);
}

const process_info* find(const Array<process_info>& all, int pid) {
    for (const process_info& process : all) {
        if (static_cast<int>(process.pid) == pid) {
            return &process;
        }
    }
    return nullptr;
}

// What the kernel tells of processes.
void processtest() {
    const int sleeping = start_child([] { sleep(100000); });
    const int ended = start_child([] {});
    sleep(3);
    const Array<process_info> all = all_processes();
    EXPECT(all.size() >= 4);
    for (usize i = 1; i < all.size(); i++) {
        EXPECT(all[i - 1].pid < all[i].pid);
    }
    const process_info* self = find(all, getpid());
    EXPECT(self != nullptr && self->state == PROCESS_RUNNABLE && self->pages > 0);
    EXPECT_EQ(strcmp(self->name, "usertests"), 0);
    const process_info* child = find(all, sleeping);
    EXPECT(child != nullptr && child->state == PROCESS_SLEEPING);
    EXPECT_EQ(child->parent, getpid());
    child = find(all, ended);
    EXPECT(child != nullptr && child->state == PROCESS_ZOMBIE);
    EXPECT(find(all, 1) != nullptr);
    EXPECT_EQ(kill(sleeping), 0);
    EXPECT_EQ(code_of(sleeping), -E_KILLED);
    EXPECT_EQ(code_of(ended), 0);
    EXPECT(find(all_processes(), ended) == nullptr);
    // Fewer than there are: the number is told, and no more are stored.
    process_info two[2];
    two[1].pid = 12345;
    EXPECT(get_processes(two, 1) >= 4);
    EXPECT_EQ(two[1].pid, 12345);
}

// Many children that all have something open.
void fork_with_files() {
    const OpenFile file("file", O_RDWR | O_CREAT);
    const int folder = open(".", O_RDONLY);
    EXPECT(folder >= 0);
    run_children(20, [&](int number) {
        EXPECT_EQ(write(file.fd(), numbered("line ", 10 + number), 7), 7);
        EXPECT_EQ(close(file.fd()), 0);
        EXPECT_EQ(close(folder), 0);
        EXPECT(open("file", O_RDONLY) >= 0);
    });
    EXPECT_EQ(size_of("file"), 140);
    EXPECT_EQ(write(file.fd(), "behind", 6), 6);
    EXPECT_EQ(size_of("file"), 146);
    EXPECT_EQ(close(folder), 0);
}

// A child's current directory is its own.
void own_directory() {
    EXPECT_EQ(mkdir("dir"), 0);
    EXPECT_EQ(code_of_child([] {
                  EXPECT_EQ(chdir("dir"), 0);
                  make_file("inside", 1, 10);
              }),
              0);
    check_file("dir/inside", 1, 10);
    EXPECT_EQ(open("inside", O_RDONLY), -E_NOENT);
}

constexpr Test kTests[] = {
    {"killstatus", killstatus},       {"preempt", preempt},
    {"exitwait", exitwait},           {"reparent", reparent},
    {"reparent2", reparent2},         {"twochildren", twochildren},
    {"forkfork", forkfork},           {"forktest", forktest},
    {"killtest", killtest},           {"kill_sleepers", kill_sleepers},
    {"kill_waiting", kill_waiting},   {"sleeptest", sleeptest},
    {"processtest", processtest},     {"fork_with_files", fork_with_files},
    {"own_directory", own_directory},
};

}  // namespace

constinit const Span<const Test> kProcessTests = kTests;

}  // namespace usertests
