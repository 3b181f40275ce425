// Consistency check and repair of an SFS that is not mounted: fsck.
// Layer: libs. uCore: none. The kernel, fsck.sfs, the tests and the fuzzers call it.
// Reading: McKusick and Kowalski, Fsck - The UNIX File System Check Program, 1985.
//
// What it takes for granted: nothing. What it keeps: every block that something sound points to.
// Names decide: an inode is what a name stands for, and a block is used by the first inode that
// points to it. What has no name goes to /lost+found, a block with two owners is copied, a pointer
// that can lead nowhere is cut. Repair goes round until a round finds nothing more to do, so a
// second check finds nothing and a second repair changes nothing - but for what is left for want of
// free blocks, which it says.
//
// Needs, beside the cache: 11 bytes of memory for each block of the file system. Time: each block
// is read a few times a round, whatever the image says; a dozen rounds at most.
#pragma once

#include "libs/sfs/block_device.h"
#include "libs/sfs/memory.h"

namespace sfs {

enum class Damage : u8 {
#define DAMAGE(name, text, meaning) name,
#include "libs/sfs/damage.def"
#undef DAMAGE
};

// For programs ("bad-magic"), and for people. Never nullptr.
const char* damage_name(Damage damage);
const char* damage_text(Damage damage);

// Numbers that say nothing for a kind of damage are 0.
struct Finding {
    Damage damage;
    bool repaired;
    u32 inode;   // in which, or for a name in which directory; 0: superblock or free map
    u32 block;   // where it stands; the first of `found` blocks in the free map
    u32 found;   // what stands there
    u32 wanted;  // what should, as far as that is one number
};

class FindingSink {
  public:
    virtual void report(const Finding& finding) = 0;

  protected:
    ~FindingSink() = default;
};

enum class CheckMode { Report, Repair };

struct CheckResult {
    u32 blocks;    // of the file system
    u32 used;      // of them
    u32 files;     // and symbolic links
    u32 folders;   // the root included
    u32 repaired;  // findings
    u32 left;      // findings: all in Report mode; in Repair mode those without free blocks for it
};

// Checks, and in Repair mode repairs and puts all on the medium. In Report mode nothing is written.
// The sink hears of each finding once. Errors: Invalid for what was never an SFS, NoMemory, the
// device's; a repair that ends so may be begun again.
// Context: the file system must not be mounted; may sleep.
Result<CheckResult> check(BlockCache& cache, Memory& memory, FindingSink& sink, CheckMode mode);

}  // namespace sfs
