# What lab 4 adds: kernel threads. One source a line, with its purpose.

# The kernel ends when its init process has ended, instead of waiting for ever.
KERN_SOURCES := $(filter-out %/work_wait.cpp,$(KERN_SOURCES))

KERN_SOURCES += kern/arch/i386/switch.S           # switch_to, the first function of a thread
KERN_SOURCES += kern/arch/i386/context.cpp        # what a new thread starts with
KERN_SOURCES += kern/arch/contract.cpp            # what every machine must provide; makes no code
KERN_SOURCES += kern/mm/kernel_stack.cpp          # stacks with guard pages
KERN_SOURCES += kern/sched/scheduler.cpp          # schedule, proc_run (exercise lab4.3)
KERN_SOURCES += kern/sched/fifo.cpp               # the policy: first come, first served
KERN_SOURCES += kern/sched/default_policy.cpp     # no choice yet
KERN_SOURCES += kern/sched/trace.cpp              # what happened when, for a picture (on request)
KERN_SOURCES += kern/arch/i386/debug_channel.cpp  # where the picture's data leave the machine
KERN_SOURCES += kern/process/pid_allocator.cpp    # process numbers
KERN_SOURCES += kern/process/process.cpp          # alloc_proc, the table of processes
KERN_SOURCES += kern/process/fork.cpp             # do_fork (exercises lab4.1, lab4.2)
KERN_SOURCES += kern/process/exit.cpp             # do_exit, do_wait
KERN_SOURCES += kern/init/work_processes.cpp      # idle and init
KERN_SOURCES += kern/init/init_threads.cpp        # process 1
KERN_SOURCES += kern/arch/i386/first_registers.S  # what a thread begins with, for check_copy_thread
KERN_SOURCES += kern/selftest/copy_thread_check.cpp  # check_copy_thread
KERN_SOURCES += kern/selftest/proc_run_check.cpp  # check_proc_run
KERN_SOURCES += kern/selftest/do_fork_check.cpp   # check_do_fork
KERN_SOURCES += kern/selftest/thread_check.cpp    # check_threads
