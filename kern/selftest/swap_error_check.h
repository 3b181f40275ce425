// The self-check of swap on a disk that is too small, absent or faulty.
//
// Layer: selftest. No uCore counterpart.
#pragma once

namespace selftest {

// Writes to more pages than there are frames, with the machine's own swap disk, and reads them
// again: a page that was written has its contents, or the access fails; nothing panics. Then gives
// some pages up, which makes room, and reads the others once more. Prints
//
//     swap errors: 32 of 32 pages stored, 32 readable; after giving up 8: 24 of 24
//     check_swap_errors() succeeded!
//
// where the numbers tell what the disk could do, or panics when a page has changed or memory or
// slots were lost. Context: boot, interrupts on.
void check_swap_errors();

}  // namespace selftest
