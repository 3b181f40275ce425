# Repositories for students, made from this tree. Included by the root Makefile.

.PHONY: handout solutions handout-tests ladder
# Words for the shell, whatever is in them.
quoted        = '$(subst ','\'',$(1))'
HANDOUT_WORDS = --out $(call quoted,$(OUT_ASKED)) $(if $(COURSE),--course $(call quoted,$(COURSE))) \
                $(if $(LABS_ASKED),--labs $(call quoted,$(LABS_ASKED))) \
                $(if $(LICENCE),--licence $(call quoted,$(LICENCE))) $(if $(DATE),--date $(call quoted,$(DATE)))
need_out      = $(if $(OUT_ASKED),,$(error make $(1) needs OUT=folder))

##> Teach
## handout: make, or update, the students' repository in OUT=dir (COURSE= LABS="1 2" LICENCE=file WITH_SOLUTIONS=n DATE=)
handout: setup-test
	$(call need_out,handout)$(Q)$(PYTHON) tools/handout/handout.py $(HANDOUT_WORDS) \
	    $(if $(WITH_SOLUTIONS),--with-solutions $(call quoted,$(WITH_SOLUTIONS)))
## solutions: the same with all answers
solutions: setup-test
	$(call need_out,solutions)$(Q)$(PYTHON) tools/handout/handout.py $(HANDOUT_WORDS) --solutions
## handout-tests: merge every lab into three kinds of students' work, build and grade (long)
handout-tests: setup-test
	$(Q)HANDOUT_TESTS=all $(PYTHON) -m pytest -q -p no:cacheprovider tests/handout
## ladder: which checks turn green when which exercise is written (long; LAB=n: only that lab)
ladder: setup-test
	$(Q)$(PYTHON) tools/handout/ladder.py $(if $(filter command%,$(origin LAB)),--lab $(LAB))
