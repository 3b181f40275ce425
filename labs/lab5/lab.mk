# What lab 5 adds: user processes. One source a line, with its purpose.

# Process 1 runs programs now.
KERN_SOURCES := $(filter-out %/init_threads.cpp,$(KERN_SOURCES))

KERN_SOURCES += kern/arch/i386/user_entry.S       # the way in and out for system calls
KERN_SOURCES += kern/arch/i386/user.cpp           # how a program starts; copies that may fault (lab5.1a)
KERN_SOURCES += kern/arch/i386/fpu.cpp            # floating-point registers
KERN_SOURCES += kern/arch/i386/cpu_features.cpp   # SMEP, SMAP, UMIP
KERN_SOURCES += kern/mm/protect_image.cpp         # the kernel's code is read-only
KERN_SOURCES += kern/sched/preempt.cpp            # the clock makes threads give way
KERN_SOURCES += kern/sync/sleep_lock.cpp          # locks to wait for asleep
KERN_SOURCES += kern/sched/timer.cpp              # sleep
KERN_SOURCES += kern/trap/timer_interrupt.cpp     # the clock tells the scheduler
KERN_SOURCES += kern/vm/copy.cpp                  # fork's copies of memory (exercise lab5.2, challenge lab5.4)
KERN_SOURCES += kern/vm/mapping.cpp               # brk, mmap, shmem
KERN_SOURCES += kern/vm/uaccess.cpp               # user pointers
KERN_SOURCES += kern/process/elf_image.cpp        # reading an ELF file without trusting it
KERN_SOURCES += kern/process/programs.cpp         # the programs that the kernel's image carries
KERN_SOURCES += kern/process/exec.cpp             # do_execve, load_icode (exercise lab5.1b)
KERN_SOURCES += kern/process/user_side.cpp        # what a process has for its program
KERN_SOURCES += kern/process/user_threads.cpp     # threads that end together
KERN_SOURCES += kern/process/fpu.cpp              # whose floating-point values they hold
KERN_SOURCES += kern/process/kill.cpp             # processes that are ended
KERN_SOURCES += kern/process/output_line.cpp      # lines of output stay whole
KERN_SOURCES += kern/process/user_fault.cpp       # page faults of processes
KERN_SOURCES += kern/syscall/syscall.cpp          # the table of system calls
KERN_SOURCES += kern/syscall/sys_process.cpp      # fork, wait, kill
KERN_SOURCES += kern/syscall/sys_exec.cpp         # exec of a program in memory
KERN_SOURCES += kern/syscall/sys_memory.cpp       # brk, mmap, shmem
KERN_SOURCES += kern/syscall/sys_machine.cpp      # console, clock
KERN_SOURCES += kern/trap/user_traps.cpp          # traps from user mode
KERN_SOURCES += kern/selftest/disk_threads_check.cpp  # check_disk_threads (on request)
KERN_SOURCES += kern/selftest/protection_check.cpp    # what the kernel must not do itself (on request)
KERN_SOURCES += kern/init/init_programs.cpp       # process 1
KERN_SOURCES += kern/selftest/no_memory_check.cpp # every allocation of fork, exec, ... fails (on request)
KERN_SOURCES += kern/selftest/no_memory_embedded.cpp  # what that needs of programs in the kernel's image
KERN_SOURCES += kern/selftest/no_memory_program_check.cpp  # every allocation of a program fails (on request)

# --- User programs. The kernel carries them in itself: there is no file system yet. ---

EMBED_PROGRAMS := yes

USER_START_SOURCE := user/libs/start.S            # the first instructions of a program
USER_SOURCES += user/libs/umain.cpp               # from there to main, and to exit
USER_SOURCES += user/libs/ulib.cpp                # processes, time, memory
USER_SOURCES += user/libs/panic.cpp               # panics and warnings
USER_SOURCES += user/libs/stdio.cpp               # cprintf
USER_SOURCES += user/libs/printfmt.cpp            # formatting to a function
USER_SOURCES += user/libs/fprintf.cpp             # formatting to a file
USER_SOURCES += user/libs/stdlib.cpp              # rand, hash32
USER_SOURCES += user/libs/string.cpp              # strcat, strdup
USER_SOURCES += user/libs/heap.cpp                # blocks of memory
USER_SOURCES += user/libs/malloc.cpp              # malloc over brk
USER_SOURCES += user/libs/new.cpp                 # new and delete
USER_SOURCES += user/libs/atexit.cpp              # functions run at exit, destructors of globals
USER_SOURCES += user/libs/file.cpp                # files, as far as the kernel has any
USER_SOURCES += user/libs/dir.cpp                 # directories, likewise
USER_SOURCES += user/libs/clone.S                 # clone
USER_SOURCES += user/libs/thread.cpp              # threads

# What programs are linked with of libs.
USER_SHARED := libs/string.cpp libs/format.cpp libs/cxxrt.cpp libs/tree.cpp

USER_PROGRAMS += user/hello.c                     # says hello
USER_PROGRAMS += user/exit.c                      # a child's exit code reaches its parent
USER_PROGRAMS += user/yield.c                     # gives up the CPU
USER_PROGRAMS += user/pgdir.c                     # prints its page tables
USER_PROGRAMS += user/badarg.c                    # wait with bad arguments
USER_PROGRAMS += user/badsegment.c                # loads a segment that is not its own
USER_PROGRAMS += user/divzero.c                   # divides by zero
USER_PROGRAMS += user/softint.c                   # raises an interrupt that is not its own
USER_PROGRAMS += user/faultread.c                 # reads where nothing is
USER_PROGRAMS += user/faultreadkernel.c           # reads the kernel's memory
USER_PROGRAMS += user/testbss.c                   # zeroed memory, and a write behind it
USER_PROGRAMS += user/spin.c                      # kills a child that never stops
USER_PROGRAMS += user/waitkill.c                  # kills a parent that waits
USER_PROGRAMS += user/forktest.c                  # many children
USER_PROGRAMS += user/forktree.c                  # a tree of children

# For the grader.
USER_PROGRAMS += user/segments.c                  # constants, variables and zeros of several pages
USER_PROGRAMS += user/copies.c                    # who writes to which page after fork
USER_PROGRAMS += user/family.c                    # children that live at the same time
USER_PROGRAMS += user/killing.c                   # whom kill ends
USER_PROGRAMS += user/waiting.c                   # whom wait waits for, and bad pointers

# Tests: of the user library, and of the kernel by means of programs.
USER_PROGRAMS += user/cxx.cpp                     # what C++ programs may expect
USER_PROGRAMS += user/libtest.c                   # the user library against known answers
USER_PROGRAMS += user/cowtest.c                   # copy-on-write over three generations
USER_PROGRAMS += user/mmaptest.c                  # brk, mmap, munmap, shmem
USER_PROGRAMS += user/threadtest.c                # threads and locks
USER_PROGRAMS += user/threadkill.c                # whom kill ends where there are threads
USER_PROGRAMS += user/killbusy.c                  # a process that is killed in a long call
USER_PROGRAMS += user/writers.c                   # lines of several processes at the same time
USER_PROGRAMS += user/together.c                  # threads, while system calls take long
USER_PROGRAMS += user/swaptest.c                  # more memory than the machine has
USER_PROGRAMS += user/fullswap.c                  # memory and swap disk full to the last page
USER_PROGRAMS += user/forkbomb.c                  # processes without end
USER_PROGRAMS += user/execloop.c                  # fork, exec, wait, ten thousand times
USER_PROGRAMS += user/elffuzz.c                   # malformed ELF files
USER_PROGRAMS += user/sysfuzz.c                   # system calls with wild arguments
USER_PROGRAMS += user/ubench.c                    # what the kernel's services cost
