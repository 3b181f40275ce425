// Processes, time, memory, and a program's own panics.
// Layer: user (C and C++). uCore: user/libs/ulib.h.
// A function that returns int returns 0 (or what it is asked for), or minus an error number.
#pragma once

#include "user/libs/defs.h"
#include "user/libs/error.h"
#if LAB >= 7
#include "user/libs/ipc.h"
#endif

USER_API_BEGIN

// --- When something is wrong --------------------------------------------------------------------

void __warn(const char* file, int line, const char* format, ...);
void __noreturn __panic(const char* file, int line, const char* format, ...);

// Prints "user warning at FILE:LINE:" and the message on the next line.
#define warn(...) __warn(__FILE__, __LINE__, __VA_ARGS__)

// The same with "user panic", and ends the program with code -E_PANIC.
#define panic(...) __panic(__FILE__, __LINE__, __VA_ARGS__)

#define assert(x)                              \
    do {                                       \
        if (!(x)) {                            \
            panic("assertion failed: %s", #x); \
        }                                      \
    } while (0)

// C++ has this as a keyword.
#ifndef __cplusplus
#define static_assert(x, ...) _Static_assert(x, "" __VA_ARGS__)
#endif

// --- Processes ----------------------------------------------------------------------------------

void __noreturn exit(int error_code);

// Has `function` run by exit, the last one first; -E_NO_MEM when there are too many.
int atexit(void (*function)(void));

// The child's number in the parent, 0 in the child.
int fork(void);

// Waits until a child has ended: any, or the child `pid`. *store, unless NULL, becomes its code.
int wait(void);
int waitpid(int pid, int* store);

void yield(void);
int kill(int pid);
int getpid(void);

// Goes on as the program whose ELF file lies at `elf`, under this name. Returns only on failure.
// (Where there are files it is written to the file /NAME.image first.)
int exec_image(const char* name, const void* elf, size_t size);

#if LAB >= 8
// Goes on as the program argv[0] with the arguments argv, which NULL ends. `name` is the process's
// name; NULL means argv[0]. Returns only on failure.
int __exec(const char* name, const char** argv);

#define __exec_arguments(name, path, ...)                      \
    ({                                                         \
        const char* exec_argv[] = {path, ##__VA_ARGS__, NULL}; \
        __exec(name, exec_argv);                               \
    })
#define exec(path, ...)        __exec_arguments(NULL, path, ##__VA_ARGS__)
#define nexec(name, path, ...) __exec_arguments(name, path, ##__VA_ARGS__)
#endif

// Sets the priority that some schedulers go by; 0 counts as 1.
void lab6_set_priority(uint32_t priority);

// --- Time: in ticks of 10 ms, which the original's names call milliseconds ----------------------

int sleep(unsigned int time);
unsigned int gettime_msec(void);

// --- Memory -------------------------------------------------------------------------------------

// Prints the page tables of the program.
void print_pgdir(void);

// Moves the end of the heap to *brk_store, rounded up to a page, and stores where it is then;
// 0 only asks. A break that cannot be had leaves the old one, which is stored.
int brk(uintptr_t* brk_store);

// Maps fresh zeroed memory at *address_store (0: where there is room), and stores where it is.
// `flags` are MMAP_ of unistd.h. shmem's memory stays shared with children.
int mmap(uintptr_t* address_store, size_t length, uint32_t flags);
int shmem(uintptr_t* address_store, size_t length, uint32_t flags);
int munmap(uintptr_t address, size_t length);

#if LAB >= 8
// --- What goes on in the system -----------------------------------------------------------------

// Tells of at most `count` processes, by ascending number; returns how many there are.
int get_processes(struct process_info* list, size_t count);
int get_memory_info(struct memory_info* info);

// Ctrl-C ends the process `pid`, and those that descend from it, from now on; 0: nobody.
int set_foreground(int pid);

// Writes all that is not on its disk yet, and ends the machine. Returns only on failure.
int halt(void);
#endif

// --- Output: more of it is in stdio.h -----------------------------------------------------------

// Prints to the file `fd`; returns the number of characters.
int fprintf(int fd, const char* format, ...);

USER_API_END
