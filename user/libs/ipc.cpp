// Semaphores, events and mailboxes. Layer: user. uCore: user/libs/ulib.c of its full version.
#include "user/libs/ipc.h"

#include "user/libs/syscall.h"

extern "C" {

sem_t sem_init(int value) { return sys_sem_init(value); }

int sem_post(sem_t sem) { return sys_sem_post(sem); }

int sem_wait(sem_t sem) { return sys_sem_wait(sem, 0); }

int sem_wait_timeout(sem_t sem, unsigned int timeout) { return sys_sem_wait(sem, timeout); }

int sem_free(sem_t sem) { return sys_sem_free(sem); }

int sem_get_value(sem_t sem, int* value_store) { return sys_sem_get_value(sem, value_store); }

int send_event(int pid, int event) { return sys_event_send(pid, event, 0); }

int send_event_timeout(int pid, int event, unsigned int timeout) {
    return sys_event_send(pid, event, timeout);
}

int recv_event(int* pid_store, int* event_store) {
    return sys_event_recv(pid_store, event_store, 0);
}

int recv_event_timeout(int* pid_store, int* event_store, unsigned int timeout) {
    return sys_event_recv(pid_store, event_store, timeout);
}

int mbox_init(unsigned int max_slots) { return sys_mbox_init(max_slots); }

int mbox_send(int id, struct mboxbuf* buffer) { return sys_mbox_send(id, buffer, 0); }

int mbox_send_timeout(int id, struct mboxbuf* buffer, unsigned int timeout) {
    return sys_mbox_send(id, buffer, timeout);
}

int mbox_recv(int id, struct mboxbuf* buffer) { return sys_mbox_recv(id, buffer, 0); }

int mbox_recv_timeout(int id, struct mboxbuf* buffer, unsigned int timeout) {
    return sys_mbox_recv(id, buffer, timeout);
}

int mbox_free(int id) { return sys_mbox_free(id); }

int mbox_info(int id, struct mboxinfo* info_store) { return sys_mbox_info(id, info_store); }

}  // extern "C"
