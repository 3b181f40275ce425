# The drawings of the pages, made from the sources beside them (docs/README.md).

.PHONY: drawings
## drawings: draw the pages' pictures whose sources have changed
drawings: setup-test
	$(Q)$(PYTHON) tools/docs/draw.py
