// The self-check of system calls about files for which there is no memory.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Has every allocation of system calls about files fail in turn, as check_no_memory does: after an
// error the files are as they were, too, and no block of the disk is lost. Whether the file system
// is consistent is for fsck.sfs to say in the end. Needs a file system, and tries mount if there is
// a second one on `disk1:`. Context: process 1.
void check_no_memory_for_files();

}  // namespace selftest
