# Airlock's tasks; `make help` lists them.
#
# Cargo always gets `--release --workspace`. For another profile, or a part of the workspace, it would compile wasmtime
# anew, which takes five minutes.

TARGET := $(or $(CARGO_TARGET_DIR),target)
AIRLOCK := $(TARGET)/release/airlock
PYTHON ?= python3

# The Python that trusted handlers run in, as cargo's environment names it; nothing where there is none to embed.
ifneq ($(filter-out help format clean fuzz,$(or $(MAKECMDGOALS),build)),)
  EMBEDDED_PYTHON := $(shell host/embedded-python $(TARGET)/embedded-python $(PYTHON))
  $(foreach assignment,$(EMBEDDED_PYTHON),$(eval export $(assignment)))
endif
# FEATURES=airlock/wasi-p3 adds features, which compiles wasmtime anew.
CARGO_SELECT := --release --workspace --locked $(if $(EMBEDDED_PYTHON),--features airlock/in-process) $(if $(FEATURES),--features $(FEATURES))

.DEFAULT_GOAL := build
.PHONY: help build run test bench fuzz soak lint format clean tools

help: ## list these tasks
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

build: tools ## build what is missing: the server, the Python runtime and its code for this machine, examples in Rust
	cargo build $(CARGO_SELECT)
	$(PYTHON) guest-sdk/python/build
	$(AIRLOCK) prepare
	toolchain=$$(guest-sdk/rust/toolchain) && env CARGO_TARGET_DIR=$(abspath $(TARGET)) $$toolchain $(AIRLOCK) build handlers/rust

run: build ## build, then serve handlers/ on http://127.0.0.1:8000 (ARGS='--profile wpt' adds options)
	exec $(AIRLOCK) serve handlers $(ARGS)

test: build ## build, then run all tests
	tests/browser/install
	$(PYTHON) -B -m unittest discover --start-directory guest-sdk/python/tests
	$(PYTHON) -B -m unittest discover --start-directory benches/tests --top-level-directory benches
	cargo test $(CARGO_SELECT) --no-fail-fast

bench: build ## build, then measure and plot; needs 25 minutes and an idle machine
	benches/run

fuzz: tools ## fuzz what reads foreign bytes (SECONDS=600 for each target, TARGETS='pipes ranges' alone)
	$(PYTHON) tests/fuzz/run --seconds $(or $(SECONDS),60) --jobs $(or $(JOBS),2) $(TARGETS)

MINUTES ?= 30
soak: build ## build, then press on one server for half an hour (MINUTES=30, ARGS='--seed 2' adds options)
	benches/soak --minutes $(MINUTES) $(ARGS)

lint: tools ## check format, lints, and the licences and sources of dependencies
	cargo fmt --all --check
	cargo fmt --manifest-path tests/fuzz/Cargo.toml --check
	cargo clippy $(CARGO_SELECT) --all-targets -- --deny warnings
	@if cargo deny --version >/dev/null 2>&1; then \
	  echo 'cargo deny check licenses bans sources'; \
	  cargo deny --locked check licenses bans sources; \
	else \
	  echo 'cargo-deny is not installed: licences and sources of dependencies are not checked (.ci/run does)'; \
	fi

format: ## format the Rust code
	cargo fmt --all
	cargo fmt --manifest-path tests/fuzz/Cargo.toml

clean: ## delete all that was built, downloads included
	cargo clean
	rm -f handlers/rust/*.wasm

# What building needs and does not bring along.
tools:
	@command -v cargo >/dev/null || { echo 'cargo is missing: install Rust 1.95 or newer with rustup' >&2; exit 1; }
	@command -v cc >/dev/null || { echo 'a C compiler is missing: apt-get install build-essential' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo '$(PYTHON) is missing or older than 3.11: apt-get install python3, or make PYTHON=...' >&2; exit 1; }
