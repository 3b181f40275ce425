# What lab 3 adds: virtual memory, the disk, swap. One source a line, with its purpose.

# The machine gets a second disk, for swap.
DISK_SWAP := yes

KERN_SOURCES += kern/mm/frame_reserve.cpp         # frames kept back for when memory is full
KERN_SOURCES += kern/driver/block_device.cpp      # disks as numbered sectors
KERN_SOURCES += kern/driver/pc/pci.cpp            # finding the disk controller
KERN_SOURCES += kern/driver/pc/bus_master.cpp     # direct memory access of the controller
KERN_SOURCES += kern/driver/pc/ata_channel.cpp    # commands to an IDE channel
KERN_SOURCES += kern/driver/pc/ata.cpp            # IDE disks
KERN_SOURCES += kern/trap/disk_interrupt.cpp      # interrupts of the disks
KERN_SOURCES += kern/vm/area.cpp                  # ranges of an address space
KERN_SOURCES += kern/vm/address_space.cpp         # areas and a page table
KERN_SOURCES += kern/vm/fault.cpp                 # page faults (exercises lab3.1, lab3.2)
KERN_SOURCES += kern/vm/swap.cpp                  # pages to the disk and back
KERN_SOURCES += kern/vm/swap_slots.cpp            # which slots of the disk are in use
KERN_SOURCES += kern/vm/swap_managers.cpp         # which policies there are
KERN_SOURCES += kern/vm/swap_fifo.cpp             # FIFO (exercise lab3.3)
KERN_SOURCES += kern/vm/swap_clock.cpp            # clock
KERN_SOURCES += kern/vm/swap_extended_clock.cpp   # clock with dirty bits (challenge lab3.4)
KERN_SOURCES += kern/vm/swap_lru.cpp              # LRU by accessed bits (challenge lab3.5)
KERN_SOURCES += kern/init/start_virtual_memory.cpp  # virtual memory in the boot sequence
KERN_SOURCES += kern/selftest/disk_check.cpp      # transfers to and from the disk (on request)
KERN_SOURCES += kern/selftest/vm_check.cpp        # check_vmm
KERN_SOURCES += kern/selftest/swap_check.cpp      # check_swap
KERN_SOURCES += kern/selftest/swap_error_check.cpp  # swap on a bad disk (on request)
KERN_SOURCES += kern/selftest/swap_workload.cpp   # more pages than frames, every byte verified
KERN_SOURCES += kern/selftest/swap_policy_check.cpp  # every policy with that workload
KERN_SOURCES += libs/tree.cpp                     # balanced tree
