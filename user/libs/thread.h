// Threads: processes that share their memory.
// Layer: user (C and C++). uCore: user/libs/thread.h of its full version.
#pragma once

#include "user/libs/defs.h"
#include "user/libs/unistd.h"

USER_API_BEGIN

// Starts function(argument) as a new process of the kind `flags` (CLONE_) on the stack that ends at
// `stack_top`; what the function returns is its exit code. Returns its number.
int clone(uint32_t flags, uintptr_t stack_top, int (*function)(void*), void* argument);

void __noreturn exit_thread(int code);

typedef struct {
    int pid;
    uintptr_t stack;  // where its memory begins
} thread_t;

// Starts function(argument) as a thread of this program, on a stack of its own.
int thread(int (*function)(void*), void* argument, thread_t* thread_store);

// Waits until it has ended, and frees its stack. *code_store, unless NULL, becomes its result.
int thread_wait(thread_t* thread, int* code_store);

int thread_kill(thread_t* thread);

USER_API_END
