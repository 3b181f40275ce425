# The host tools for SFS images: bin/mksfs and its neighbours, over the core in libs/sfs. Included by
# the root Makefile; they are programs of the host, the same for every lab, compiled once.

HOST_CXX       := g++
TOOLS_OBJ      := $(BUILD)/sfs-tools
TOOLS_CXXFLAGS := -std=c++23 -O2 -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Werror -I.

# What all of them are made of.
TOOLS_SOURCES += libs/sfs/volume.cpp          # the core
TOOLS_SOURCES += libs/sfs/inode.cpp           # the core
TOOLS_SOURCES += libs/sfs/directory.cpp       # the core
TOOLS_SOURCES += libs/sfs/file_system.cpp     # the core
TOOLS_SOURCES += libs/sfs/name_index.cpp      # the core
TOOLS_SOURCES += sfs-tools/image.cpp          # image files
TOOLS_SOURCES += sfs-tools/image_cache.cpp    # the cache of their blocks
TOOLS_SOURCES += sfs-tools/arguments.cpp      # command lines
TOOLS_SOURCES += sfs-tools/host.cpp           # messages, panics

# What each has of its own.
MKSFS_SOURCES += sfs-tools/mksfs.cpp          # what it is asked to do
MKSFS_SOURCES += sfs-tools/source_tree.cpp    # the folder
MKSFS_SOURCES += sfs-tools/image_writer.cpp   # what is in the folder, into the image

DUMP_SOURCES += sfs-tools/sfs_dump.cpp        # what it is asked to show
DUMP_SOURCES += sfs-tools/block_map.cpp       # who has which block
DUMP_SOURCES += sfs-tools/json.cpp            # JSON
DUMP_SOURCES += sfs-tools/open_image.cpp      # an image and its names

EXTRACT_SOURCES += sfs-tools/sfs_extract.cpp  # what it is asked to do
EXTRACT_SOURCES += sfs-tools/extractor.cpp    # the tree of an image, name by name
EXTRACT_SOURCES += sfs-tools/to_folder.cpp    # into a folder
EXTRACT_SOURCES += sfs-tools/to_tar.cpp       # into an archive
EXTRACT_SOURCES += sfs-tools/open_image.cpp   # an image and its names

FSCK_SOURCES += sfs-tools/fsck.cpp            # what it is asked to do
FSCK_SOURCES += sfs-tools/json.cpp            # JSON
FSCK_SOURCES += libs/sfs/check.cpp            # the check: superblock, link counts, free map
FSCK_SOURCES += libs/sfs/check_names.cpp      # the check: folders
FSCK_SOURCES += libs/sfs/check_blocks.cpp     # the check: sizes, owners of blocks
FSCK_SOURCES += libs/sfs/check_orphans.cpp    # the check: inodes without names
FSCK_SOURCES += libs/sfs/check_slots.cpp      # the check: what folders lack

FUSE_SOURCES += sfs-tools/sfs_fuse.cpp        # what the kernel asks for
FUSE_SOURCES += sfs-tools/open_image.cpp      # an image and its names

tools_objects = $(patsubst %.cpp,$(TOOLS_OBJ)/%.o,$(1))
TOOLS_OBJECTS := $(call tools_objects,$(TOOLS_SOURCES))
MKSFS         := $(BIN)/mksfs
SFS_FUSE      := $(BIN)/sfs-fuse
TOOLS         := $(MKSFS) $(BIN)/fsck.sfs $(BIN)/sfs-dump $(BIN)/sfs-extract

.PHONY: tools
## tools: build the tools for SFS images: mksfs, fsck.sfs, sfs-dump, sfs-extract, sfs-fuse
tools: $(TOOLS) sfs-fuse | $(OBJ)
	@$(LINK_OUTPUTS)

# What mounts images is built only where libfuse3-dev is.
.PHONY: sfs-fuse
sfs-fuse: $(TOOLS) | setup-test  # not beside them: it is a make of its own
	@if [ -e /usr/include/fuse3/fuse.h ]; then $(MAKE) --no-print-directory SHARED_JOBS=1 $(SFS_FUSE); \
	    else echo "sfs-fuse is left out: there is no libfuse3-dev (make setup)"; fi

.PHONY: bench-mksfs
## bench-mksfs: what mksfs costs, beside mke2fs -d (RUNS=N, JSON=file)
bench-mksfs: $(MKSFS) | setup-test
	$(Q)$(PYTHON) tools/bench/mksfs_bench.py --mksfs $(MKSFS) $(if $(RUNS),--runs $(RUNS)) $(if $(JSON),--json '$(JSON)')

$(MKSFS): $(call tools_objects,$(MKSFS_SOURCES))
$(BIN)/fsck.sfs: $(call tools_objects,$(FSCK_SOURCES))
$(BIN)/sfs-dump: $(call tools_objects,$(DUMP_SOURCES))
$(BIN)/sfs-extract: $(call tools_objects,$(EXTRACT_SOURCES))
$(SFS_FUSE): $(call tools_objects,$(FUSE_SOURCES))
$(SFS_FUSE): TOOLS_LIBS = -lfuse3
$(TOOLS) $(SFS_FUSE): $(TOOLS_OBJECTS) | $(BIN)
	$(Q)$(HOST_CXX) -o $@ $^ $(TOOLS_LIBS)

# What the kernel finds on its disk: the programs, and the shell's scripts in a folder of their own.
# The size is the original's.
DISK0     := $(OUT)/disk0
SFS_SIZE  := 128M
SCRIPTS   := $(wildcard user/script/*)
SFS_FILES := $(if $(DISK_FILES),$(addprefix $(DISK0)/,$(PROGRAMS)) $(SCRIPTS:user/%=$(DISK0)/%))
$(addprefix $(DISK0)/,$(PROGRAMS)): $(DISK0)/%: $(OBJ)/user/%
	@mkdir -p $(@D)
	$(Q)cp $< $@
$(DISK0)/script/%: user/script/%
	@mkdir -p $(@D)
	$(Q)cp $< $@
# A file that is no longer made goes, too.
$(SFSIMG): $(MKSFS) $(SFS_FILES) | $(BIN)
	@cd $(DISK0) && find . -type f $(foreach file,$(SFS_FILES:$(DISK0)/%=%),! -path ./$(file)) -delete
	$(Q)rm -f $@ && $(MKSFS) --quiet --size $(SFS_SIZE) $@ $(DISK0)

# CLI11 is large, and nobody waits for a command line to be read.
$(TOOLS_OBJ)/sfs-tools/arguments.o: TOOLS_CXXFLAGS += -O0
$(TOOLS_OBJ)/%.o: %.cpp sfs-tools/sfs-tools.mk | setup-run
	@mkdir -p $(@D)
	$(Q)$(HOST_CXX) $(TOOLS_CXXFLAGS) -MMD -MP -c $< -o $@

-include $(wildcard $(TOOLS_OBJ)/*/*.d $(TOOLS_OBJ)/*/*/*.d)
