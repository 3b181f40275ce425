#ifndef HANDOUT
# ucore-cc: every lab from one tree. `make help` lists the targets.
#
# Lines that begin with #if, #else, #endif or #| are comments to make. `make handout` resolves them
# for a student's tree, where #| code becomes code.
#
#   LAB=n             which lab, 1 to 8 (the highest there is when not given)
#else
#| # Builds, runs and grades the lab of this branch. `make help` lists the targets.
#| #
#endif
#   TOOLCHAIN=clang   build with clang instead of GCC
#   DEFS+=-DNAME=v    definitions for the compiler
#   V=1               show the commands

# --- which lab -----------------------------------------------------------------------------------

#ifndef HANDOUT
# LABS= and OUT= on the command line are for make handout; to the rest these are ours.
LABS_ASKED  := $(if $(filter command% environment%,$(origin LABS)),$(LABS))
OUT_ASKED   := $(if $(filter command% environment%,$(origin OUT)),$(OUT))
override LABS := $(patsubst labs/lab%/lab.mk,%,$(sort $(wildcard labs/lab*/lab.mk)))
ifeq ($(LAB),)
override LAB := $(lastword $(LABS))
endif
ifneq ($(words $(LAB)) $(filter $(LABS),$(LAB)),1 $(LAB))
$(error there is no lab '$(LAB)' in this tree: LAB may be one of $(LABS))
endif
#else
#| LABS        := @LAB@
#| ifneq ($(or $(LAB),$(LABS)),$(LABS))
#| $(error this branch is lab $(LABS)'s: lab $(LAB) has a branch of its own)
#| endif
#| override LAB := $(LABS)
#endif

ARCH        := i386
TOOLCHAIN   ?= gcc
BUILD       ?= build
VARIANT     := lab$(LAB)$(if $(filter-out gcc,$(TOOLCHAIN)),-$(TOOLCHAIN))
override OUT := $(BUILD)/$(ARCH)/$(VARIANT)
OBJ         := $(OUT)/obj
BIN         := $(OUT)/bin

# --- what it is made of: labs/labN/lab.mk lists what lab N adds ---------------------------------------

include $(foreach n,$(shell seq 1 $(LAB)),labs/lab$(n)/lab.mk)

# --- tools -------------------------------------------------------------------------------------------

V           ?= 0
Q           := $(if $(filter 1,$(V)),,@)
PYTHON      := /usr/bin/python3
QEMU        := qemu-system-i386
GDB         := gdb
LD          := ld
OBJCOPY     := objcopy
TERMINAL    := x-terminal-emulator
CXX_gcc     := g++
CXX_clang   := clang++
CXX         := $(CXX_$(TOOLCHAIN))
ifeq ($(CXX),)
$(error there is no toolchain '$(TOOLCHAIN)': TOOLCHAIN may be gcc or clang)
endif
# As many jobs as there are processors, unless -j says otherwise, or a make above that shares its own.
ifeq ($(filter -j%,$(MAKEFLAGS))$(SHARED_JOBS),)
MAKEFLAGS   += -j$(shell nproc)
endif

# --- flags -------------------------------------------------------------------------------------------

# Page 0 is memory like any other to the kernel's checks: GCC must not take it for a null pointer's.
STANDARD_gcc   := -std=c++23 --param=min-pagesize=0
STANDARD_clang := -std=c++2b
FREESTANDING   := -m32 -march=i686 -ffreestanding -nostdlib -nostdinc++ -fno-exceptions -fno-rtti \
                  -fno-threadsafe-statics -fno-pie -fno-pic -fno-stack-protector \
                  -fno-asynchronous-unwind-tables -fno-omit-frame-pointer -mgeneral-regs-only
# No frame may be so large that it reaches over the guard page below a kernel stack.
WARNINGS       := -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wframe-larger-than=2048
#ifndef HANDOUT
WARNINGS       += -Werror
#endif
INCLUDES       := -I. -Ikern/arch/$(ARCH)/include
COMMON_FLAGS   := $(STANDARD_$(TOOLCHAIN)) $(FREESTANDING) $(WARNINGS) $(INCLUDES) \
                  -DLAB_NAME='"lab$(LAB)"' -DKERNEL_BASE=$(KERNEL_BASE)
#ifndef HANDOUT
COMMON_FLAGS   += -DLAB=$(LAB)
#endif
# Small structures are returned in registers; stacks need no alignment beyond that of words.
TUNING_gcc     := -mtune=generic -mpreferred-stack-boundary=2 -fno-devirtualize-speculatively
TUNING_clang   := -mtune=generic -mstack-alignment=4
KERN_CXXFLAGS  := $(COMMON_FLAGS) -O2 -g -fno-optimize-sibling-calls -ffunction-sections -fdata-sections \
                  -freg-struct-return $(TUNING_$(TOOLCHAIN))
SIZE_gcc       := -Os -march=i386 --param max-completely-peel-times=0
SIZE_clang     := -Oz -mregparm=3 -mstack-alignment=4
BOOT_CXXFLAGS  := $(COMMON_FLAGS) $(SIZE_$(TOOLCHAIN)) -fomit-frame-pointer
KERN_LDFLAGS   := -m elf_i386 -nostdlib --gc-sections -z noexecstack --no-warn-rwx-segments \
                  --defsym=KERNEL_BASE=$(KERNEL_BASE) -T kern/arch/$(ARCH)/kernel.ld

# --- files -------------------------------------------------------------------------------------------

objects      = $(addsuffix .o,$(basename $(addprefix $(OBJ)/,$(1))))
KERN_OBJECTS := $(call objects,$(ENTRY_SOURCE) $(KERN_SOURCES))
BOOT_OBJECTS := $(call objects,$(BOOT_SOURCES))
#if LAB >= 5
KERN_OBJECTS += $(if $(EMBED_PROGRAMS),$(OBJ)/programs.o)
#endif
KERNEL       := $(BIN)/kernel
UCOREIMG     := $(BIN)/ucore.img
IMAGES       := $(UCOREIMG)
#if LAB >= 3
SWAPIMG      := $(BIN)/swap.img
IMAGES       += $(if $(DISK_SWAP),$(SWAPIMG))
#endif
#if LAB >= 8
SFSIMG       := $(BIN)/sfs.img
IMAGES       += $(if $(DISK_FILES),$(SFSIMG))
#endif

.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

##> Build
## all: build the lab's kernel and disk images (the default)
.PHONY: all
all: $(KERNEL) $(IMAGES) $(OBJ)/kernel.sym links

# The original has its output in obj/ and bin/: links to that of the lab that was built last.
LINK_OUTPUTS = for d in obj bin; do [ "$$(readlink $$d)" = "$(OUT)/$$d" ] || \
               { ln -sfn $(OUT)/$$d $$d.$$$$ && mv -T $$d.$$$$ $$d; }; done
.PHONY: links
links: $(KERNEL) | $(OBJ) $(BIN)
	@$(LINK_OUTPUTS)

$(OBJ) $(BIN):
	@mkdir -p $@

# --- compiling: a change of flags rebuilds what they touch ---------------------------------------------

# $(OBJ)/NAME.flags holds the flags of the last build; it changes only when they do. It is looked at
# while make reads this file: once make builds, it does not notice any more that an object was removed.
FLAGS_kern    = $(CXX) $(KERN_CXXFLAGS) $(DEFS)
FLAGS_boot    = $(CXX) $(BOOT_CXXFLAGS)
#if LAB >= 5
FLAGS_user    = $(USER_COMPILERS)
#endif
FLAGS_link    = $(LD) $(KERN_LDFLAGS) $(KERN_OBJECTS)
note_flags    = $(PYTHON) tools/build/flags.py $(OBJ)/$(1).flags $(OBJ) $(FLAGS_$(1))
$(OBJ)/%.flags: | $(OBJ) setup-run
	@$(call note_flags,$*)

$(BOOT_OBJECTS): FLAGS = $(BOOT_CXXFLAGS)
$(BOOT_OBJECTS): $(OBJ)/boot.flags
$(KERN_OBJECTS): FLAGS = $(KERN_CXXFLAGS) $(DEFS)
$(KERN_OBJECTS): $(OBJ)/kern.flags

$(OBJ)/%.o: %.cpp
	@mkdir -p $(@D)
	$(Q)$(CXX) $(FLAGS) -MMD -MP -c $< -o $@
$(OBJ)/%.o: %.S
	@mkdir -p $(@D)
	$(Q)$(CXX) $(filter-out -std=% -Wnon-virtual-dtor -nostdinc++ -fno-rtti -fno-threadsafe-statics,$(FLAGS)) \
	    -x assembler-with-cpp -MMD -MP -c $< -o $@

-include $(patsubst %.o,%.d,$(KERN_OBJECTS) $(BOOT_OBJECTS))

#if LAB >= 5
# --- user programs ---------------------------------------------------------------------------------------

ifneq ($(USER_PROGRAMS),)
include user/user.mk
endif

#endif
# Looks at the flags of everything, now that all of them are known.
NO_BUILD     := print-% help touch clean dist-clean handin setup setup-% grade
#if LAB >= 8
NO_BUILD     += tools
#endif
#ifndef HANDOUT
NO_BUILD     += format lint test unit kernel-tests grade-all mistakes determinism failures fuzz \
                fuzz-corpus power-cuts file-errors site site-serve pages site-modules handout \
                solutions handout-tests ladder
#endif
ifneq ($(and $(wildcard $(PYTHON)),$(filter-out $(NO_BUILD),$(or $(MAKECMDGOALS),all))),)
$(foreach kind,kern boot link $(if $(USER_PROGRAMS),user),$(shell $(call note_flags,$(kind))))
endif

# --- linking: twice, since the second link holds the symbol table made from the first -------------------

KERNEL_LD := kern/arch/$(ARCH)/kernel.ld

$(OBJ)/kernel.first: $(KERN_OBJECTS) $(KERNEL_LD) $(OBJ)/link.flags
	$(Q)$(LD) $(KERN_LDFLAGS) $(KERN_OBJECTS) -o $@
$(OBJ)/symbols.bin: $(OBJ)/kernel.first tools/build/symtab.py
	$(Q)$(PYTHON) tools/build/symtab.py $< -o $@
$(OBJ)/symbols.o: $(OBJ)/symbols.bin
	$(Q)$(OBJCOPY) -I binary -O elf32-i386 -B i386 \
	    --rename-section .data=.symbols,alloc,load,readonly,data,contents $< $@
$(KERNEL): $(KERN_OBJECTS) $(OBJ)/symbols.o $(KERNEL_LD) $(OBJ)/link.flags | $(BIN)
	$(Q)$(LD) $(KERN_LDFLAGS) $(KERN_OBJECTS) $(OBJ)/symbols.o -o $@
	$(Q)$(PYTHON) tools/build/symtab.py --verify $(OBJ)/kernel.first $@
$(OBJ)/kernel.sym: $(KERNEL)
	$(Q)$(PYTHON) tools/build/symtab.py $< --text $@

# --- disk images ---------------------------------------------------------------------------------------

$(OBJ)/bootblock.elf: $(BOOT_OBJECTS) kern/arch/$(ARCH)/boot/boot.ld
	$(Q)$(LD) -m elf_i386 -nostdlib -z noexecstack --no-warn-rwx-segments -T kern/arch/$(ARCH)/boot/boot.ld \
	    $(BOOT_OBJECTS) -o $@
$(OBJ)/bootblock: $(OBJ)/bootblock.elf
	$(Q)$(OBJCOPY) -S -O binary $< $@
$(OBJ)/kernel.stripped: $(KERNEL)
	$(Q)$(OBJCOPY) --strip-all $< $@
$(UCOREIMG): $(OBJ)/bootblock $(OBJ)/kernel.stripped | $(BIN)
	$(Q)$(PYTHON) tools/build/bootsign.py $(OBJ)/bootblock $(OBJ)/kernel.stripped $@
#if LAB >= 3
$(SWAPIMG): | $(BIN)
	$(Q)truncate -s 128M $@
#endif

#if LAB >= 8
# --- tools for the file system's images -----------------------------------------------------------------

-include sfs-tools/sfs-tools.mk

#endif
# --- set-up --------------------------------------------------------------------------------------------

# Each stamp says that its packages were there; a changed list is looked at again.
.PHONY: setup setup-run setup-test setup-window
## setup: install the Debian packages that are missing
setup: setup-run setup-test
setup-run: $(BUILD)/setup-run
setup-test: $(BUILD)/setup-test
# QEMU may have other ways to show a screen, so it has the last word.
setup-window:
	@tools/setup.sh window || true
$(BUILD)/setup-%: tools/setup.sh
	@mkdir -p $(@D)
	@tools/setup.sh $*
	@touch $@

# --- running -------------------------------------------------------------------------------------------

# A script has no use for the kernel monitor: without a terminal the machine gets the device through
# which the kernel ends it, and status 33 says that it ended in order.
BOOT_DRIVE = -drive file=$(UCOREIMG),format=raw,index=0,media=disk
DISKS      = $(BOOT_DRIVE)
#if LAB >= 3
SWAP_DRIVE = -drive file=$(SWAPIMG),format=raw,index=1,media=disk,cache=writeback
DISKS     += $(if $(DISK_SWAP),$(SWAP_DRIVE))
#endif
#if LAB >= 8
SFS_DRIVE  = -drive file=$(SFSIMG),format=raw,index=2,media=disk,cache=writeback
DISKS     += $(if $(DISK_FILES),$(SFS_DRIVE))
#endif
END_IT   = -device isa-debug-exit,iobase=0x501,iosize=1
#if LAB >= 8
# Nobody will type anything: the shell is to know.
NO_INPUT = $(if $(DISK_FILES),-fw_cfg name=opt/ucore/input$(COMMA)string=none)
#endif
# A comma inside a value is doubled, as QEMU wants it; ~ is a blank.
COMMA   := ,
OPTIONS  = $(foreach option,$(subst $(COMMA),$(COMMA)$(COMMA),$(BOOT)),-fw_cfg \
           "name=opt/ucore/$(firstword $(subst =, ,$(option)))$(COMMA)string=$(subst ~, ,$(lastword $(subst =, ,$(option))))")
QEMUOPTS = $(DISKS) $(OPTIONS) -no-reboot

##> Run (BOOT="name=value ..." gives the kernel options, see kern/debug/options.h; ~ is a blank)
.PHONY: qemu qemu-nox qemu-mon monitor debug debug-nox
## qemu: run the lab in a window
qemu: all setup-window
	$(Q)$(QEMU) $(QEMUOPTS) -serial mon:stdio
## qemu-nox: run the lab in this terminal (leave with the monitor's `quit`, or Ctrl-A X)
qemu-nox: all
	$(Q)if [ -t 0 ]; then $(QEMU) $(QEMUOPTS) -nographic; \
	    else $(QEMU) $(QEMUOPTS) $(END_IT) $(NO_INPUT) -display none -serial stdio </dev/null; [ $$? -eq 33 ]; fi
## qemu-mon: run it with QEMU's monitor in this terminal
qemu-mon monitor: all
	$(Q)$(QEMU) $(QEMUOPTS) -no-reboot -monitor stdio -serial null
## monitor: the same
## debug: run it in a window, stopped, with gdb attached in a terminal of its own
debug: all setup-window
	@command -v $(TERMINAL) >/dev/null || { echo "there is no $(TERMINAL): use 'make debug-nox', or TERMINAL=program"; exit 1; }
	$(Q)$(TERMINAL) -e sh -c "exec $(DEBUGGER)" & $(QEMU) $(QEMUOPTS) -S -gdb tcp::$(GDBPORT) -serial mon:stdio
## debug-nox: run it in this terminal, stopped, waiting for gdb at port GDBPORT (1234)
debug-nox: all
	@echo "in another terminal: $(DEBUGGER)"
	$(Q)$(QEMU) $(QEMUOPTS) -S -gdb tcp::$(GDBPORT) -nographic
GDBPORT  ?= 1234
DEBUGGER  = $(GDB) -q -x tools/gdb/gdbinit -ex 'target remote localhost:$(GDBPORT)' $(KERNEL)

#if LAB >= 4
# --- pictures of the scheduler -----------------------------------------------------------------------------

TRACE_DIR = $(OUT)/trace
## trace-PROG: run PROG and draw who ran when (where there is a choice SCHED=name, SCHED=name,name... or SCHED=all)
trace-%: all
	$(Q)$(PYTHON) tools/trace/trace.py run --bin $(BIN) --out $(TRACE_DIR) $(if $(SCHED),--sched '$(SCHED)') \
	    $(if $(SEED),--seed $(SEED)) '$*'

#endif
#if LAB >= 5
# --- what services cost --------------------------------------------------------------------------------

.PHONY: bench
#if LAB >= 6
# The schedulers that are compared where there is a choice.
BENCH_SCHED = $(if $(filter-out 1 2 3 4 5,$(LAB)),rr$(COMMA)stride)
#endif
## bench: what the kernel's services cost, in instructions (SCHED=name,name... JSON=file)
#ifndef HANDOUT
ifneq ($(filter 1 2 3 4,$(LAB)),)
bench:
	@echo "make bench: lab $(LAB) runs no programs yet; LAB=5 and later do" >&2; exit 2
else
#endif
bench: setup-test all
	$(Q)$(PYTHON) tools/bench/bench.py --bin $(BIN) --lab $(LAB) --sched '$(or $(SCHED),$(BENCH_SCHED))' $(if $(JSON),--json '$(JSON)')
#ifndef HANDOUT
endif
#endif

#endif
#ifndef HANDOUT
include tools/build/site.mk
include tools/build/drawings.mk

#endif
##> Grade
.PHONY: grade answers handin
## grade: grade the lab (CHECK=name: only that check; BONUS=required: fail without the challenges, too)
grade: setup-test
	$(Q)$(PYTHON) tools/grade/grade.py --lab $(LAB) --build-dir $(OUT) $(if $(CHECK),--check $(CHECK)) $(if $(SEED),--seed $(SEED)) \
	    $(if $(BONUS),--require-bonus)
## answers: which answers to the lab's reading questions, in answers/labN.md, are right
answers: setup-test
	$(Q)$(PYTHON) tools/grade/grade.py --lab $(LAB) --build-dir $(OUT) --answers
#ifndef HANDOUT
.PHONY: grade-all mistakes
## grade-all: grade every lab of the tree
grade-all: setup-test
	$(Q)status=0; for n in $(LABS); do $(MAKE) --no-print-directory grade LAB=$$n || status=1; done; exit $$status
## mistakes: see that the grader catches every seeded mistake (long)
mistakes: setup-test
	$(Q)$(PYTHON) tools/mistakes/mistakes.py
#endif
## handin: pack your work into handin-labN.tar.gz
handin:
	$(Q)git ls-files -z --cached --others --exclude-standard -- . ':!handin-*' | \
	    tar --null --files-from - --ignore-failed-read -czf handin-lab$(LAB).tar.gz
	@echo "your work is packed into handin-lab$(LAB).tar.gz"

##> Develop
include tools/build/editor.mk
.PHONY: print-% touch clean dist-clean help
#ifndef HANDOUT
.PHONY: test unit kernel-tests determinism failures power-cuts file-errors lint format
## test: run every test (STAGE=name: only that stage, see tools/test.py)
test: setup
	$(Q)$(PYTHON) tools/test.py $(STAGE)
include tests/unit/unit.mk
include tests/fuzz/fuzz.mk
## kernel-tests: run every test of the kernel in every lab, not in a sample of the labs (long)
kernel-tests: setup-test
	$(Q)$(PYTHON) -m pytest -q -p no:cacheprovider tests/kernel
include tools/handout/handout.mk
## determinism: run each lab RUNS (50) times on busy processors, and compare (long)
determinism: setup-test
	$(Q)$(PYTHON) tests/kernel/determinism.py --runs $(or $(RUNS),50)
## failures: have every allocation fail: of each lab's boot, long programs, calls about files (long)
failures: setup-test
	$(Q)$(PYTHON) tests/kernel/failures.py
	$(Q)$(PYTHON) tests/kernel/failures.py --programs
	$(Q)$(PYTHON) tests/kernel/failures.py --files
## power-cuts: cut the power at every moment of lab 8's workloads, and repair each disk (long)
power-cuts: setup-test
	$(Q)$(PYTHON) tests/kernel/test_power_cut.py
## file-errors: have every read, write and flush of lab 8's workloads fail (long)
file-errors: setup-test
	$(Q)$(PYTHON) tests/kernel/test_file_errors.py
## unit: host unit tests of libs and of the kernel's pure code
## lint: layers, style, exercise markers, format, static analysis
lint: setup-test
	$(Q)$(PYTHON) tools/lint/lint.py
## format: apply clang-format to what lint looks at
format: setup-test
	$(Q)$(PYTHON) tools/lint/lint.py --format

#endif
# What a script asks for with `make print-VAR`, in capitals or not.
GRADE_GDB_IN   := .gdb.in
GRADE_QEMU_OUT := .qemu.out
## print-VAR: print the value of VAR (QEMU GDB GRADE_GDB_IN GRADE_QEMU_OUT UCOREIMG ...)
print-%:
	@echo '$($(shell echo '$*' | tr a-z A-Z))'
## touch: make the next build compile everything again
touch:
	@rm -f $(OBJ)/*.flags
## clean: remove what the lab's build made
clean:
	@rm -rf $(OUT)
	@for d in obj bin; do if [ -L $$d ] && [ ! -e $$d ]; then rm $$d; fi; done
## dist-clean: remove everything that any build, test or handin made
dist-clean:
	@rm -rf $(BUILD) handin-lab*.tar.gz compile_commands.json .cache
	@for d in obj bin; do if [ -L $$d ]; then rm $$d; fi; done
## help: this list
help:
#ifndef HANDOUT
	@echo "ucore-cc, lab $(LAB) of $(LABS). Usage: make [TARGET] [LAB=n] [V=1] [DEFS+=-DNAME=value] [TOOLCHAIN=clang]"
#else
#|	@echo "lab $(LAB). Usage: make [TARGET] [V=1] [DEFS+=-DNAME=value] [TOOLCHAIN=clang]"
#endif
	@sed -n 's/^##> \(.*\)/\n\1/p; s/^## \([^:]*\): \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
