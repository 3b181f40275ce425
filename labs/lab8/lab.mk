# What lab 8 adds: a file system. One source a line, with its purpose.

KERN_SOURCES += libs/sfs/volume.cpp               # SFS: superblock and free map
KERN_SOURCES += libs/sfs/inode.cpp                # SFS: block maps, input and output (exercise lab8.1)
KERN_SOURCES += libs/sfs/directory.cpp            # SFS: names
KERN_SOURCES += libs/sfs/file_system.cpp          # SFS: open inodes, what changes names
