# Unit tests: the pure code of the tree, compiled for the host and run under GoogleTest with the
# address and undefined-behaviour sanitizers. Included by the root Makefile; also works alone, from
# the root of the tree: make -f tests/unit/unit.mk unit [V=1] [UNIT_FILTER=List*]

BUILD ?= build
UNIT_CXX ?= g++
UNIT_DIR := $(BUILD)/unit
UNIT_Q := $(if $(filter 1,$(V)),,@)

# Compiled like the kernel, but renamed (renamed.h): the C library has functions of these names.
UNIT_FREESTANDING_SOURCES += libs/string.cpp  # memory and string functions
UNIT_FREESTANDING_SOURCES += libs/format.cpp  # vformat, snprintf
UNIT_FREESTANDING_SOURCES += user/libs/stdlib.cpp  # rand, hash32

# Kernel and library sources that need no machine.
UNIT_KERNEL_SOURCES += libs/tree.cpp                      # the balance of IntrusiveTree
UNIT_KERNEL_SOURCES += libs/sfs/volume.cpp                # SFS: superblock and free map
UNIT_KERNEL_SOURCES += libs/sfs/inode.cpp                 # SFS: block maps, input and output
UNIT_KERNEL_SOURCES += libs/sfs/directory.cpp             # SFS: names
UNIT_KERNEL_SOURCES += libs/sfs/file_system.cpp           # SFS: open inodes, what changes names
UNIT_KERNEL_SOURCES += sfs-tools/image.cpp                # SFS tools: image files
UNIT_KERNEL_SOURCES += sfs-tools/image_cache.cpp          # SFS tools: the cache of an image
UNIT_KERNEL_SOURCES += libs/sfs/buffer_cache.cpp          # SFS: blocks in memory, order of writes
UNIT_KERNEL_SOURCES += libs/sfs/name_index.cpp            # SFS: where in a directory a name can be
UNIT_KERNEL_SOURCES += libs/sfs/check.cpp                 # SFS check: superblock, counts, free map
UNIT_KERNEL_SOURCES += libs/sfs/check_names.cpp           # SFS check: directories
UNIT_KERNEL_SOURCES += libs/sfs/check_blocks.cpp          # SFS check: sizes, owners of blocks
UNIT_KERNEL_SOURCES += libs/sfs/check_orphans.cpp         # SFS check: inodes without names
UNIT_KERNEL_SOURCES += libs/sfs/check_slots.cpp           # SFS check: what directories lack
UNIT_KERNEL_SOURCES += kern/mm/pmm_managers.cpp           # which allocation strategies there are
UNIT_KERNEL_SOURCES += kern/mm/first_fit.cpp              # first fit
UNIT_KERNEL_SOURCES += kern/mm/segregated_fit.cpp         # best fit and worst fit
UNIT_KERNEL_SOURCES += kern/mm/buddy.cpp                  # buddy system
UNIT_KERNEL_SOURCES += kern/mm/failure.cpp                # allocations that fail on purpose
UNIT_KERNEL_SOURCES += kern/mm/zeroed_frames.cpp          # frames filled ahead
UNIT_KERNEL_SOURCES += kern/mm/frame_reserve.cpp          # frames kept back
UNIT_KERNEL_SOURCES += kern/mm/heap.cpp                   # kmalloc
UNIT_KERNEL_SOURCES += kern/mm/page_table.cpp             # page tables
UNIT_KERNEL_SOURCES += kern/selftest/pmm_workload.cpp     # the boot's check of a strategy
UNIT_KERNEL_SOURCES += kern/selftest/heap_workload.cpp    # the boot's check of kmalloc
UNIT_KERNEL_SOURCES += kern/debug/options.cpp             # boot options
UNIT_KERNEL_SOURCES += kern/driver/block_device.cpp       # disks as numbered sectors
UNIT_KERNEL_SOURCES += kern/driver/console.cpp            # the console's input queue
UNIT_KERNEL_SOURCES += kern/driver/pc/serial.cpp          # COM1
UNIT_KERNEL_SOURCES += kern/driver/pc/cga.cpp             # text screen
UNIT_KERNEL_SOURCES += kern/driver/pc/keyboard.cpp        # PS/2 keyboard
UNIT_KERNEL_SOURCES += kern/driver/pc/pic.cpp             # interrupt controller
UNIT_KERNEL_SOURCES += kern/driver/pc/pit.cpp             # timer
UNIT_KERNEL_SOURCES += kern/process/pid_allocator.cpp     # process numbers
UNIT_KERNEL_SOURCES += kern/vm/area.cpp                   # ranges of an address space
UNIT_KERNEL_SOURCES += kern/vm/address_space.cpp          # areas and a page table
UNIT_KERNEL_SOURCES += kern/vm/fault.cpp                  # page faults
UNIT_KERNEL_SOURCES += kern/vm/swap.cpp                   # pages to the disk and back
UNIT_KERNEL_SOURCES += kern/vm/swap_managers.cpp          # which page replacement policies there are
UNIT_KERNEL_SOURCES += kern/vm/swap_fifo.cpp              # FIFO
UNIT_KERNEL_SOURCES += kern/vm/swap_clock.cpp             # clock
UNIT_KERNEL_SOURCES += kern/vm/swap_extended_clock.cpp    # clock with dirty bits
UNIT_KERNEL_SOURCES += kern/vm/swap_lru.cpp               # LRU by accessed bits
UNIT_KERNEL_SOURCES += kern/vm/swap_slots.cpp             # slots of the swap disk
UNIT_KERNEL_SOURCES += kern/selftest/swap_workload.cpp    # the boot's check of the policies
UNIT_KERNEL_SOURCES += kern/process/elf_image.cpp         # reading ELF files
UNIT_KERNEL_SOURCES += kern/sched/fifo.cpp                # first come, first served
UNIT_KERNEL_SOURCES += kern/sched/round_robin.cpp         # round robin
UNIT_KERNEL_SOURCES += kern/sched/stride.cpp              # stride
UNIT_KERNEL_SOURCES += kern/sched/mlfq.cpp                # multi-level feedback queue
UNIT_KERNEL_SOURCES += kern/sched/cfs.cpp                 # completely fair
UNIT_KERNEL_SOURCES += kern/sched/lottery.cpp             # lottery
UNIT_KERNEL_SOURCES += kern/sched/sjf.cpp                 # shortest job first, by estimate
UNIT_KERNEL_SOURCES += kern/sched/timer.cpp               # timers, sleep
UNIT_KERNEL_SOURCES += kern/sync/wait_queue.cpp           # threads that wait
UNIT_KERNEL_SOURCES += kern/sync/semaphore.cpp            # semaphores
UNIT_KERNEL_SOURCES += kern/sync/monitor.cpp              # monitors
UNIT_KERNEL_SOURCES += kern/sync/mutex.cpp                # mutexes, priority inheritance
UNIT_KERNEL_SOURCES += kern/sync/rw_lock.cpp              # reader/writer locks
UNIT_KERNEL_SOURCES += kern/sync/deadlock.cpp             # who waits for whom in a circle
UNIT_KERNEL_SOURCES += kern/sync/rcu.cpp                  # read-copy-update
UNIT_KERNEL_SOURCES += user/libs/heap.cpp                 # the memory behind malloc
UNIT_KERNEL_SOURCES += user/libs/text.cpp                 # text that grows
UNIT_KERNEL_SOURCES += user/libs/path.cpp                 # paths as text
UNIT_KERNEL_SOURCES += user/libs/pattern.cpp              # regular expressions, wildcards
UNIT_KERNEL_SOURCES += user/libs/puzzle.cpp               # the puzzle 2048
UNIT_KERNEL_SOURCES += user/sh/lexer.cpp                  # the shell: words and signs
UNIT_KERNEL_SOURCES += user/sh/parser.cpp                 # the shell: what a line asks for
UNIT_KERNEL_SOURCES += user/sh/expand.cpp                 # the shell: what words stand for
UNIT_KERNEL_SOURCES += user/sh/completion.cpp             # the shell: what Tab offers
UNIT_KERNEL_SOURCES += user/sh/history.cpp                # the shell: lines typed before
UNIT_KERNEL_SOURCES += user/sh/line_editor.cpp            # the shell: editing by keys

# The tests, and what they need.
UNIT_TEST_SOURCES += tests/unit/support.cpp      # panics, for the host
UNIT_TEST_SOURCES += tests/unit/types_test.cpp   # types.h, scope.h, div.h, prng.h
UNIT_TEST_SOURCES += tests/unit/span_test.cpp    # Span and StringView
UNIT_TEST_SOURCES += tests/unit/error_test.cpp   # the error table, assertions
UNIT_TEST_SOURCES += tests/unit/result_test.cpp  # Result, TRY, must
UNIT_TEST_SOURCES += tests/unit/list_test.cpp    # IntrusiveList
UNIT_TEST_SOURCES += tests/unit/tree_test.cpp    # IntrusiveTree against std::multimap
UNIT_TEST_SOURCES += tests/unit/skew_heap_test.cpp  # SkewHeap against std::multiset
UNIT_TEST_SOURCES += tests/unit/bitmap_test.cpp  # Bitmap against std::vector<bool>
UNIT_TEST_SOURCES += tests/unit/string_test.cpp  # string.cpp against the C library
UNIT_TEST_SOURCES += tests/unit/format_test.cpp  # format.cpp against the C library
UNIT_TEST_SOURCES += tests/unit/elf_image_test.cpp  # programs whose ELF files lie
UNIT_TEST_SOURCES += tests/unit/elf_test.cpp     # elf.h against this program's own ELF file
UNIT_TEST_SOURCES += tests/unit/host_frames.cpp  # frames in host memory, for what allocates them
UNIT_TEST_SOURCES += tests/unit/host_kernel.cpp  # boot options and a console, for what asks for them
UNIT_TEST_SOURCES += tests/unit/host_threads.cpp  # threads that take turns as a seed says
UNIT_TEST_SOURCES += tests/unit/host_cpu.cpp     # page table walks and a TLB
UNIT_TEST_SOURCES += tests/unit/options_test.cpp  # lists and numbers in boot options
UNIT_TEST_SOURCES += tests/unit/pc_devices_test.cpp  # what the PC's drivers say to their devices
UNIT_TEST_SOURCES += tests/unit/console_test.cpp  # the console's input queue
UNIT_TEST_SOURCES += tests/unit/pid_allocator_test.cpp  # process numbers against a set
UNIT_TEST_SOURCES += tests/unit/area_test.cpp    # areas against a model of single pages
UNIT_TEST_SOURCES += tests/unit/paging_test.cpp  # entries bit by bit, page tables
UNIT_TEST_SOURCES += tests/unit/swap_test.cpp    # page faults and swap
UNIT_TEST_SOURCES += tests/unit/swap_failure_test.cpp  # the same on a disk that fails, and at random
UNIT_TEST_SOURCES += tests/unit/pmm_test.cpp     # the allocation strategies, and their check
UNIT_TEST_SOURCES += tests/unit/failure_test.cpp  # allocations that fail on purpose
UNIT_TEST_SOURCES += tests/unit/heap_test.cpp    # kmalloc, Owned, and their check
UNIT_TEST_SOURCES += tests/unit/swap_policy_test.cpp  # page replacement against models
UNIT_TEST_SOURCES += tests/unit/swap_slots_test.cpp  # the swap disk's slots against a set
UNIT_TEST_SOURCES += tests/unit/swap_workload_test.cpp  # the policies' check, over a simulated pager
UNIT_TEST_SOURCES += tests/unit/sched_policy_test.cpp  # each scheduling policy's promise as a number
UNIT_TEST_SOURCES += tests/unit/timer_test.cpp  # timers against a model
UNIT_TEST_SOURCES += tests/unit/sfs_volume_test.cpp  # SFS: damaged images, a full disk, the order of writes
UNIT_TEST_SOURCES += tests/unit/sfs_files_test.cpp  # SFS: every operation and a full disk, each image checked
UNIT_TEST_SOURCES += tests/unit/sfs_cache_test.cpp  # SFS: the cache of blocks against a model
UNIT_TEST_SOURCES += tests/unit/sfs_directory_test.cpp  # SFS: folders of many names
UNIT_TEST_SOURCES += tests/unit/sfs_image_test.cpp  # SFS tools: image files and their cache
UNIT_TEST_SOURCES += tests/unit/sfs_check_test.cpp  # SFS check: each kind of damage, found and repaired
UNIT_TEST_SOURCES += tests/unit/sfs_mutation_test.cpp  # SFS: random damage
UNIT_TEST_SOURCES += tests/unit/sfs_power_cut_test.cpp  # SFS: a cut of power at each moment
UNIT_TEST_SOURCES += tests/unit/sfs_failure_test.cpp  # SFS: the k-th read, write or flush fails
UNIT_TEST_SOURCES += tests/unit/sync_test.cpp  # semaphores, monitors, condition variables, RCU
UNIT_TEST_SOURCES += tests/unit/lock_test.cpp  # mutexes, reader/writer locks, deadlocks
UNIT_TEST_SOURCES += tests/unit/sfs_defects_test.cpp  # SFS: defects of the original, by number
UNIT_TEST_SOURCES += tests/unit/user_heap_test.cpp  # the user library's malloc and rand
UNIT_TEST_SOURCES += tests/unit/user_text_test.cpp  # the user library's text, arrays and paths
UNIT_TEST_SOURCES += tests/unit/pattern_test.cpp  # regular expressions and wildcards
UNIT_TEST_SOURCES += tests/unit/shell_parser_test.cpp  # the shell's parser, quotes, wildcards
UNIT_TEST_SOURCES += tests/unit/line_editor_test.cpp  # the shell's line editor on a screen
UNIT_TEST_SOURCES += tests/unit/puzzle_test.cpp  # the puzzle 2048

UNIT_SOURCES := $(UNIT_FREESTANDING_SOURCES) $(UNIT_KERNEL_SOURCES) $(UNIT_TEST_SOURCES)
UNIT_OBJECTS := $(UNIT_SOURCES:%.cpp=$(UNIT_DIR)/%.o)
UNIT_FREESTANDING_OBJECTS := $(UNIT_FREESTANDING_SOURCES:%.cpp=$(UNIT_DIR)/%.o)

# tests/unit/stubs stands in for headers that need the machine.
UNIT_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
UNIT_OPTIMIZE := -O1
UNIT_FLAGS = -std=c++2b -g $(UNIT_OPTIMIZE) -fno-omit-frame-pointer $(UNIT_SANITIZE) \
    -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Werror -Itests/unit/stubs -I. -Ikern/arch/i386/include
# Most of a test is its expectations: to optimize them takes far longer than to run them as they are.
$(UNIT_TEST_SOURCES:%.cpp=$(UNIT_DIR)/%.o): UNIT_OPTIMIZE := -O0
# It prints addresses as the 32-bit numbers that they are on the i386.
$(UNIT_DIR)/kern/vm/fault.o: UNIT_FLAGS += -Wno-format
# Memory is as in lab 4, before there are programs. What knows tasks knows them as in lab 7; and the
# C library has a function named sync.
UNIT_LAB := 4
UNIT_LAB7_OBJECTS := $(filter $(UNIT_DIR)/kern/sync/%,$(UNIT_OBJECTS)) $(UNIT_DIR)/kern/sched/timer.o \
    $(addprefix $(UNIT_DIR)/tests/unit/,host_threads.o sync_test.o lock_test.o)
$(UNIT_LAB7_OBJECTS): UNIT_LAB := 7
$(UNIT_LAB7_OBJECTS): UNIT_FLAGS += -include tests/unit/no_sync.h
$(UNIT_FREESTANDING_OBJECTS): UNIT_FLAGS += -ffreestanding -include tests/unit/renamed.h

.PHONY: unit
unit: $(UNIT_DIR)/unit
	$(UNIT_Q)$< --gtest_brief=1 $(if $(UNIT_FILTER),--gtest_filter='$(UNIT_FILTER)')

$(UNIT_DIR)/unit: $(UNIT_OBJECTS)
	$(UNIT_Q)$(UNIT_CXX) $(UNIT_SANITIZE) -o $@ $^ -lgtest -lgtest_main -pthread

# Nobody else compiles these: a cache of compilations would only cost.
$(UNIT_OBJECTS): export CCACHE_DISABLE := 1
$(UNIT_OBJECTS): $(UNIT_DIR)/%.o: %.cpp tests/unit/unit.mk
	@mkdir -p $(@D)
	$(UNIT_Q)$(UNIT_CXX) $(UNIT_FLAGS) -DLAB=$(UNIT_LAB) -MMD -MP -c -o $@ $<

-include $(UNIT_OBJECTS:.o=.d)
