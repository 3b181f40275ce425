# What lab 2 adds: physical memory and page tables. One source a line, with its purpose.

# The kernel moves to the upper part of the address space.
KERNEL_BASE := 0xC0000000

# Lab 1's play with privilege levels ends: vector 121 would let user programs into the kernel.
KERN_SOURCES := $(filter-out %/ring_switch.cpp %/work_ring_switch.cpp,$(KERN_SOURCES))

KERN_SOURCES += kern/arch/i386/probe.cpp          # accesses that may fault
KERN_SOURCES += kern/mm/frame.cpp                 # the array of Pages, alloc_pages
KERN_SOURCES += kern/mm/failure.cpp               # allocations that fail on purpose
KERN_SOURCES += kern/mm/zeroed_frames.cpp         # frames full of zeros, kept ready
KERN_SOURCES += kern/mm/pmm_managers.cpp          # which strategies there are
KERN_SOURCES += kern/mm/first_fit.cpp             # first fit (exercise lab2.1)
KERN_SOURCES += kern/mm/segregated_fit.cpp        # best fit and worst fit
KERN_SOURCES += kern/mm/buddy.cpp                 # buddy system (challenge lab2.4)
KERN_SOURCES += kern/mm/heap.cpp                  # kmalloc (challenge lab2.5)
KERN_SOURCES += kern/mm/page_table.cpp            # get_pte, page_insert, page_remove_pte (lab2.2, lab2.3)
KERN_SOURCES += kern/mm/print_page_table.cpp      # print_pgdir
KERN_SOURCES += kern/trap/page_fault.cpp          # what happens on a page fault
KERN_SOURCES += kern/init/start_memory.cpp        # memory in the boot sequence
KERN_SOURCES += kern/init/work_wait.cpp           # what the kernel does then
KERN_SOURCES += kern/selftest/pmm_workload.cpp    # random requests to an allocator, checked by a model
KERN_SOURCES += kern/selftest/pmm_check.cpp       # check_alloc_page
KERN_SOURCES += kern/selftest/page_table_check.cpp  # check_pgdir, check_boot_pgdir
KERN_SOURCES += kern/selftest/heap_workload.cpp   # random requests to the heap, checked by a model
KERN_SOURCES += kern/selftest/heap_check.cpp      # check_slab (on request)
