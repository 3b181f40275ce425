// Threads over clone. Layer: user. uCore: user/libs/thread.c of its full version.
#include "user/libs/thread.h"

#include "user/libs/ulib.h"

namespace {

constexpr size_t kStackSize = 16 * 4096;

}  // namespace

int thread(int (*function)(void*), void* argument, thread_t* thread_store) {
    uintptr_t stack = 0;
    const int mapped = mmap(&stack, kStackSize, MMAP_WRITE | MMAP_STACK);
    if (mapped != 0) {
        return mapped;
    }
    const int pid = clone(CLONE_VM | CLONE_THREAD, stack + kStackSize, function, argument);
    if (pid < 0) {
        munmap(stack, kStackSize);
        return pid;
    }
    thread_store->pid = pid;
    thread_store->stack = stack;
    return 0;
}

int thread_wait(thread_t* thread, int* code_store) {
    const int result = waitpid(thread->pid, code_store);
    if (result == 0) {
        munmap(thread->stack, kStackSize);
    }
    return result;
}

int thread_kill(thread_t* thread) { return kill(thread->pid); }
