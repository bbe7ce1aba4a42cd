# make demo   shows everything on this machine      make check       every test, real Kafka and Redis
# make        the programs, in build/bin            make check-long  the long versions of the same
# make bench  speed, beside the floor               make fuzz lint   fuzzers; static checks
# Switches: SAN=address,undefined   T=name (one test)   CC=clang   KAFKA=3.9.1   V=1 (every command)
Q        := $(if $(V),,@)
SAN      ?=
KAFKA    ?= 4.3.1
B        := build$(if $(SAN),/$(SAN))
DAEMONS  := ingest classify route dashboard archive
PROGRAMS := $(DAEMONS:%=$(B)/bin/pulso-%) $(B)/bin/pulso
PKGS     := rdkafka hiredis libcurl jansson zlib simdjson libmicrohttpd yaml-0.1 libutf8proc libcrypto libxxhash libsystemd
# Asked once, and only when the first recipe runs: by then the packages are there.
PFLAGS    = $(eval PFLAGS := $$(shell pkg-config --cflags $(PKGS)))$(PFLAGS)
LDLIBS    = $(eval LDLIBS := $$(shell pkg-config --libs $(PKGS)) -lstdc++ -lpthread -lm)$(LDLIBS)
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wno-missing-field-initializers
OPT      ?= $(if $(SAN),-O1 -g1,-O3 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer -U_FORTIFY_SOURCE)
CPPFLAGS += -D_GNU_SOURCE -Icommon -I. -MMD -MP
CFLAGS   += -std=c11 $(OPT) $(WARN) $(SANFLAGS)
CXXFLAGS += -std=c++17 $(OPT:-O3=-O2) -Wall -Wextra $(SANFLAGS)
LDFLAGS  += $(SANFLAGS) -Wl,-z,relro,-z,now

srcs  = $(filter-out %/main.c,$(wildcard $(1)))
LIB  := $(call srcs,common/*/*.c query/*.c kb/*.c metrics/*.c $(DAEMONS:%=%/*.c) classify/*/*.c route/*/*.c cli/*.c)
DATA := $(wildcard common/io/*.lua classify/lexicon/*/*.tsv classify/model/*.model classify/topics/*.yaml query/*.tsv classify/*.bin dashboard/openapi.yaml)
PAGES:= $(B)/web/assets_table.o
OBJS := $(LIB:%.c=$(B)/%.o) $(PAGES) $(patsubst %.cc,$(B)/%.o,$(wildcard common/*/*.cc)) $(DATA:%=$(B)/%.o)
UNIT := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))
BENCH:= $(patsubst bench/%.c,$(B)/bench/%,$(wildcard bench/*.c))
WORKLOAD := $(patsubst %.c,$(B)/%.o,$(wildcard bench/workload/*.c))

.PHONY: all deps demo up down unit replays kafka browser check check-long check-unit check-it bench bench-feel bench-match bench-crisis bench-api fuzz fuzzers lint docs models eval install clean
.DELETE_ON_ERROR:
.SECONDARY:
all: $(PROGRAMS)
deps: build/.deps
build/.deps: deploy/install-deps
	@mkdir -p build
	@deploy/install-deps
	@touch $@

.SECONDEXPANSION:
$(DAEMONS:%=$(B)/bin/pulso-%): $(B)/bin/pulso-%: $(B)/$$*/main.o $(B)/libpulso.a
	@mkdir -p $(@D)
	@echo '  CC   $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/bin/pulso: $(B)/cli/main.o $(B)/libpulso.a
	@mkdir -p $(@D)
	@echo '  CC   $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/libpulso.a: $(OBJS)
	@rm -f $@
	@echo '  AR   $@'
	$(Q)$(AR) rcs $@ $^
$(B)/tests/%: $(B)/tests/unit/%.o $(B)/libpulso.a
	@mkdir -p $(@D)
	@echo '  CC   $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka
$(B)/bench/%: $(B)/bench/%.o $(WORKLOAD) $(B)/libpulso.a
	@echo '  CC   $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
# What is learned anew by hand, as its docs say.
$(B)/train/%: $(B)/classify/train/%/main.o $(B)/libpulso.a
	@mkdir -p $(@D)
	@echo '  CC   $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/%.o: %.c Makefile | build/.deps
	@mkdir -p $(@D)
	@echo '  CC   $@'
	$(Q)$(CC) $(PFLAGS) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
$(B)/%.o: %.cc Makefile | build/.deps
	@mkdir -p $(@D)
	@echo '  CXX  $@'
	$(Q)$(CXX) $(PFLAGS) $(CPPFLAGS) $(CXXFLAGS) -c -o $@ $<
# Scripts, lexicons, models and tables travel inside the programs: _binary_<path>_start and _end.
define embed
$(B)/%.$(1).o: %.$(1) | build/.deps
	@mkdir -p $$(@D)
	@echo '  LD   $$@'
	$$(Q)$$(LD) -r -b binary -z noexecstack -o $$@ $$<
endef
$(foreach kind,lua model tsv yaml bin,$(eval $(call embed,$(kind))))
# The dashboard's pages, as a C table, and what npm brings for them and their tests: pinned by each package-lock.json, in build/npm, never in the tree.
build/npm/%/.done: %/package.json %/package-lock.json %/.npmrc | build/.deps
	@mkdir -p $(@D)
	@echo '  NPM  $*'
	$(Q)cp $^ $(@D) && cd $(@D) && npm ci --silent --no-progress && touch .done
build/web/assets_table.c: $(shell find dashboard/web -type f) build/npm/dashboard/web/.done
	$(Q)node dashboard/web/build.mjs dashboard/web build/npm/dashboard/web/node_modules $@
$(B)/web/%.o: build/web/%.c dashboard/assets.h Makefile
	@mkdir -p $(@D)
	@echo '  CC   $@'
	$(Q)$(CC) $(PFLAGS) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
-include $(shell find build -path build/npm -prune -o -name '*.d' -print 2>/dev/null)

# ---- tests: each runner ends with a line "N passed, N failed"; tests/run adds them up
ASAN     := address,undefined
FUZZERS  := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS  := $(FUZZERS:%=build/$(ASAN)/replay/%)
$(B)/replay/%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/replay.o $(B)/libpulso.a
	@mkdir -p $(@D)
	@echo '  CC   $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
unit: $(UNIT)
replays: $(FUZZERS:%=$(B)/replay/%)
kafka: build/kafka/$(KAFKA)/.done
browser: build/npm/tests/browser/.done
build/kafka/%/.done: | build/.deps
	@deploy/stack jars $* && touch $@
check: build/.deps
	@+tests/run check $(T)
check-long: build/.deps
	@+tests/run long $(T)
check-unit: build/.deps
	@+tests/run unit $(T)
check-it: build/.deps
	@+tests/run it $(T)

FUZZ_S ?= 600
fuzz: build/.deps
	@deploy/install-deps fuzz
	@+$(MAKE) --no-print-directory CC=clang CXX=clang++ SAN=fuzzer-no-link,address,undefined fuzzers
	@for f in $(FUZZERS); do mkdir -p build/fuzz/$$f; echo "== $$f, $(FUZZ_S) s"; \
	build/fuzzer-no-link,address,undefined/fuzz/$$f -max_total_time=$(FUZZ_S) -print_final_stats=1 build/fuzz/$$f tests/fuzz/corpus/$$f || exit 1; done
fuzzers: $(FUZZERS:%=$(B)/fuzz/%)
$(B)/fuzz/%: $(B)/tests/fuzz/fuzz_%.o $(B)/libpulso.a
	@mkdir -p $(@D)
	@echo '  CC   $@'
	$(Q)$(CXX) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

bench: build/.deps
	@+$(MAKE) --no-print-directory all $(BENCH)
	@bench/run
	@bench/peers/vader/run
	@bench/peers/lucene/run
# Only what is felt, stage by stage, beside VADER.
bench-feel: build/.deps
	@+$(MAKE) --no-print-directory $(BENCH)
	@bench/peers/vader/run
# The dashboard's API among a thousand brands, and 500 viewers.
bench-api: build/.deps
	@+$(MAKE) --no-print-directory all $(B)/bench/gen
	@bench/api
# Only the matcher: by number of queries and by class, then beside Lucene's.
bench-match: build/.deps
	@+$(MAKE) --no-print-directory all $(BENCH)
	@$(B)/bench/match
	@bench/peers/lucene/run
# Only crises: the public benchmark of brands' volume, and the same series thinned and shortened.
bench-crisis: $(B)/bin/pulso
	@python3 bench/nab/run.py $(PULSO_DATA)/nab $(B)/bin/pulso
lint: build/.deps
	@tests/lint
$(B)/configuration: $(B)/docs/configuration.o $(B)/libpulso.a
	@echo '  CC   $@'
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
docs: $(B)/configuration $(B)/bin/pulso
	@$(B)/configuration >docs/configuration.md
	@$(B)/bin/pulso --completion >deploy/completion/pulso.bash

# ---- models: learned anew from the data beside the repository, and how right they are; docs/sentiment.md has the figures
PULSO_DATA ?= ../shared/data
export PULSO_DATA
LANGS    := es en pt
models: $(B)/bin/pulso build/labels/banks.tsv
	@for l in $(LANGS); do echo "== $$l"; $(B)/bin/pulso train classify/model/$$l.recipe --out classify/model/$$l.model || exit 1; done
eval: $(B)/bin/pulso
	@BIN=$(B)/bin labels/eval
build/labels/%.tsv: labels/%.tsv labels/texts
	@mkdir -p $(@D)
	@labels/texts $< >$@
PREFIX ?= /usr/local
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 deploy/completion/pulso.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/pulso
	$(B)/bin/pulso --man >$(DESTDIR)$(PREFIX)/share/man/man1/pulso.1
	for c in $(patsubst cli/cmd_%.c,%,$(wildcard cli/cmd_*.c)); do $(B)/bin/pulso --man $$c >$(DESTDIR)$(PREFIX)/share/man/man1/pulso-$$c.1; done

clean:
	rm -rf build

# ---- the demo; demo/run says what each does
demo up: build/.deps
	@+$(MAKE) --no-print-directory $(if $(V),,-s) -j$$(nproc) all kafka
	@BIN=$(B)/bin KAFKA_VERSION=$(KAFKA) demo/run $@
down:
	@demo/run down
