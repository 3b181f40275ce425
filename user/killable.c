// Kills processes and threads out of every call that waits: it ends at once, and takes nothing with
// it.
// uCore counterpart: none.
#include <error.h>
#include <stdio.h>
#include <thread.h>
#include <ulib.h>

// SOON: ticks in which whoever is killed has to be gone; LONG: what it would have waited.
enum { SOON = 3, LONG = 100000 };

// In shared memory: the child that waits, and whether nobody will kill it any more.
struct fate {
    volatile int child, over;
};
static struct fate* fate;

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

static void wait_for_any_child(void) {
    const int pid = fork();
    if (pid == 0) {
        sleep(50);
        exit(0);
    }
    wait();
}

static void sleep_for_ever(void) { sleep(~0U); }

static void wait_for_semaphore(void) { sem_wait(sem); }

static void wait_for_semaphore_long(void) { sem_wait_timeout(sem, LONG); }

static void send_to_parent(void) { send_event(parent, 1); }

static void send_to_parent_long(void) { send_event_timeout(parent, 1, LONG); }

static void receive(void) {
    int event;
    recv_event(NULL, &event);
}

static void receive_long(void) {
    int event;
    recv_event_timeout(NULL, &event, LONG);
}

static int send_number(unsigned timeout) {
    struct mboxbuf buffer = {0, 0, sizeof(sem), &sem};
    return mbox_send_timeout(full, &buffer, timeout);
}

static void send_to_mailbox(void) { send_number(0); }

static void send_to_mailbox_long(void) { send_number(LONG); }

static void receive_number(unsigned timeout) {
    int number;
    struct mboxbuf buffer = {0, sizeof(number), 0, &number};
    mbox_recv_timeout(empty, &buffer, timeout);
}

static void receive_from_mailbox(void) { receive_number(0); }

static void receive_from_mailbox_long(void) { receive_number(LONG); }

static const struct {
    const char* name;
    void (*call)(void);
} calls[] = {
    {"waitpid", wait_for_child},
    {"wait", wait_for_any_child},
    {"sleep", sleep_for_ever},
    {"sem_wait", wait_for_semaphore},
    {"sem_wait_timeout", wait_for_semaphore_long},
    {"send_event", send_to_parent},
    {"send_event_timeout", send_to_parent_long},
    {"recv_event", receive},
    {"recv_event_timeout", receive_long},
    {"mbox_send", send_to_mailbox},
    {"mbox_send_timeout", send_to_mailbox_long},
    {"mbox_recv", receive_from_mailbox},
    {"mbox_recv_timeout", receive_from_mailbox_long},
};

static int run_call(void* call) {
    (*(void (**)(void))call)();
    return 1;
}

// Three children: one is killed, one kills its thread, one ends while its thread waits.

static void __noreturn wait_in(void (*call)(void)) {
    call();
    exit(1);
}

static void __noreturn kill_own_thread(void (*call)(void)) {
    thread_t waiting;
    int code = 0;
    assert(thread(run_call, (void*)&call, &waiting) == 0);
    sleep(SOON);
    assert(thread_kill(&waiting) == 0 && thread_wait(&waiting, &code) == 0);
    exit(code);
}

static void __noreturn leave_own_thread(void (*call)(void)) {
    thread_t waiting;
    assert(thread(run_call, (void*)&call, &waiting) == 0);
    sleep(SOON);
    exit(-E_KILLED);
}

static void try_call(const char* name, void (*call)(void)) {
    void (*const ways[])(void (*)(void)) = {wait_in, kill_own_thread, leave_own_thread};
    for (unsigned way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
        const int pid = fork();
        if (pid == 0) {
            fate->child = getpid();
            if (fate->over) {
                exit(1);
            }
            ways[way](call);
        }
        assert(pid > 0);
        sleep(SOON);
        int code = 0;
        const unsigned start = gettime_msec();
        if (way == 0) {
            assert(kill(pid) == 0);
        }
        assert(waitpid(pid, &code) == 0);
        if (code != -E_KILLED || gettime_msec() - start > SOON) {
            panic("%s, way %d: code %d after %d ticks", name, way, code, gettime_msec() - start);
        }
    }
}

static void check_nothing_left(void) {
    int event, value;
    struct mboxinfo info;
    assert(recv_event_timeout(NULL, &event, 2) == -E_TIMEOUT);
    assert(sem_post(sem) == 0 && sem_get_value(sem, &value) == 0 && value == 1);
    assert(mbox_info(full, &info) == 0 && info.slots == 1 && info.senders == 0);
    assert(mbox_info(empty, &info) == 0 && info.slots == 0 && info.receivers == 0);
}

static void run_tests(void) {
    parent = getpid();
    sem = sem_init(0);
    empty = mbox_init(1);
    full = mbox_init(1);
    assert(sem > 0 && empty > 0 && full > 0 && send_number(0) == 0);
    for (unsigned i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        try_call(calls[i].name, calls[i].call);
    }
    check_nothing_left();
    cprintf("killable pass.\n");
}

// The tests run in a child, which may be ended for want of memory while a child of its own waits for
// ever: then that one is killed from here. What this needs of memory it has before the tests begin.
int main(void) {
    uintptr_t shared = 0;
    assert(shmem(&shared, sizeof(*fate), MMAP_WRITE) == 0);
    fate = (struct fate*)shared;
    fate->over = 0;
    const sem_t ready = sem_init(0);
    int code = -1;
    assert(ready > 0);
    const int tester = fork();
    if (tester == 0) {
        if (sem_wait(ready) == 0) {
            run_tests();
        }
        exit(0);
    }
    assert(tester > 0 && sem_post(ready) == 0);
    waitpid(tester, &code);
    fate->over = 1;
    if (fate->child > 0) {
        kill(fate->child);
    }
    return code;
}
