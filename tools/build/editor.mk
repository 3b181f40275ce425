# What editors need, and the table of exercises; included by the root Makefile.

##> Edit
.PHONY: compile_commands
## compile_commands: write compile_commands.json for editors, with the lab's flags (LAB, TOOLCHAIN)
compile_commands: setup-run
	$(Q)SHARED_JOBS=yes $(MAKE) --no-print-directory -n -B all </dev/null | \
	    $(PYTHON) tools/build/compile_commands.py --out compile_commands.json
#ifndef HANDOUT
.PHONY: exercises
## exercises: bring the table in labs/README.md up to date with the labs' lab.toml
exercises: setup-test
	$(Q)$(PYTHON) tools/exercises/table.py
#endif
