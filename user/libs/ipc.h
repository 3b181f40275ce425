// Semaphores, events and mailboxes, by which processes wait for each other.
// Layer: user (C and C++). uCore: user/libs/ulib.h, user/libs/mboxbuf.h of its full version.
//
// All of them return 0 (or what they are asked for), or minus an error number. Those with a
// time-out wait at most so many ticks and then return -E_TIMEOUT; 0, and those without one, wait as
// long as it takes. A number of a semaphore or a mailbox is valid in every process. The process
// that made it may free it; when it ends that is done for it. Whoever waits then gets -E_INVAL.
#pragma once

#include "libs/abi.h"
#include "user/libs/defs.h"

USER_API_BEGIN

typedef int sem_t;

// A semaphore with this value, at least 0. -E_TOO_BIG: the process, or the system, has too many.
sem_t sem_init(int value);
int sem_post(sem_t sem);
int sem_wait(sem_t sem);
int sem_wait_timeout(sem_t sem, unsigned int timeout);
int sem_free(sem_t sem);
int sem_get_value(sem_t sem, int* value_store);

// Sends a number to process `pid`, and waits until it is received; receives one, and who sent it
// (unless pid_store is NULL). -E_BAD_PROC: there is no such process, or it ends.
int send_event(int pid, int event);
int send_event_timeout(int pid, int event, unsigned int timeout);
int recv_event(int* pid_store, int* event_store);
int recv_event_timeout(int* pid_store, int* event_store, unsigned int timeout);

// A mailbox for so many messages, at most 128, of at most 4096 bytes each.
int mbox_init(unsigned int max_slots);
// Sends buffer->len bytes at buffer->data; waits while the mailbox is full.
int mbox_send(int id, struct mboxbuf* buffer);
int mbox_send_timeout(int id, struct mboxbuf* buffer, unsigned int timeout);
// Receives the oldest message to buffer->data, where there is room for buffer->size bytes; fills in
// len and from. Waits while the mailbox is empty. -E_TOO_BIG: there is not enough room; len tells
// what is needed, and the message stays.
int mbox_recv(int id, struct mboxbuf* buffer);
int mbox_recv_timeout(int id, struct mboxbuf* buffer, unsigned int timeout);
int mbox_free(int id);
int mbox_info(int id, struct mboxinfo* info_store);

USER_API_END
