# What editors need, and the table of exercises; included by the root Makefile.

.PHONY: exercises
## exercises: bring the table in labs/README.md up to date with the labs' lab.toml
exercises: setup-test
	$(Q)$(PYTHON) tools/exercises/table.py
