# What lab 8 adds: a file system. One source a line, with its purpose.

# Programs are in files now.
KERN_SOURCES := $(filter-out %/init_programs.cpp %/programs.cpp %/exec.cpp %/sys_exec.cpp,$(KERN_SOURCES))
KERN_SOURCES := $(filter-out %/no_memory_check.cpp %/no_memory_program_check.cpp,$(KERN_SOURCES))
EMBED_PROGRAMS :=
DISK_FILES     := yes

KERN_SOURCES += libs/sfs/volume.cpp               # SFS: superblock and free map
KERN_SOURCES += libs/sfs/inode.cpp                # SFS: block maps, input and output (exercise lab8.1)
KERN_SOURCES += libs/sfs/directory.cpp            # SFS: names
KERN_SOURCES += libs/sfs/file_system.cpp          # SFS: open inodes, what changes names
KERN_SOURCES += libs/sfs/buffer_cache.cpp         # SFS: blocks in memory, and the order of writes
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
KERN_SOURCES += kern/init/init_files.cpp          # process 1

USER_SOURCES += user/libs/text.cpp                # text that grows
USER_SOURCES += user/libs/path.cpp                # paths as text
USER_SOURCES += user/libs/pattern.cpp             # regular expressions, wildcards
USER_SOURCES += user/libs/output.cpp              # buffered output
USER_SOURCES += user/libs/input.cpp               # bytes and lines of a file
USER_SOURCES += user/libs/command.cpp             # what commands have in common

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
