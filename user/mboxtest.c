// Mailboxes: messages in order, full and empty ones, and what becomes of those who wait.
// uCore counterpart: user/mboxtest.c of its full version, an idea.
#include <error.h>
#include <stdio.h>
#include <string.h>
#include <ulib.h>

// LONG: ticks after which somebody must have died who should have sent something.
enum { SLOTS = 4, MESSAGES = 60, SENDERS = 3, LARGEST = 4096, LONG = 1000 };

static char text[LARGEST + 1];

static int code_of(int pid) {
    int code = 0;
    assert(pid > 0 && waitpid(pid, &code) == 0);
    return code;
}

static struct mboxbuf outgoing(const void* data, size_t length) {
    const struct mboxbuf buffer = {0, 0, length, (void*)data};
    return buffer;
}

static struct mboxbuf incoming(void* data, size_t size) {
    const struct mboxbuf buffer = {0, size, 0, data};
    return buffer;
}

static int send_number(int id, int number, unsigned timeout) {
    struct mboxbuf buffer = outgoing(&number, sizeof(number));
    return mbox_send_timeout(id, &buffer, timeout);
}

static int receive_number(int id, unsigned timeout) {
    int number = -1;
    struct mboxbuf buffer = incoming(&number, sizeof(number));
    const int result = mbox_recv_timeout(id, &buffer, timeout);
    if (result != 0) {
        return result;
    }
    assert(buffer.len == sizeof(number));
    return number;
}

static unsigned slots_of(int id) {
    struct mboxinfo info;
    assert(mbox_info(id, &info) == 0 && info.max_slots == SLOTS);
    return info.slots;
}

static void check_full_and_empty(void) {
    const int id = mbox_init(SLOTS);
    assert(id > 0 && slots_of(id) == 0);
    assert(receive_number(id, 5) == -E_TIMEOUT);
    for (int i = 0; i < SLOTS; i++) {
        assert(send_number(id, i, 0) == 0);
    }
    assert(slots_of(id) == SLOTS && send_number(id, 99, 5) == -E_TIMEOUT);
    for (int i = 0; i < SLOTS; i++) {
        assert(receive_number(id, 0) == i);
    }
    assert(slots_of(id) == 0 && receive_number(id, 5) == -E_TIMEOUT);
    assert(mbox_free(id) == 0 && mbox_free(id) == -E_INVAL);
    cprintf("full and empty ok.\n");
}

static void check_sizes(void) {
    const int id = mbox_init(SLOTS);
    for (size_t i = 0; i < LARGEST; i++) {
        text[i] = (char)(i * 7);
    }
    struct mboxbuf buffer = outgoing(text, LARGEST + 1);
    assert(mbox_send(id, &buffer) == -E_TOO_BIG);
    buffer = outgoing(text, LARGEST);
    assert(mbox_send(id, &buffer) == 0);
    buffer = outgoing(NULL, 0);
    assert(mbox_send(id, &buffer) == 0);

    static char read[LARGEST];
    buffer = incoming(read, LARGEST - 1);
    assert(mbox_recv(id, &buffer) == -E_TOO_BIG && buffer.len == LARGEST);
    assert(slots_of(id) == 2);
    buffer = incoming(read, LARGEST);
    assert(mbox_recv(id, &buffer) == 0 && buffer.len == LARGEST && buffer.from == getpid());
    assert(memcmp(read, text, LARGEST) == 0);
    buffer = incoming(read, LARGEST);
    assert(mbox_recv(id, &buffer) == 0 && buffer.len == 0);
    assert(mbox_free(id) == 0);
    cprintf("sizes ok.\n");
}

// A buffer that is no good costs no message.
static void check_arguments(void) {
    assert(mbox_init(0) == -E_INVAL && mbox_init(129) == -E_INVAL && mbox_init(~0U) == -E_INVAL);
    const int id = mbox_init(SLOTS);
    struct mboxinfo info;
    assert(mbox_info(0, &info) == -E_INVAL && mbox_info(id, NULL) == -E_FAULT);
    assert(mbox_send(id, NULL) == -E_FAULT && mbox_recv(id, NULL) == -E_FAULT);
    struct mboxbuf buffer = outgoing((void*)0xC0000000, 8);
    assert(mbox_send(id, &buffer) == -E_FAULT && slots_of(id) == 0);
    assert(send_number(id, 5, 0) == 0 && send_number(id, 6, 0) == 0);
    buffer = incoming((void*)0xC0000000, 8);
    assert(mbox_recv(id, &buffer) == -E_FAULT);
    buffer = incoming((void*)8, 8);
    assert(mbox_recv(id, &buffer) == -E_FAULT && slots_of(id) == 2);
    assert(receive_number(id, 0) == 5 && receive_number(id, 0) == 6);
    const sem_t sem = sem_init(1);
    assert(send_number(sem, 1, 0) == -E_INVAL && mbox_free(sem) == -E_INVAL);
    assert(sem_free(sem) == 0 && mbox_free(id) == 0);
    assert(send_number(id, 1, 0) == -E_INVAL && receive_number(id, 0) == -E_INVAL);
    cprintf("arguments ok.\n");
}

// Several senders and one receiver; the mailbox is full most of the time.
static void check_senders(void) {
    const int id = mbox_init(SLOTS);
    int pids[SENDERS];
    int next[SENDERS] = {0};
    for (int i = 0; i < SENDERS; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            for (int number = 0; number < MESSAGES; number++) {
                assert(send_number(id, i * MESSAGES + number, 0) == 0);
            }
            exit(0);
        }
    }
    for (int received = 0; received < SENDERS * MESSAGES; received++) {
        if (received % 11 == 0) {
            sleep(1);
        }
        const int number = receive_number(id, LONG);
        const int sender = number / MESSAGES;
        assert(number >= 0 && sender < SENDERS && number % MESSAGES == next[sender]);
        next[sender]++;
    }
    for (int i = 0; i < SENDERS; i++) {
        assert(code_of(pids[i]) == 0);
    }
    assert(slots_of(id) == 0 && mbox_free(id) == 0);
    cprintf("senders ok.\n");
}

// What is in a mailbox is freed with it; who waits is told; who is killed leaves nothing behind.
static void check_ends(void) {
    const int id = mbox_init(SLOTS);
    int pid = fork();
    if (pid == 0) {
        exit(receive_number(id, 0));
    }
    sleep(2);
    struct mboxinfo info;
    assert(mbox_info(id, &info) == 0 && info.receivers == 1 && info.senders == 0);
    assert(kill(pid) == 0 && code_of(pid) == -E_KILLED);
    for (int i = 0; i < SLOTS; i++) {
        assert(send_number(id, i, 0) == 0);
    }
    pid = fork();
    if (pid == 0) {
        exit(send_number(id, 99, 0));
    }
    const int killed = fork();
    if (killed == 0) {
        exit(send_number(id, 98, 0));
    }
    sleep(2);
    assert(mbox_info(id, &info) == 0 && info.senders == 2);
    assert(kill(killed) == 0 && code_of(killed) == -E_KILLED);
    assert(mbox_free(id) == 0 && code_of(pid) == -E_INVAL);
    cprintf("ends ok.\n");
}

// Who waits is told when the owner ends, of itself or not; so is who has something to send.
static void check_owner_ends(void) {
    const int told = mbox_init(1);
    for (int killed = 0; killed < 2; killed++) {
        for (int full = 0; full < 2; full++) {
            const int owner = fork();
            if (owner == 0) {
                const int id = mbox_init(1);
                assert(!full || send_number(id, 1, 0) == 0);
                assert(send_number(told, id, 0) == 0);
                sleep(killed ? LONG : 5);
                exit(0);
            }
            const int id = receive_number(told, LONG);
            assert(id > 0);
            const int waiting = fork();
            if (waiting == 0) {
                exit(full ? send_number(id, 2, 0) : receive_number(id, 0));
            }
            sleep(2);
            assert(!killed || kill(owner) == 0);
            assert(code_of(owner) == (killed ? -E_KILLED : 0));
            assert(code_of(waiting) == -E_INVAL);
        }
    }
    assert(mbox_free(told) == 0);
    cprintf("owners ok.\n");
}

int main(void) {
    check_full_and_empty();
    check_sizes();
    check_arguments();
    check_senders();
    check_ends();
    check_owner_ends();
    const int id = mbox_init(SLOTS);  // freed with us, and the message in it
    assert(id > 0 && send_number(id, 1, 0) == 0);
    cprintf("mboxtest pass.\n");
    return 0;
}
