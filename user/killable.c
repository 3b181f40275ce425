// Kills processes out of every call that waits.
// uCore counterpart: none.
#include <error.h>
#include <stdio.h>
#include <ulib.h>

static sem_t sem;
static int empty, full, parent;

static void wait_for_child(void) {
    const int pid = fork();
    if (pid == 0) {
        sleep(50);
        exit(0);
    }
    waitpid(pid, NULL);
}

static void sleep_for_ever(void) { sleep(~0U); }

static void wait_for_semaphore(void) { sem_wait(sem); }

static void wait_for_semaphore_long(void) { sem_wait_timeout(sem, ~0U); }

static void send_to_parent(void) { send_event(parent, 1); }

static void receive(void) {
    int event;
    recv_event(NULL, &event);
}

static void send_to_mailbox(void) {
    struct mboxbuf buffer = {0, 0, sizeof(sem), &sem};
    mbox_send(full, &buffer);
}

static void receive_from_mailbox(void) {
    int number;
    struct mboxbuf buffer = {0, sizeof(number), 0, &number};
    mbox_recv(empty, &buffer);
}

static void (*const calls[])(void) = {
    wait_for_child, sleep_for_ever, wait_for_semaphore, wait_for_semaphore_long,
    send_to_parent, receive,        send_to_mailbox,    receive_from_mailbox,
};

int main(void) {
    parent = getpid();
    sem = sem_init(0);
    empty = mbox_init(1);
    full = mbox_init(1);
    struct mboxbuf buffer = {0, 0, sizeof(sem), &sem};
    assert(sem > 0 && empty > 0 && full > 0 && mbox_send(full, &buffer) == 0);
    for (unsigned i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        const int pid = fork();
        if (pid == 0) {
            calls[i]();
            exit(1);
        }
        assert(pid > 0);
        sleep(3);
        const unsigned start = gettime_msec();
        int code = 0;
        assert(kill(pid) == 0 && waitpid(pid, &code) == 0);
        if (code != -E_KILLED || gettime_msec() - start > 3) {
            panic("call %d: code %d after %d ticks", i, code, gettime_msec() - start);
        }
    }
    int event;
    assert(recv_event_timeout(NULL, &event, 2) == -E_TIMEOUT);
    cprintf("killable pass.\n");
    return 0;
}
