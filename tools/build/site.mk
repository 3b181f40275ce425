# The handbook as a web site: pages by Debian's Sphinx, live machines by npm's v86. Included by the root
# Makefile. SITE is where it goes, SITE_PORT where site-serve shows it.

SITE         ?= $(BUILD)/site
SITE_PORT    ?= 8000
SITE_MODULES := $(BUILD)/site-modules

##> Handbook
.PHONY: site site-serve images setup-site
## site: the handbook as a web site, in build/site
site: setup-run setup-site $(SITE_MODULES)/node_modules
	$(Q)for n in $(LABS); do $(MAKE) --no-print-directory -s LAB=$$n SHARED_JOBS=1 images || exit 1; done
	$(Q)$(PYTHON) tools/site/build.py --out $(SITE) --images $(BUILD)/$(ARCH) \
	    --modules $(SITE_MODULES)/node_modules
## site-serve: build it, and show it at http://localhost:SITE_PORT (8000)
site-serve: site
	@echo "the handbook is at http://localhost:$(SITE_PORT)/ (Ctrl-C ends)"
	$(Q)$(PYTHON) -m http.server --bind 127.0.0.1 --directory $(SITE) $(SITE_PORT)

setup-site: $(BUILD)/setup-site

# The packages that site/package-lock.json pins; outside of the sources.
$(SITE_MODULES)/node_modules: site/package.json site/package-lock.json site/.npmrc | setup-site
	@mkdir -p $(SITE_MODULES)
	@cp $^ $(SITE_MODULES)/
	$(Q)cd $(SITE_MODULES) && npm ci --loglevel=error --no-progress --ignore-scripts >/dev/null
	@touch $@

.PHONY: site-modules
site-modules: $(SITE_MODULES)/node_modules

# The lab's disk images, without a change of the links to the lab that was built last.
images: $(IMAGES)

## pages: check what the handbook says: files, names, commands, outputs, gdb sessions, machines (a few minutes)
.PHONY: pages
pages: setup-test
	$(Q)tools/docs/references.py
	$(Q)tools/docs/outputs.py
	$(Q)tools/docs/gdb_sessions.py
	$(Q)$(PYTHON) -m pytest -q -p no:cacheprovider --all-labs -k other_labs tests/site
