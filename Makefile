# The short front door; Meson and Ninja do the building (meson.build). `make help` lists it all.
#   build/       release: optimised, hardened, asserts on; build/jingzhun is the program
#   build-asan/  for tests: AddressSanitizer, UBSan, test hooks
#   build-fuzz/  for `make fuzz`: clang with libFuzzer
# DEVELOPER=1 makes warnings errors; the tests build does so with gcc anyway (DEVELOPER=0: not).

DEVELOPER ?=
FUZZ_SECONDS ?= 60
ARGS ?=

is_gcc := $(shell $${CC:-cc} --version 2>/dev/null | grep -q 'Free Software' && echo 1)
werror = -Dwerror=$(if $(filter 1,$(if $(DEVELOPER),$(DEVELOPER),$(1))),true,false)
sanitize = -Dbuildtype=debug -Doptimization=1 -Db_lundef=false -Dtests=true \
	-Db_sanitize=address,undefined
quiet := $(shell test -t 2 || echo --quiet)
# Scripts that belong to other parts of the project may not be there yet.
script = @test -f $(1) || { echo "make $@: $(1) is missing from this tree" >&2; exit 1; }; \
	exec sh $(1) $(ARGS)

.PHONY: all release debug asan run test check prove bench fuzz meta deb tarball clean help
.NOTPARALLEL:

all: release

## make              the program, build/jingzhun
release:
	@sh tools/configure.sh build $(call werror,0)
	@ninja -C build $(quiet)

## make debug        program and tests with sanitizers, build-asan/jingzhun
debug asan:
	@sh tools/configure.sh build-asan $(sanitize) $(call werror,$(is_gcc))
	@ninja -C build-asan $(quiet)

## make run          a demo county from its lists to its register; ARGS=...
run: release
	$(call script,tools/demo.sh)

## make test         every test, half an hour on two cores; T=part-of-a-name, V=1 shows all output
test:
	@T='$(T)' V='$(V)' sh tools/test.sh $(ARGS)

## make check        make test, the long stories of tests/long, and the build with clang
check:
	@sh tools/setup proofs
	@T='$(T)' V='$(V)' sh tools/test.sh -l $(ARGS)

## make prove        every promised figure with the command that shows it
prove: release
	@sh tools/setup proofs
	$(call script,tools/prove.sh)

## make bench        speed beside what a user could use instead
bench: release
	$(call script,bench/run.sh)

## make fuzz         each fuzz target for FUZZ_SECONDS (60); T=part-of-a-name; needs clang
fuzz:
	@T='$(T)' FUZZ_SECONDS='$(FUZZ_SECONDS)' sh tools/fuzz.sh

## make meta         rewrite snapshot/ (DDL, data dictionary) from the entity tables
meta: release
	$(call script,tools/meta.sh)

## make deb          the Debian package, build/jingzhun_VERSION_ARCH.deb
deb: release
	$(call script,tools/deb.sh)

## make tarball      the program with its libraries, to run from anywhere
tarball:
	$(call script,tools/tarball.sh)

## make clean        remove what was built
clean:
	rm -rf build build-asan build-clang build-fuzz build-portable

help:
	@sed -n 's/^## //p' Makefile
