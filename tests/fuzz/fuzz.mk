# Fuzzers (libFuzzer of clang, with the address and undefined-behaviour sanitizers) of the SFS core,
# of its check and repair, and of path lookup. Included by the root Makefile; also works alone, from
# the root of the tree: make -f tests/fuzz/fuzz.mk fuzz-corpus

BUILD ?= build
FUZZ_CXX  ?= clang++
FUZZ_TIME ?= 300
FUZZ_DIR  := $(BUILD)/fuzz
FUZZ_Q    := $(if $(filter 1,$(V)),,@)
FUZZERS   := core fsck path

# What all of them are made of.
FUZZ_SOURCES += libs/tree.cpp                # the order of writing
FUZZ_SOURCES += libs/sfs/volume.cpp          # superblock and free map
FUZZ_SOURCES += libs/sfs/inode.cpp           # block maps, input and output
FUZZ_SOURCES += libs/sfs/directory.cpp       # names
FUZZ_SOURCES += libs/sfs/name_index.cpp      # where in a directory a name can be
FUZZ_SOURCES += libs/sfs/file_system.cpp     # open inodes, what changes names
FUZZ_SOURCES += libs/sfs/buffer_cache.cpp    # blocks in memory, order of writes
FUZZ_SOURCES += libs/sfs/check.cpp           # check: superblock, counts, free map
FUZZ_SOURCES += libs/sfs/check_names.cpp     # check: directories
FUZZ_SOURCES += libs/sfs/check_blocks.cpp    # check: sizes, owners of blocks
FUZZ_SOURCES += libs/sfs/check_orphans.cpp   # check: inodes without names
FUZZ_SOURCES += libs/sfs/check_slots.cpp     # check: what directories lack
FUZZ_SOURCES += tests/unit/support.cpp       # panics, for the host

FUZZ_OBJECTS := $(FUZZ_SOURCES:%.cpp=$(FUZZ_DIR)/%.o)
FUZZ_BINARIES := $(FUZZERS:%=$(FUZZ_DIR)/fuzz_%)
FUZZ_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_FLAGS := -std=c++2b -g1 -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link $(FUZZ_SANITIZE) \
    -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Werror -DLAB=8 -Itests/unit/stubs -I.
# Inputs are lists of small changes, or lines of text.
FUZZ_OPTIONS := -max_len=400 -timeout=20 -rss_limit_mb=1024

.PHONY: fuzz fuzz-corpus
##> Fuzz
## fuzz: run each fuzzer for FUZZ_TIME (300) seconds, from its corpus; FUZZERS=name for one (long)
fuzz: $(FUZZ_BINARIES)
	$(FUZZ_Q)for name in $(FUZZERS); do \
	    mkdir -p $(FUZZ_DIR)/found/$$name && \
	    $(FUZZ_DIR)/fuzz_$$name $(FUZZ_OPTIONS) -max_total_time=$(FUZZ_TIME) -print_final_stats=1 \
	        -artifact_prefix=$(FUZZ_DIR)/$$name- $(FUZZ_DIR)/found/$$name tests/fuzz/corpus/$$name || exit 1; \
	done
# Runs what earlier runs have found worth keeping: seconds.
fuzz-corpus: $(FUZZ_BINARIES)
	$(FUZZ_Q)for name in $(FUZZERS); do \
	    $(FUZZ_DIR)/fuzz_$$name $(FUZZ_OPTIONS) -artifact_prefix=$(FUZZ_DIR)/$$name- \
	        tests/fuzz/corpus/$$name/* >$(FUZZ_DIR)/$$name.log 2>&1 || \
	        { tail -40 $(FUZZ_DIR)/$$name.log; exit 1; }; \
	    echo "$$name: $$(ls tests/fuzz/corpus/$$name | wc -l) passed"; \
	done

$(FUZZ_DIR)/fuzz_path: $(FUZZ_DIR)/kern/fs/vfs/lookup.o
$(FUZZ_BINARIES): $(FUZZ_DIR)/fuzz_%: $(FUZZ_DIR)/tests/fuzz/fuzz_%.o $(FUZZ_OBJECTS)
	$(FUZZ_Q)$(FUZZ_CXX) -fsanitize=fuzzer $(FUZZ_SANITIZE) -o $@ $^
# Nobody else compiles these: a cache of compilations would only cost.
$(FUZZ_DIR)/%.o: export CCACHE_DISABLE := 1
$(FUZZ_DIR)/%.o: %.cpp tests/fuzz/fuzz.mk
	@mkdir -p $(@D)
	$(FUZZ_Q)$(FUZZ_CXX) $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<

-include $(FUZZ_OBJECTS:.o=.d) $(FUZZERS:%=$(FUZZ_DIR)/tests/fuzz/fuzz_%.d) \
    $(FUZZ_DIR)/kern/fs/vfs/lookup.d
