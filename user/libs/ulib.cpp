// The functions of ulib.h that are a system call and little more.
// Layer: user. uCore: user/libs/ulib.c.
#include "user/libs/ulib.h"

#include "user/libs/syscall.h"
#include "user/libs/thread.h"

extern "C" {

// In atexit.cpp, which only programs that use it are linked with.
__attribute__((weak)) void run_exit_functions();

void exit(int error_code) {
    if (run_exit_functions != nullptr) {
        run_exit_functions();
    }
    for (;;) {
        sys_exit(error_code);
    }
}

void exit_thread(int code) {
    for (;;) {
        sys_exit_thread(code);
    }
}

int fork() { return sys_fork(); }

int wait() { return sys_wait(0, nullptr); }

int waitpid(int pid, int* store) { return sys_wait(pid, store); }

void yield() { sys_yield(); }

int kill(int pid) { return sys_kill(pid); }

int getpid() { return sys_getpid(); }

void lab6_set_priority(uint32_t priority) { sys_lab6_set_priority(priority); }

#if LAB < 8
int exec_image(const char* name, const void* elf, size_t size) {
    return sys_exec(name, __builtin_strlen(name), elf, size);
}
#else
int __exec(const char* name, const char** argv) {
    int argc = 0;
    while (argv[argc] != nullptr) {
        argc++;
    }
    return sys_exec(name, argc, argv);
}
#endif

int sleep(unsigned int time) { return sys_sleep(time); }

unsigned int gettime_msec() { return static_cast<unsigned>(sys_gettime()); }

void print_pgdir() { sys_pgdir(); }

int brk(uintptr_t* brk_store) { return sys_brk(brk_store); }

int mmap(uintptr_t* address_store, size_t length, uint32_t flags) {
    return sys_mmap(address_store, length, flags);
}

int shmem(uintptr_t* address_store, size_t length, uint32_t flags) {
    return sys_shmem(address_store, length, flags);
}

int munmap(uintptr_t address, size_t length) { return sys_munmap(address, length); }

#if LAB >= 8
int get_processes(struct process_info* list, size_t count) { return sys_processes(list, count); }

int get_memory_info(struct memory_info* info) { return sys_memory_info(info); }

int set_foreground(int pid) { return sys_set_foreground(pid); }

int halt() { return sys_halt(); }
#endif

}  // extern "C"
