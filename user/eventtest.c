// Events: a number from one process to another, which both wait for.
// uCore counterpart: user/eventtest.c of its full version, an idea.
#include <error.h>
#include <stdio.h>
#include <ulib.h>

// LONG: ticks after which somebody must have died who should have sent something.
enum { SENDERS = 4, ROUNDS = 20, LONG = 1000 };

static int code_of(int pid) {
    int code = 0;
    assert(pid > 0 && waitpid(pid, &code) == 0);
    return code;
}

static void check_arguments(void) {
    int event;
    assert(send_event(getpid(), 1) == -E_INVAL);
    assert(send_event(1, 1) == -E_INVAL);
    assert(send_event(0x7fffffff, 1) == -E_BAD_PROC);
    assert(send_event(-1, 1) == -E_BAD_PROC);
    assert(recv_event(NULL, NULL) == -E_FAULT);
    assert(recv_event((int*)0xC0000000, &event) == -E_FAULT);
    assert(recv_event(NULL, (int*)0xC0000000) == -E_FAULT);
    cprintf("arguments ok.\n");
}

static void check_timeouts(void) {
    int from, event;
    unsigned start = gettime_msec();
    assert(recv_event_timeout(&from, &event, 6) == -E_TIMEOUT);
    assert(gettime_msec() - start >= 6 && gettime_msec() - start <= 8);

    const int pid = fork();
    if (pid == 0) {
        sleep(20);
        // What was sent without success is not received.
        exit(recv_event_timeout(&from, &event, 5));
    }
    start = gettime_msec();
    assert(send_event_timeout(pid, 1, 6) == -E_TIMEOUT);
    assert(gettime_msec() - start >= 6 && gettime_msec() - start <= 8);
    assert(code_of(pid) == -E_TIMEOUT);
    cprintf("time-outs ok.\n");
}

// Whether the sender comes first or the receiver: every number arrives once, and in order.
static void check_meeting(void) {
    const int parent = getpid();
    int pids[SENDERS];
    int next[SENDERS] = {0};
    for (int i = 0; i < SENDERS; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            for (int round = 0; round < ROUNDS; round++) {
                if (round % (i + 2) == 0) {
                    sleep((unsigned)i);
                }
                assert(send_event(parent, i * ROUNDS + round) == 0);
            }
            exit(0);
        }
    }
    for (int received = 0; received < SENDERS * ROUNDS; received++) {
        int from = 0, event = -1;
        if (received % 7 == 0) {
            sleep(2);
        }
        assert(recv_event_timeout(&from, &event, LONG) == 0);
        const int sender = event / ROUNDS;
        assert(sender < SENDERS && from == pids[sender] && event % ROUNDS == next[sender]);
        next[sender]++;
    }
    for (int i = 0; i < SENDERS; i++) {
        assert(code_of(pids[i]) == 0);
    }
    cprintf("meeting ok.\n");
}

// Who sends to one that ends is told; who is killed while it waits does not wait any more.
static void check_ends(void) {
    int from, event;
    int pid = fork();
    if (pid == 0) {
        sleep(5);
        exit(7);
    }
    assert(send_event(pid, 1) == -E_BAD_PROC && code_of(pid) == 7);

    pid = fork();
    if (pid == 0) {
        exit(recv_event_timeout(&from, &event, LONG));
    }
    sleep(2);
    assert(kill(pid) == 0 && code_of(pid) == -E_KILLED);

    const int parent = getpid();
    pid = fork();
    if (pid == 0) {
        exit(send_event(parent, 9));
    }
    sleep(2);
    assert(kill(pid) == 0 && code_of(pid) == -E_KILLED);
    assert(recv_event_timeout(&from, &event, 2) == -E_TIMEOUT);
    cprintf("ends ok.\n");
}

int main(void) {
    check_arguments();
    check_timeouts();
    check_meeting();
    check_ends();
    cprintf("eventtest pass.\n");
    return 0;
}
