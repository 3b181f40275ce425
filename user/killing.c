// Whom kill ends, and whom it does not.
// uCore counterpart: none.
#include <stdio.h>
#include <ulib.h>

static void expect(const char* what, int result, int expected) {
    cprintf("killing: %s: %d.\n", what, result);
    if (result != expected) {
        panic("%s: kill returns %d, not %d", what, result, expected);
    }
}

static void expect_killed(int pid) {
    int code = 0;
    assert(waitpid(pid, &code) == 0);
    if (code != -E_KILLED) {
        panic("child %d ended with %d, not %d", pid, code, -E_KILLED);
    }
}

static int fork_spinner(void) {
    const int pid = fork();
    if (pid == 0) {
        for (;;) {}
    }
    assert(pid > 0);
    return pid;
}

// A child that waits for a child of its own, which spins: the waiting one is ended, the other not.
static void kill_waiting_child(void) {
    const int child = fork();
    if (child == 0) {
        const int grandchild = fork_spinner();
        waitpid(grandchild, NULL);
        panic("waitpid returned");
    }
    assert(child > 0);
    for (int i = 0; i < 5; i++) {
        yield();
    }
    const int grandchild = child + 1;  // nobody else makes processes
    expect("a child that waits", kill(child), 0);
    expect_killed(child);
    expect("its child", kill(grandchild), 0);
}

int main(void) {
    expect("nobody", kill(-1), -E_BAD_PROC);
    expect("nobody yet", kill(getpid() + 1000), -E_BAD_PROC);
    expect("idle", kill(0), -E_INVAL);
    expect("init", kill(1), -E_INVAL);

    const int ended = fork();
    if (ended == 0) {
        exit(0);
    }
    yield();
    yield();
    expect("a child that has ended", kill(ended), -E_BAD_PROC);
    assert(waitpid(ended, NULL) == 0);
    expect("a child that is gone", kill(ended), -E_BAD_PROC);

    const int spinner = fork_spinner();
    expect("a child that spins", kill(spinner), 0);
    const int again = kill(spinner);
    assert(again == -E_KILLED || again == -E_BAD_PROC);  // the clock may have come in between
    expect_killed(spinner);

    kill_waiting_child();

    const int suicide = fork();
    if (suicide == 0) {
        kill(getpid());
        panic("kill(getpid()) returned");
    }
    expect_killed(suicide);
    cprintf("killing pass.\n");
    return 0;
}
