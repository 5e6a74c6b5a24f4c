# Vestnik. Two commands: `make demo` shows the main job, `make check` runs every test.
#   make          build/vestnik            make test     the quick tests, under ten seconds
#   make run      serve with conf/         make bench    the figures
#   make install  into PREFIX=/usr/local
#   make DEV=1    -Werror and sanitizers   make format   rewrite the sources by .clang-format
#   make crash    killed at every system call, some minutes
#   make fuzz     libFuzzer, FUZZ_SECONDS=60 for each target in FUZZ_TARGETS
#   make race     ThreadSanitizer over the doors that have threads, some minutes
# SANITIZE=1 builds and tests with AddressSanitizer and UndefinedBehaviorSanitizer; SANITIZE=thread with
# ThreadSanitizer, in build/race.
#
# These targets first install what is missing (conf/packages) and then call make anew: on a fresh
# machine there is no pkg-config yet while this file is being read for the first time.

LIBRARIES := glib-2.0 gmime-3.0 jansson sqlite3 libcurl libxml-2.0 libidn2 libzstd gnutls libconfuse libpsl libarchive libmicrohttpd
FOLDERS   := base archive lists digest gateway
JOBS      ?= $(shell nproc)
VERSION   := 0.1.0

ifneq ($(DEV),)
SANITIZE := 1
endif
ifneq ($(FUZZ),)
B := build/fuzz
CC := clang
SANITIZER := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined -fno-omit-frame-pointer
else ifeq ($(SANITIZE),thread)
B := build/race
SANITIZER := -fsanitize=thread -fno-omit-frame-pointer
RACE := $B/obj/tests/race/glib.o
else ifneq ($(SANITIZE),)
B := build/sanitize
SANITIZER := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
else
B := build
endif

CFLAGS   ?= -O2 -g
# libetpan by name: its pkg-config file turns position independent executables off
ALL_CFLAGS := -std=gnu17 -D_GNU_SOURCE -DVESTNIK_VERSION='"$(VERSION)"' -I. $(CFLAGS) $(SANITIZER) \
    -Wall -Wextra -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes $(if $(DEV)$(CI),-Werror) \
    -MMD -MP $(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null)
ALL_LIBS := $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null) -letpan -lytnef -lstemmer

SOURCES := $(wildcard $(FOLDERS:%=%/*.c))
OBJECTS := $(SOURCES:%.c=$B/obj/%.o)
UNITS   := $(patsubst tests/unit/%.c,$B/tests/%,$(wildcard tests/unit/test_*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,$B/%,$(wildcard tests/fuzz/fuzz_*.c))
DRIVERS := $(patsubst tests/lib/%.c,$B/tests/%,$(wildcard tests/lib/*.c))
GOLDENS := $(sort $(wildcard tests/golden/*.sh))
BENCHES := bench reader_speed lmtp_door lmtp_load bare_sqlite smtp_sink smtp_ways
SLOW    := $B/tests/test_smtp_door # waits for a silent server; not in make test
SHELLS  := $(sort $(wildcard tests/e2e/*.sh))
LONGEST := $(shell grep -lx '# slow' $(SHELLS)) # begin first: none is left alone at the end
RACED   := $(wildcard tests/e2e/4[0-6]-*.sh) # the doors that have threads
RACED_UNITS := $B/tests/test_smtp_door $B/tests/test_smtp_login $B/tests/test_lmtp_store
RULES   := tests/lib/layers tests/lib/format tests/lib/invariants tests/lib/commands_page

# What every test runs with: the programs of conf/packages before others of their names. Exit 99 is the sanitizers' own: no test takes it for an answer of ours.
export VESTNIK := $(CURDIR)/$B/vestnik
export PATH := /usr/bin:/bin:$(PATH)
export TEST_SECONDS := $(if $(SANITIZER),900,300)
export ASAN_OPTIONS := detect_leaks=1:exitcode=99
export UBSAN_OPTIONS := print_stacktrace=1:exitcode=99
ifeq ($(SANITIZE),thread)
export TSAN_OPTIONS := exitcode=99:log_path=$(CURDIR)/$B/report:suppressions=$(CURDIR)/tests/race/suppressions
export G_SLICE := always-malloc
endif
# Half as many tests again as processors: many wait, for a retry or a server, and do not compute.
PROVE = prove -j$(shell expr $(JOBS) + $(JOBS) / 2) -e tests/lib/alone

PACKAGES = @conf/install-packages
AGAIN    = +@$(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(JOBS))

PREFIX   ?= /usr/local
SHARE     = $(DESTDIR)$(PREFIX)/share/vestnik

.PHONY: all binary units fuzzers demo check test run bench crash fuzz race raced layers format clean install install-files
all:
	$(PACKAGES) build
	$(AGAIN) binary

check:
	$(PACKAGES) build check unpack
	$(AGAIN) binary units
	@$(PROVE) $(RULES) $(UNITS) $(GOLDENS) $(LONGEST) $(filter-out $(LONGEST),$(SHELLS))

test:
	$(PACKAGES) build check
	$(AGAIN) binary units
	@$(PROVE) tests/lib/layers $(filter-out $(SLOW),$(UNITS)) $(GOLDENS)

layers:
	$(PACKAGES) check
	@$(PROVE) tests/lib/layers

crash:
	$(PACKAGES) build check
	$(AGAIN) binary $(DRIVERS)
	@prove -j$(JOBS) $(wildcard tests/crash/*.sh)

fuzz:
	$(PACKAGES) build fuzz
	$(AGAIN) FUZZ=1 fuzzers
	@tests/fuzz/run build/fuzz $(FUZZ_TARGETS)

race:
	$(PACKAGES) build check
	$(AGAIN) SANITIZE=thread raced

raced: binary $(DRIVERS) $(RACED_UNITS)
	@rm -f $B/report.*
	@$(PROVE) $(RACED_UNITS) $(RACED); status=$$?; \
	cat $B/report.* 2>/dev/null && { echo "$B/report.*: races" >&2; exit 1; }; exit $$status

demo: all
	@tests/demo/run

run: all
	@conf/run

install: all install-files
	@echo "Installed; the settings begin as a copy of $(SHARE)/vestnik.conf.sample. What comes next: README.md"

install-files:
	install -D -m 755 $B/vestnik $(DESTDIR)$(PREFIX)/bin/vestnik
	install -d $(SHARE)
	sed 's|"\.\./var|"/var/lib/vestnik|; s|\.\./var|/var/lib/vestnik|' conf/vestnik.conf >$(SHARE)/vestnik.conf.sample
	install -D -m 644 conf/lists.conf $(SHARE)/lists.conf
	install -D -m 644 conf/automatic-subjects $(SHARE)/automatic-subjects
	install -D -m 644 conf/hold-rules $(SHARE)/hold-rules
	install -D -m 644 conf/nginx-one-click.conf $(SHARE)/nginx-one-click.conf
	install -D -m 644 conf/Caddyfile-one-click $(SHARE)/Caddyfile-one-click
	cd conf/letters && find . -type f -exec install -D -m 644 {} "$(SHARE)/letters/{}" ';'
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|/usr/local/|$(PREFIX)/|' conf/vestnik.service >$(DESTDIR)$(PREFIX)/lib/systemd/system/vestnik.service

bench:
	$(PACKAGES) build check bench unpack peer
	$(AGAIN) binary $(BENCHES:%=$B/tests/%)
	@tests/bench/run && tests/bench/delivery

format:
	$(PACKAGES) check
	@clang-format -i $(wildcard $(FOLDERS:%=%/*.[ch]) tests/unit/*.[ch] tests/fuzz/*.[ch])

binary: $B/vestnik ; @:
units: $(UNITS) $(DRIVERS) ; @:
fuzzers: $(FUZZERS) ; @:

$B/vestnik: $(OBJECTS) $(RACE)
	@echo "  LINK $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(ALL_LIBS)

$B/libvestnik.a: $(filter-out $B/obj/gateway/main.o,$(OBJECTS))
	@rm -f $@ && $(AR) rcs $@ $^

$B/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC   $<"
	@$(CC) $(ALL_CFLAGS) -c -o $@ $<

$B/obj/base/auto_subjects.o: conf/automatic-subjects
$B/obj/base/hold_rules.o: conf/hold-rules

$B/tests/%: tests/unit/%.c $B/libvestnik.a $(RACE)
	@mkdir -p $(@D)
	@echo "  TEST $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(RACE) $B/libvestnik.a $(ALL_LIBS)

$B/tests/%: tests/lib/%.c $B/libvestnik.a $(RACE)
	@mkdir -p $(@D)
	@echo "  TEST $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(RACE) $B/libvestnik.a $(ALL_LIBS)

# vestnik itself, but for where it begins
$B/tests/warm: tests/lib/warm.c $B/obj/gateway/main.o $B/libvestnik.a $(RACE)
	@mkdir -p $(@D)
	@echo "  TEST $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -Wl,--wrap=main -o $@ $^ $(ALL_LIBS)

# no library and no sanitizer: it is started for every letter
$B/tests/letter: tests/lib/letter.c
	@mkdir -p $(@D)
	@$(CC) -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra $(if $(DEV)$(CI),-Werror) -o $@ $<

$B/fuzz_%: tests/fuzz/fuzz_%.c $B/libvestnik.a
	@echo "  FUZZ $@"
	@$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $< $(RACE) $B/libvestnik.a $(ALL_LIBS)

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(UNITS:=.d) $(DRIVERS:=.d) $(FUZZERS:=.d)
