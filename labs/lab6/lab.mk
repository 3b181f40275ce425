# What lab 6 adds: a choice of schedulers. One source a line, with its purpose.

# The one policy of the labs before makes room for a choice.
KERN_SOURCES := $(filter-out %/default_policy.cpp,$(KERN_SOURCES))

KERN_SOURCES += kern/sched/policies.cpp           # which policies there are
KERN_SOURCES += kern/sched/round_robin.cpp        # round robin (exercise lab6.1)
KERN_SOURCES += kern/sched/stride.cpp             # stride (exercise lab6.2)
KERN_SOURCES += kern/sched/cfs.cpp                # completely fair (challenge lab6.3)
KERN_SOURCES += kern/sched/mlfq.cpp               # multi-level feedback queue (challenge lab6.4)
KERN_SOURCES += kern/sched/lottery.cpp            # lottery
KERN_SOURCES += kern/sched/sjf.cpp                # shortest job first, by estimate
KERN_SOURCES += kern/process/sleep.cpp            # processes that sleep for a time
KERN_SOURCES += kern/syscall/sys_sched.cpp        # sleep, set_priority
KERN_SOURCES += kern/selftest/sched_check.cpp     # check_sched (on request)
KERN_SOURCES += kern/init/check_threads.cpp       # the checks of threads in the boot sequence

USER_PROGRAMS += user/matrix.c                    # many children compute
USER_PROGRAMS += user/priority.c                  # children of five priorities count
USER_PROGRAMS += user/schedmix.c                  # a mix of processes to compare schedulers by
USER_PROGRAMS += user/latency.c                   # how late one wakes up while system calls take long

# For the grader.
USER_PROGRAMS += user/turns.c                     # who has the CPU at which tick
USER_PROGRAMS += user/rests.c                     # what becomes of a time slice that was not used up
