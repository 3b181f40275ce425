# What lab 7 adds: synchronisation. One source a line, with its purpose.

KERN_SOURCES += kern/sync/wait_queue.cpp          # threads that wait
KERN_SOURCES += kern/sync/semaphore.cpp           # semaphores (exercise lab7.1)
KERN_SOURCES += kern/sync/monitor.cpp             # monitors (exercise lab7.2)
KERN_SOURCES += kern/sync/mutex.cpp               # mutexes, priority inheritance
KERN_SOURCES += kern/sync/deadlock.cpp            # who waits for whom in a circle (challenge lab7.4)
KERN_SOURCES += kern/sync/rw_lock.cpp             # reader/writer locks
KERN_SOURCES += kern/sync/rcu.cpp                 # read-copy-update (challenge lab7.5)
KERN_SOURCES += kern/process/ipc_object.cpp       # semaphores and mailboxes by number
KERN_SOURCES += kern/process/user_semaphore.cpp   # semaphores of programs
KERN_SOURCES += kern/process/mailbox.cpp          # mailboxes
KERN_SOURCES += kern/process/event.cpp            # events
KERN_SOURCES += kern/syscall/sys_sync.cpp         # system calls for these
KERN_SOURCES += kern/selftest/philosophers.cpp    # five philosophers, twice (exercise lab7.3)
KERN_SOURCES += kern/selftest/worker.cpp          # threads that do what a check tells them
KERN_SOURCES += kern/selftest/semaphore_check.cpp # check_semaphore, check_monitor (on request)
KERN_SOURCES += kern/selftest/lock_check.cpp      # check_locks (on request)
KERN_SOURCES += kern/selftest/challenge_check.cpp # check_deadlock, check_rcu (on request)

USER_SOURCES += user/libs/ipc.cpp                 # semaphores, events, mailboxes

# For the grader.
USER_PROGRAMS += user/sleep.c                     # a child sleeps ten times
USER_PROGRAMS += user/sleepkill.c                 # kills a child that sleeps for ever
USER_PROGRAMS += user/lines.c                     # who goes on when after waiting at a semaphore

# Tests.
USER_PROGRAMS += user/semtest.c                   # semaphores
USER_PROGRAMS += user/eventtest.c                 # events
USER_PROGRAMS += user/mboxtest.c                  # mailboxes
USER_PROGRAMS += user/killable.c                  # kills processes out of every call that waits
USER_PROGRAMS += user/ipcfuzz.c                   # all of them with wild arguments
