# Two commands on a fresh machine with Python 3.11 or later, git and make:
#   make run     the service on the sample articles, with a chat in the browser
#   make test    everything that this machine has the tools to test
# Everything is installed below .venv; .ci/run brings what the wider tests need.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
READY := .venv/.ready
SOURCES := $(wildcard bot feeds scheduler seeds tests bench)

# Without a token, the bot lives in the browser.
RUN_MODE = $(if $(or $(TELEPRINTER_TELEGRAM__TOKEN),$(TELEPRINTER_TELEGRAM__TOKEN_FILE),$\
	$(TELEPRINTER_TELEGRAM__MODE),$(shell grep -Esl '^[[:space:]]*(token|mode)[[:space:]]*=' teleprinter.toml)),,--sandbox)

.PHONY: help setup run test check format bench torture clean

help:
	@sed -n 's/^#   //p' Makefile

setup: $(READY)

run: $(READY)
	@$(BIN)/teleprinter run --seeds seeds/articles --data data $(RUN_MODE)

# Many tests wait for a process or a timer: two at a time take two thirds of the time of one.
# A file's tests stay together, for some share a server.
test: check
	@$(BIN)/pytest -n auto --maxprocesses=4 --dist loadfile

check: $(READY)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/mypy

format: $(READY)
	@$(BIN)/ruff check --fix $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

bench: $(READY)
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

# How many inputs: make torture N=1000000
torture: $(READY)
	@$(BIN)/python -m tests.torture.seeds $(N)

clean:
	rm -rf torture .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis dist

# uv installs what uv.lock names, to the byte, in seconds; it comes from the lock itself.
$(READY): pyproject.toml uv.lock
	@python=; for each in python3.14 python3.13 python3.12 python3.11 python3; do \
	  $$each -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    && { python=$$each; break; }; \
	done; \
	if [ -z "$$python" ]; then \
	  echo 'Teleprinter needs Python 3.11 or later with its venv module (on Debian: apt install python3-venv).' >&2; \
	  exit 1; \
	fi; \
	if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  echo "setting up .venv with $$($$python --version)"; rm -rf .venv; $$python -m venv .venv; \
	fi
	@[ -x $(BIN)/uv ] || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@VIRTUAL_ENV= UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --locked --quiet --compile-bytecode --python $(BIN)/python
	@touch $@
