# User library and programs; included by the root Makefile for the labs that have them.
#
#   USER_PROGRAMS   programs, listed by labs/labN/lab.mk, one a line with its purpose
#   USER_SOURCES    the user library, listed likewise
#   USER_PART_SOURCES  further sources of the program whose folder they lie in, user/NAME
#   USER_SHARED     sources of libs that programs are linked with, too
#   EMBED_PROGRAMS  yes: the kernel carries the programs (there is no file system)
#
# Any other user/NAME.c or user/NAME.cpp is a program as well. Its linked file, with symbols, is
# $(OBJ)/user/NAME.out; $(OBJ)/user/NAME is the same without them. USER_WERROR=-Werror makes warnings
# in programs errors; in the library they always are.

CC_gcc      := gcc
CC_clang    := clang
CC          := $(CC_$(TOOLCHAIN))
AR          := ar

# --- which programs ------------------------------------------------------------------------------------

#ifndef HANDOUT
LATER_LABS      := $(filter-out $(foreach n,$(shell seq 1 $(LAB)),labs/lab$(n)/lab.mk),$(wildcard labs/lab*/lab.mk))
LATER_PROGRAMS  := $(if $(LATER_LABS),$(shell sed -n 's/^USER_PROGRAMS *+= *\([^ ]*\).*/\1/p' $(LATER_LABS)))
#endif
PROGRAM_SOURCES := $(sort $(USER_PROGRAMS) $(filter-out $(LATER_PROGRAMS),$(wildcard user/*.c user/*.cpp)))
PROGRAMS        := $(notdir $(basename $(PROGRAM_SOURCES)))
ifneq ($(words $(sort $(PROGRAMS))),$(words $(PROGRAMS)))
$(error two programs in user/ have the same name)
endif

USER_OBJ        := $(OBJ)/user
PROGRAM_OBJECTS := $(addsuffix .o,$(basename $(addprefix $(OBJ)/,$(PROGRAM_SOURCES))))
PROGRAM_LINKED  := $(PROGRAM_OBJECTS:.o=.out)
PROGRAM_FILES   := $(PROGRAM_OBJECTS:.o=)
PART_OBJECTS    := $(patsubst user/%.cpp,$(USER_OBJ)/parts/%.o,$(USER_PART_SOURCES))
# Those that belong to program $(1).
parts            = $(foreach part,$(PART_OBJECTS),$(if $(filter $(USER_OBJ)/parts/$(1)/,$(dir $(part))),$(part)))
USER_START      := $(call objects,$(USER_START_SOURCE))
USER_LIB_OBJECTS := $(call objects,$(USER_SOURCES)) $(patsubst libs/%.cpp,$(USER_OBJ)/shared/%.o,$(USER_SHARED))
USER_LIB        := $(USER_OBJ)/libuser.a

# --- compiling -----------------------------------------------------------------------------------------

# What a definition chooses in the kernel is nothing to programs: they need not be compiled again.
USER_DEFS       := $(filter-out -DTEST=% -DTESTSCRIPT=% -DDEBUG_GRADE%,$(DEFS))
#ifndef HANDOUT
USER_DEFS       += -DLAB=$(LAB)
#endif
USER_FLAGS      := -m32 -march=i686 -ffreestanding -fno-builtin -nostdinc -fno-pie -fno-pic -fno-stack-protector \
                   -fno-asynchronous-unwind-tables -fno-delete-null-pointer-checks -fno-strict-aliasing \
                   -ffunction-sections -fdata-sections -O2 -g -Wall -Wextra -I. -Iuser/libs $(USER_DEFS)
USER_CFLAGS     := -std=gnu17 $(USER_FLAGS)
USER_CXXFLAGS   := $(STANDARD_$(TOOLCHAIN)) -nostdinc++ -fno-exceptions -fno-rtti -fno-threadsafe-statics $(USER_FLAGS)
USER_LDFLAGS    := -m elf_i386 -nostdlib -static --gc-sections --build-id=none -z noexecstack \
                   -z max-page-size=4096 -T user/user.ld

# What the root Makefile remembers of a build.
USER_COMPILERS   = $(CC) $(USER_CFLAGS) $(CXX) $(USER_CXXFLAGS) $(USER_WERROR)

$(USER_LIB_OBJECTS) $(USER_START) $(PROGRAM_OBJECTS) $(PART_OBJECTS): $(OBJ)/user.flags
$(USER_LIB_OBJECTS) $(USER_START) $(PART_OBJECTS): FLAGS = $(USER_CXXFLAGS) -Wshadow -Werror
$(PROGRAM_OBJECTS): FLAGS = $(USER_CXXFLAGS) $(USER_WERROR)

$(USER_OBJ)/shared/%.o: libs/%.cpp
	@mkdir -p $(@D)
	$(Q)$(CXX) $(FLAGS) -MMD -MP -c $< -o $@
$(USER_OBJ)/parts/%.o: user/%.cpp
	@mkdir -p $(@D)
	$(Q)$(CXX) $(FLAGS) -MMD -MP -c $< -o $@
$(USER_OBJ)/%.o: user/%.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(USER_CFLAGS) $(USER_WERROR) -MMD -MP -c $< -o $@

-include $(patsubst %.o,%.d,$(USER_LIB_OBJECTS) $(USER_START) $(PROGRAM_OBJECTS) $(PART_OBJECTS))

# --- linking -------------------------------------------------------------------------------------------

$(USER_LIB): $(USER_LIB_OBJECTS)
	@rm -f $@
	$(Q)$(AR) rcsD $@ $^
.SECONDEXPANSION:
$(PROGRAM_LINKED): $(USER_OBJ)/%.out: $(USER_OBJ)/%.o $$(call parts,$$*) $(USER_START) $(USER_LIB) user/user.ld
	$(Q)$(LD) $(USER_LDFLAGS) $(USER_START) $< $(call parts,$*) $(USER_LIB) -o $@
$(PROGRAM_FILES): $(USER_OBJ)/%: $(USER_OBJ)/%.out
	$(Q)$(OBJCOPY) --strip-all $< $@

.PHONY: programs
## programs: build the user programs only
programs: $(PROGRAM_FILES)

# --- programs inside the kernel --------------------------------------------------------------------------

ifneq ($(EMBED_PROGRAMS),)
.PHONY: FORCE
$(OBJ)/programs.S: FORCE | $(OBJ)
	@$(PYTHON) tools/build/embed.py $@ $(PROGRAM_FILES)
$(OBJ)/programs.o: $(OBJ)/programs.S $(PROGRAM_FILES)
	$(Q)$(CC) -m32 -c $< -o $@
endif

# --- running one -----------------------------------------------------------------------------------------

# build-PROG: PROG is a program.
check-program-%:
	@case ' $(PROGRAMS) ' in *' $* '*) ;; *) echo "there is no program '$*' in lab $(LAB)"; exit 1;; esac
## build-PROG: build so that the kernel runs the user program PROG at boot
build-%: check-program-%
	$(Q)$(MAKE) --no-print-directory SHARED_JOBS=1 all "DEFS+=-DTEST=$*"
## run-PROG: that, and run it in a window
run-%: check-program-%
	$(Q)$(MAKE) --no-print-directory SHARED_JOBS=1 qemu "DEFS+=-DTEST=$*"
## run-nox-PROG: that, and run it in this terminal
run-nox-%: check-program-%
	$(Q)$(MAKE) --no-print-directory SHARED_JOBS=1 qemu-nox "DEFS+=-DTEST=$*"

#if LAB >= 8
# script-PROG: PROG is a file in user/script, which is in /script of the disk.
ifneq ($(DISK_FILES),)
check-script-%:
	@[ -f 'user/script/$*' ] || { echo "there is no script '$*' in user/script"; exit 1; }
## script-PROG: build so that the shell runs the script user/script/PROG at boot
script-%: check-script-%
	$(Q)$(MAKE) --no-print-directory SHARED_JOBS=1 all "DEFS+=-DTEST=sh -DTESTSCRIPT=/script/$*"
## sh-PROG: that, and run it in a window
sh-%: check-script-%
	$(Q)$(MAKE) --no-print-directory SHARED_JOBS=1 qemu "DEFS+=-DTEST=sh -DTESTSCRIPT=/script/$*"
## sh-nox-PROG: that, and run it in this terminal
sh-nox-%: check-script-%
	$(Q)$(MAKE) --no-print-directory SHARED_JOBS=1 qemu-nox "DEFS+=-DTEST=sh -DTESTSCRIPT=/script/$*"
endif
#endif
