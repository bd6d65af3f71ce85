# Frontdesk's build. What you can ask for:
#
#   make help                this list
#   make                     the server: build/release/frontdesk (web parts inside it), and beside it
#                            frontdesk-pictures, which makes pictures anew
#   make FLAVOUR=asan        another flavour: release, debug, asan, tsan
#   make unit                the unit tests, under ASan and UBSan
#   make fuzz                the fuzz targets (FUZZ_SECONDS=10 each)
#   make bench               the table of speeds, each beside its partner (BENCH=--help)
#   make bench-csat          figures from the kept counts beside counting the surveys (SURVEYS=1000000)
#   make bench-check         instruction counts of the hot paths against those kept in tests/load
#   make scale               every statement beside a million sessions (SESSIONS=, MESSAGES=, SCALE=);
#                            with TENANTS=2000 so many tenants, and 20,000 waiting in one;
#                            with JOBS=100000 so many durable jobs, and workers that are killed
#   make web                 the widget and the console
#   make web-test            their unit tests
#   make pictures            README's pictures of them, in light and in dark
#   make lint                every check of the house that needs no server
#   make released            the program of the last release, out of the repository's history
#   make compile_commands.json   for editors
#   make clean               forget what was built (not node_modules)
#
# V=1 shows the commands.
#
# tests/run runs everything, with real servers.

.DEFAULT_GOAL := all
FLAVOUR ?= release
ifeq ($(origin CC),default)
CC := gcc
endif
NODE ?= node
BUILD := build/$(FLAVOUR)
ifndef V
Q := @
say = @printf '  %-5s %s\n' $(1) $(2)
endif
GEN := build/gen

PACKAGES := libwebsockets libssl libcrypto libuv libpq libcjson libsodium hiredis libidn2 libcurl gmime-3.0 libmagic
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 \
	-Wundef -Wpointer-arith -Wwrite-strings -Wimplicit-fallthrough -Wno-unused-parameter \
	-Wno-missing-field-initializers -Werror=return-type
CPPFLAGS += -D_GNU_SOURCE -Igateway -Iproto -Iservices -I$(GEN) $(shell pkg-config --cflags $(PACKAGES))
CFLAGS_common := -std=gnu17 -g -fno-common -fno-strict-aliasing $(WARNINGS)
HARDENING := -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fPIE \
	-fcf-protection -ftrivial-auto-var-init=zero
CFLAGS_release := -O2 $(HARDENING)
CFLAGS_debug := -O0
# Of clang, which can fuzz as well: unit tests and fuzz targets share it.
CFLAGS_asan := -O1 -g1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
CFLAGS_tsan := -O1 -fsanitize=thread
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_asan := -fsanitize=fuzzer-no-link,address,undefined
LDFLAGS_tsan := -fsanitize=thread
ifeq ($(FLAVOUR),asan)
CC := clang
endif
ifdef WERROR
CFLAGS_common += -Werror
endif

CFLAGS_all = $(CFLAGS_common) $(CFLAGS_$(FLAVOUR)) $(CFLAGS)
LDFLAGS_all = $(LDFLAGS_$(FLAVOUR)) $(LDFLAGS)
LIBS := $(shell pkg-config --libs $(PACKAGES)) -lm
# Another compiler or other flags make everything anew; warnings alone do not.
FLAGS = $(filter-out ccache -Werror,$(CC) $(CPPFLAGS) $(CFLAGS_all) $(LDFLAGS_all))
$(shell mkdir -p $(BUILD); echo '$(FLAGS)' | cmp -s - $(BUILD)/flags || echo '$(FLAGS)' >$(BUILD)/flags)
# What the server is made of is made beside its name and gets it when it is whole: a build that was
# killed leaves nothing that the next would believe.
compile = $(Q)$(CC) $(CPPFLAGS) $(CFLAGS_all) -MMD -MP -MF $@.deps -MT $@ -c -o $@.new $< && \
	mv $@.deps $(@:.o=.d) && mv $@.new $@

# --- generated sources: statements, schemas, web files ------------------------------------------
SCHEMA_FILES := $(wildcard sql/*.sql) $(shell find sql/control sql/tenant -type f)
STATEMENT_FILES := $(filter-out $(SCHEMA_FILES),$(wildcard sql/*/*.sql))
SQL_FILES := $(sort $(SCHEMA_FILES) $(STATEMENT_FILES))
# The list itself is a prerequisite: a file that was renamed or removed makes everything anew.
$(shell mkdir -p $(GEN); echo $(SQL_FILES) | cmp -s - $(GEN)/sql.list || \
	echo $(SQL_FILES) >$(GEN)/sql.list)
SQL_SERVICES := $(notdir $(patsubst %/,%,$(dir $(STATEMENT_FILES))))
GENERATED := $(GEN)/statements.stamp $(GEN)/migrations.c
ASSETS := $(GEN)/assets.c

# Of the schemas a statement has the names of functions that are the tenant's own.
$(GEN)/statements.stamp: $(wildcard sql/*.mjs) $(SQL_FILES) $(GEN)/sql.list
	@mkdir -p $(GEN)
	$(NODE) sql/generate.mjs statements $(GEN)
	@touch $@
$(GEN)/migrations.c: $(wildcard sql/*.mjs) $(SCHEMA_FILES) $(GEN)/sql.list
	@mkdir -p $(GEN)
	$(NODE) sql/generate.mjs migrations $@.new
	@mv $@.new $@

# --- objects ------------------------------------------------------------------------------------
# The program frontdesk-pictures is of these and what is pure of the room, and has libraries of its own.
PICTURES_SOURCES := $(addprefix gateway/pictures/,main.c remake.c sandbox.c)
SOURCES := $(filter-out gateway/commands/main.c $(PICTURES_SOURCES),$(wildcard proto/*.c gateway/*/*.c services/*.c services/*/*.c))
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o) $(SQL_C:$(GEN)/%.c=$(BUILD)/gen/%.o) $(BUILD)/gen/migrations.o
SQL_C = $(addprefix $(GEN)/sql_,$(addsuffix .c,$(sort $(SQL_SERVICES))))

.PHONY: help all unit fuzz web web-test lint clean
help:
	@sed -n '/^$$/q; s/^# \{0,1\}//p' $(firstword $(MAKEFILE_LIST))
# A sanitizer's shadow memory does not fit into a sandbox.
all: $(BUILD)/frontdesk $(if $(filter release debug,$(FLAVOUR)),$(BUILD)/frontdesk-pictures)

$(SQL_C) $(SQL_C:.c=.h): $(GEN)/statements.stamp ;

$(BUILD)/%.o: %.c $(BUILD)/flags | $(GENERATED)
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(compile)
$(BUILD)/gen/%.o: $(GEN)/%.c $(BUILD)/flags | $(GENERATED)
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(compile)

$(BUILD)/libfrontdesk.a: $(OBJECTS)
	@rm -f $@.new
	$(call say,AR,$@)
	$(Q)ar qcs $@.new $^ && mv $@.new $@

$(BUILD)/frontdesk: $(BUILD)/gateway/commands/main.o $(BUILD)/gen/assets.o $(BUILD)/libfrontdesk.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_all) $(LDFLAGS_all) -o $@.new $^ $(LIBS) && mv $@.new $@

PICTURES_OBJECTS := $(PICTURES_SOURCES:%.c=$(BUILD)/%.o)
$(PICTURES_OBJECTS): CPPFLAGS += $(shell pkg-config --cflags vips libseccomp)
$(BUILD)/frontdesk-pictures: $(PICTURES_OBJECTS) $(addprefix $(BUILD)/gateway/,pictures/picture.o \
		pictures/protocol.o pictures/webp.o base/core_dumps.o)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_all) $(LDFLAGS_all) -o $@.new $^ $(shell pkg-config --libs vips libseccomp) && mv $@.new $@

# --- web ----------------------------------------------------------------------------------------
WEB_FILES := $(shell find widget console proto -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
web: $(ASSETS)
$(GEN)/proto.ts: $(wildcard proto/*.mjs proto/*.def) gateway/base/err.def
	$(NODE) proto/generate.mjs types $@.new
	@mv $@.new $@
# One npm at a time: two at once empty each other's node_modules.
%/node_modules/.package-lock.json: %/package-lock.json
	@mkdir -p build
	cd $* && flock ../build/npm.lock npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
build/web.stamp: $(WEB_FILES) $(GEN)/proto.ts $(patsubst %,%/node_modules/.package-lock.json,widget console)
	@mkdir -p build
	cd widget && NODE=$(NODE) npm run --silent build
	cd console && NODE=$(NODE) npm run --silent build
	@touch $@
$(ASSETS): build/web.stamp gateway/rest/assets.mjs
	@mkdir -p $(GEN)
	$(NODE) gateway/rest/assets.mjs $@.new build/widget build/console
	@mv $@.new $@

# --- checks -------------------------------------------------------------------------------------
UNIT_SOURCES := $(wildcard tests/unit/test_*.c)
UNIT_PROGRAMS := $(UNIT_SOURCES:tests/unit/%.c=build/asan/unit/%)

unit:
	$(MAKE) FLAVOUR=asan unit-programs
	tests/unit/run $(UNIT_PROGRAMS)
.PHONY: unit-programs
unit-programs: $(UNIT_PROGRAMS)
build/asan/unit/%: tests/unit/%.c tests/unit/no_assets.c build/asan/libfrontdesk.a
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS_all) $(LDFLAGS_all) -MMD -MP -o $@ $< \
		tests/unit/no_assets.c build/asan/libfrontdesk.a $(LIBS) $(shell pkg-config --libs cmocka)

# The database layer alone, and a worker of durable jobs alone, driven by tests/sql.
$(BUILD)/sql/%: tests/sql/%.c $(BUILD)/libfrontdesk.a $(BUILD)/gen/assets.o
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS_all) $(LDFLAGS_all) -MMD -MP -o $@ $< $(BUILD)/gen/assets.o \
		$(BUILD)/libfrontdesk.a $(LIBS)

# What the sandbox of frontdesk-pictures forbids, tried by tests/integration.
$(BUILD)/sandbox/probe: tests/sandbox/probe.c $(BUILD)/gateway/pictures/sandbox.o $(BUILD)/gateway/base/core_dumps.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS_all) $(LDFLAGS_all) -MMD -MP -o $@ $^ $(shell pkg-config --libs libseccomp)

# The server with the schemas of another version, which tests/sql/next.mjs makes in the folder OTHER.
ifdef OTHER
$(OTHER)/frontdesk: $(OTHER)/migrations.c $(BUILD)/gateway/commands/main.o $(BUILD)/gen/assets.o \
		$(BUILD)/libfrontdesk.a
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS_all) $(LDFLAGS_all) -o $@ $^ $(LIBS)
endif

# The tests' own Node: their harness wants a newer one than Debian's.
TESTS_NODE := tests/node_modules/node-linux-$(if $(filter aarch64,$(shell uname -m)),arm64,x64)/bin/node

web-test: build/web.stamp
	cd widget && npm test
	cd console && npm test

.PHONY: pictures
pictures: all tests/node_modules/.package-lock.json
	$(TESTS_NODE) tests/browser/pictures.mjs

FUZZ_SECONDS ?= 10
FUZZ_SOURCES := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_PROGRAMS := $(FUZZ_SOURCES:tests/fuzz/%.c=build/asan/fuzz/%)
fuzz:
	$(MAKE) FLAVOUR=asan fuzz-programs
	tests/fuzz/run $(FUZZ_SECONDS) $(FUZZ_PROGRAMS)
.PHONY: fuzz-programs
fuzz-programs: $(FUZZ_PROGRAMS)
build/asan/fuzz/%: tests/fuzz/%.c build/asan/libfrontdesk.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS_all) -fsanitize=fuzzer $(LDFLAGS) -MMD -MP -o $@ $< build/asan/libfrontdesk.a $(LIBS)

# --- the last release ---------------------------------------------------------------------------
# Its program, out of the repository's history, for the rolling upgrade of tests/faults; without web files,
# and made in as little time as may be: nothing is measured of it.
RELEASE := $(shell sed -n '1s/^-- Made by dump-release.mjs at \([0-9a-f]*\)\.$$/\1/p;1q' tests/sql/released.sql)
RELEASED := build/released/$(RELEASE)
.PHONY: released
released: $(RELEASED)/Makefile
	$(MAKE) -C $(RELEASED) -o build/gen/assets.c CFLAGS='-O1 -g0' build/release/frontdesk
# A shallow clone, as continuous integration likes to make, asks where it came from.
$(RELEASED)/Makefile:
	@git cat-file -e $(RELEASE) 2>/dev/null || git fetch -q --depth 1 origin $(RELEASE) || \
		{ echo "The history of the last release is not here: git fetch --unshallow" >&2; exit 1; }
	@rm -rf $(RELEASED).new && mkdir -p $(RELEASED).new/build/gen
	@git archive $(RELEASE) >$(RELEASED).tar && tar -xf $(RELEASED).tar -C $(RELEASED).new
	@cp $(RELEASED).new/tests/unit/no_assets.c $(RELEASED).new/build/gen/assets.c
	@rm $(RELEASED).tar && mv $(RELEASED).new $(RELEASED)

# --- load ---------------------------------------------------------------------------------------
LOAD_LOADER := $(filter-out tests/load/writer_rows.c,$(wildcard tests/load/*.c))
LOAD_PROGRAMS := $(addprefix $(BUILD)/load/,load writer_rows relay_lws unnest)
CFLAGS_load := -std=gnu17 -g -O2 -D_GNU_SOURCE $(WARNINGS)
$(BUILD)/load/load: $(LOAD_LOADER) $(wildcard tests/load/*.h)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_load) -o $@ $(LOAD_LOADER)
$(BUILD)/load/writer_rows: tests/load/writer_rows.c tests/unit/no_assets.c $(BUILD)/libfrontdesk.a
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS_all) $(LDFLAGS_all) -MMD -MP -o $@ $< \
		tests/unit/no_assets.c $(BUILD)/libfrontdesk.a $(LIBS)
$(BUILD)/load/%: tests/load/partners/%.c
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_load) $(shell pkg-config --cflags libwebsockets libuv libpq) -o $@ $< \
		$(shell pkg-config --libs libwebsockets libuv libpq)

BENCH ?=
.PHONY: bench bench-check bench-csat
bench: all $(LOAD_PROGRAMS) tests/node_modules/.package-lock.json
	$(TESTS_NODE) tests/load/bench.mjs $(BENCH)

# The release build's code, a program for each path. UPDATE=1 keeps what is counted.
PATH_SOURCES := $(filter-out tests/load/paths/main.c,$(wildcard tests/load/paths/*.c))
PATH_PROGRAMS := $(PATH_SOURCES:tests/load/paths/%.c=$(BUILD)/load/paths/%)
$(BUILD)/load/paths/%: tests/load/paths/%.c tests/load/paths/main.c tests/unit/no_assets.c \
		$(BUILD)/libfrontdesk.a
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS_all) $(LDFLAGS_all) -o $@ $< \
		tests/load/paths/main.c tests/unit/no_assets.c $(BUILD)/libfrontdesk.a $(LIBS)
bench-check: $(PATH_PROGRAMS)
	CC="$(CC)" tests/load/bench-check $(if $(UPDATE),--update) $(abspath $(PATH_PROGRAMS))

# Gigabytes, which /tmp often does not hold.
SESSIONS ?= 1000000
MESSAGES ?= 20000000
.PHONY: scale
scale: all tests/node_modules/.package-lock.json
	TMPDIR=$${TMPDIR:-/var/tmp} $(TESTS_NODE) $(if $(JOBS),tests/load/jobs.mjs --jobs $(JOBS),\
		$(if $(TENANTS),tests/load/tenants.mjs --tenants $(TENANTS),\
		tests/load/scale.mjs --sessions $(SESSIONS) --messages $(MESSAGES))) $(SCALE)

bench-csat: all build/release/sql/driver tests/node_modules/.package-lock.json
	TMPDIR=$${TMPDIR:-/var/tmp} $(TESTS_NODE) tests/load/csat.mjs $(SURVEYS)

lint: $(GEN)/proto.ts $(GENERATED) $(patsubst %,%/node_modules/.package-lock.json,widget console tests)
	tests/lint/run

# For editors and clangd.
compile_commands.json: Makefile
	@{ echo '['; for source in $(SOURCES) gateway/commands/main.c; do \
		printf '%s{"directory": "%s", "file": "%s", "command": "%s -c %s"}\n' "$$comma" '$(CURDIR)' \
			"$$source" '$(CC) $(CPPFLAGS) $(CFLAGS_all)' "$$source"; comma=,; \
	done; echo ']'; } >$@

clean:
	rm -rf build compile_commands.json

# Of this flavour alone: another one may be at work.
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
