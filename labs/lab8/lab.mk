# What lab 8 adds: a file system. One source a line, with its purpose.

# Programs are in files now.
KERN_SOURCES := $(filter-out %/init_programs.cpp %/programs.cpp %/exec.cpp %/sys_exec.cpp,$(KERN_SOURCES))
KERN_SOURCES := $(filter-out %/no_memory_embedded.cpp %/no_memory_program_check.cpp,$(KERN_SOURCES))
EMBED_PROGRAMS :=
DISK_FILES     := yes

KERN_SOURCES += libs/sfs/volume.cpp               # SFS: superblock and free map
KERN_SOURCES += libs/sfs/inode.cpp                # SFS: block maps, input and output (exercise lab8.1)
KERN_SOURCES += libs/sfs/directory.cpp            # SFS: names
KERN_SOURCES += libs/sfs/name_index.cpp           # SFS: where in a directory a name can be
KERN_SOURCES += libs/sfs/file_system.cpp          # SFS: open inodes, what changes names
KERN_SOURCES += libs/sfs/buffer_cache.cpp         # SFS: blocks in memory, and the order of writes
KERN_SOURCES += libs/sfs/check.cpp                # SFS check and repair: superblock, counts, free map
KERN_SOURCES += libs/sfs/check_names.cpp          # SFS check and repair: directories
KERN_SOURCES += libs/sfs/check_blocks.cpp         # SFS check and repair: sizes, owners of blocks
KERN_SOURCES += libs/sfs/check_orphans.cpp        # SFS check and repair: inodes without names
KERN_SOURCES += libs/sfs/check_slots.cpp          # SFS check and repair: what directories lack
KERN_SOURCES += kern/mm/droppable.cpp             # caches give way when memory is short
KERN_SOURCES += kern/vm/source_fault.cpp          # pages that come from a file
KERN_SOURCES += kern/fs/vfs/mount.cpp             # which file system is where; devices
KERN_SOURCES += kern/fs/vfs/lookup.cpp            # from paths to inodes
KERN_SOURCES += kern/fs/file.cpp                  # open files and their descriptors
KERN_SOURCES += kern/fs/pipe.cpp                  # pipes and fifos
KERN_SOURCES += kern/fs/dev/devices.cpp           # stdout, null, zero, random, disks
KERN_SOURCES += kern/fs/dev/stdin.cpp             # the console's input
KERN_SOURCES += kern/fs/sfs/disk_blocks.cpp       # a disk as blocks
KERN_SOURCES += kern/fs/sfs/sfs_file_system.cpp   # SFS behind the VFS
KERN_SOURCES += kern/fs/sfs/sfs_inode.cpp         # its inodes
KERN_SOURCES += kern/process/program_file.cpp     # programs in files
KERN_SOURCES += kern/process/exec_file.cpp        # do_execve, load_icode (exercise lab8.2)
KERN_SOURCES += kern/process/foreground.cpp       # what Ctrl-C ends
KERN_SOURCES += kern/syscall/sys_exec_file.cpp    # exec
KERN_SOURCES += kern/syscall/sys_file.cpp         # open files
KERN_SOURCES += kern/syscall/sys_path.cpp         # names of files
KERN_SOURCES += kern/syscall/sys_info.cpp         # processes, memory, the terminal
KERN_SOURCES += kern/syscall/user_transfer.cpp    # paths and transfers from and to programs
KERN_SOURCES += kern/init/disks.cpp               # which disk is for what
KERN_SOURCES += kern/init/write_back.cpp          # changes go to the disk every few seconds
KERN_SOURCES += kern/init/init_files.cpp          # process 1
KERN_SOURCES += kern/selftest/no_memory_files.cpp # every allocation of calls about files fails (on request)

USER_SOURCES += user/libs/exec_image.cpp          # exec of what is in memory
USER_SOURCES += user/libs/text.cpp                # text that grows
USER_SOURCES += user/libs/path.cpp                # paths as text
USER_SOURCES += user/libs/pattern.cpp             # regular expressions, wildcards
USER_SOURCES += user/libs/output.cpp              # buffered output
USER_SOURCES += user/libs/input.cpp               # bytes and lines of a file
USER_SOURCES += user/libs/command.cpp             # what commands have in common
USER_SOURCES += user/libs/folder.cpp              # what is in a folder
USER_SOURCES += user/libs/copy.cpp                # copies of files and folders
USER_SOURCES += user/libs/process_list.cpp        # all processes
USER_SOURCES += user/libs/puzzle.cpp              # the puzzle 2048

USER_PROGRAMS += user/sh.cpp                      # the shell
USER_PART_SOURCES += user/sh/lexer.cpp            # words and signs
USER_PART_SOURCES += user/sh/parser.cpp           # what a line asks for
USER_PART_SOURCES += user/sh/expand.cpp           # what words stand for
USER_PART_SOURCES += user/sh/completion.cpp       # what Tab offers
USER_PART_SOURCES += user/sh/history.cpp          # lines typed before
USER_PART_SOURCES += user/sh/line_editor.cpp      # editing by keys
USER_PART_SOURCES += user/sh/folders.cpp          # the file system, for wildcards
USER_PART_SOURCES += user/sh/terminal.cpp         # lines from the terminal
USER_PART_SOURCES += user/sh/jobs.cpp             # commands in the background
USER_PART_SOURCES += user/sh/redirect.cpp         # < > >>
USER_PART_SOURCES += user/sh/execute.cpp          # words to programs
USER_PART_SOURCES += user/sh/builtins.cpp         # cd, exit, ...
USER_PART_SOURCES += user/sh/shell.cpp            # carries lines out

USER_PROGRAMS += user/ls.cpp                      # lists directories
USER_PROGRAMS += user/cat.cpp                     # prints files
USER_PROGRAMS += user/head.cpp                    # prints the first lines of files
USER_PROGRAMS += user/grep.cpp                    # prints lines that match
USER_PROGRAMS += user/wc.cpp                      # counts lines, words, bytes
USER_PROGRAMS += user/hexdump.cpp                 # prints files byte by byte
USER_PROGRAMS += user/echo.cpp                    # prints its arguments
USER_PROGRAMS += user/seq.cpp                     # prints numbers
USER_PROGRAMS += user/cp.cpp                      # copies files and folders
USER_PROGRAMS += user/mv.cpp                      # renames them
USER_PROGRAMS += user/rm.cpp                      # removes them
USER_PROGRAMS += user/ln.cpp                      # makes links
USER_PROGRAMS += user/touch.cpp                   # makes files
USER_PROGRAMS += user/mkdir.cpp                   # makes directories
USER_PROGRAMS += user/rmdir.cpp                   # removes them
USER_PROGRAMS += user/pwd.cpp                     # prints the current one
USER_PROGRAMS += user/tree.cpp                    # draws what is in one
USER_PROGRAMS += user/stat.cpp                    # what is known of a file
USER_PROGRAMS += user/df.cpp                      # how full file systems are
USER_PROGRAMS += user/sync.cpp                    # waits for the disks
USER_PROGRAMS += user/ps.cpp                      # lists processes
USER_PROGRAMS += user/kill.cpp                    # ends them
USER_PROGRAMS += user/nap.cpp                     # waits for some seconds
USER_PROGRAMS += user/free.cpp                    # how much memory is free
USER_PROGRAMS += user/halt.cpp                    # ends the machine
USER_PROGRAMS += user/2048.cpp                    # a game

# Tests.
USER_PROGRAMS += user/usertests.cpp               # what the kernel promises to programs, test by test
USER_PART_SOURCES += user/usertests/harness.cpp   # what tests are made of
USER_PART_SOURCES += user/usertests/report.cpp    # why one failed, what one lost
USER_PART_SOURCES += user/usertests/pointers.cpp  # pointers and sizes that are wrong
USER_PART_SOURCES += user/usertests/files.cpp     # files
USER_PART_SOURCES += user/usertests/shared_files.cpp  # files of several processes, devices
USER_PART_SOURCES += user/usertests/directories.cpp   # directories
USER_PART_SOURCES += user/usertests/links.cpp     # links, rename
USER_PART_SOURCES += user/usertests/pipes.cpp     # pipes and fifos
USER_PART_SOURCES += user/usertests/processes.cpp # processes
USER_PART_SOURCES += user/usertests/exec.cpp      # exec
USER_PART_SOURCES += user/usertests/memory.cpp    # memory
USER_PART_SOURCES += user/usertests/on_purpose.cpp  # tests of the harness itself

# For the grader.
USER_PROGRAMS += user/filework.c                  # reads and writes a file as a seed says
USER_PROGRAMS += user/arguments.c                 # what programs find on their stack
USER_PROGRAMS += user/onlytouched.c               # touches some pages of a large program
USER_PROGRAMS += user/pipework.c                  # pipes, and who waits for them
USER_PROGRAMS += user/linkwork.c                  # hard and symbolic links
