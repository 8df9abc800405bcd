# Commonspace: what a person needs, by name. `make help` lists it.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help run setup dev test test-fast test-deep check static lint types audit format bench lock translations
.DEFAULT_GOAL := help

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: setup ## set up if needed, load the demo, serve on http://localhost:8000 (PORT=…)
	@exec $(BIN)/commonspace demo --port $(PORT)

setup: .venv/ready ## only the virtual environment and the locked dependencies

.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Commonspace needs Python 3.11 or later; put one on the PATH as python3." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

dev: .venv/ready-dev ## the same, with what the tests and checks need

.venv/ready-dev: requirements-dev.lock .venv/ready
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# Code is read into bytecode once, and not again by every process that tests and checks start, whatever the shell says.
test test-fast test-deep check static: export PYTHONDONTWRITEBYTECODE :=

test: dev ## bring what the tests need, then run all of them (SQLite, PostgreSQL, browser, exports)
	@.ci/bring
	@$(BIN)/python -m pytest -n 3

test-fast: dev ## the tests without browser and PostgreSQL
	@$(BIN)/python -m pytest -n 2 -m "not browser and not slow" --database sqlite

test-deep: dev ## the property tests with many more examples
	@HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest -n 2 -m "not browser"

check: static ## what `static` does, and the tests of architecture, templates and translations
	@$(BIN)/python -m pytest -q tests/architecture

static: lint types audit ## format, lint, types, dependency audit

lint: dev
	@$(BIN)/ruff format --check app tests migrations bench
	@$(BIN)/ruff check app tests migrations bench

types: dev
	@$(BIN)/mypy

audit: dev
	@$(BIN)/pip-audit --requirement requirements.lock --disable-pip --require-hashes --progress-spinner off

format: dev ## put the code into the house's format
	@$(BIN)/ruff format app tests migrations bench
	@$(BIN)/ruff check --fix app tests migrations bench

bench: dev ## measure a real server on this machine
	@$(BIN)/python -m bench

translations: dev ## gather the strings of code and templates into locales/
	@$(BIN)/python -m app.translations

lock: ## write the lock files again (needs uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -o requirements-dev.lock
