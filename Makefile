# Two commands matter to a newcomer: `make` (the sample book, served on loopback) and `make test`.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
BOOK ?= book
PORT ?= 8020
INTAKE_PORT ?= 8030
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run install install-dev test check format lint types floors tests messages codebook questionnaire wordlists intake-data vendor lock bench clean sample

run: install sample
	@$(BIN)/crimebook --book $(BOOK) serve --port $(PORT) --intake-port $(INTAKE_PORT)

install:
	@./bootstrap.sh run

install-dev:
	@./bootstrap.sh dev

sample:
	@$(BIN)/crimebook --book $(BOOK) sample

test: install-dev
	@$(MAKE) --no-print-directory check

check: lint types floors messages codebook questionnaire wordlists intake-data vendor tests

lint:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format:
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types:
	@$(BIN)/mypy

floors:
	@$(BIN)/lint-imports

messages:
	@$(BIN)/python tools/messages.py check

codebook:
	@$(BIN)/python tools/codebook.py check

questionnaire:
	@$(BIN)/python tools/questionnaire.py check

wordlists:
	@$(BIN)/python tools/wordlists.py check

intake-data:
	@$(BIN)/python tools/intake_data.py check

tests:
	@$(BIN)/pytest -n 2 --dist loadfile
	@$(BIN)/python tools/with_postgres.py $(BIN)/pytest -n 2 --dist loadfile tests/stores/register tests/stores/ledger tests/work tests/promises

vendor:
	@$(BIN)/python tools/vendor.py

# Hashes of every package, without saying from where they were fetched.
lock: install-dev
	@$(BIN)/uv pip compile -q pyproject.toml --extra build --extra desk --extra intake --generate-hashes --no-header --no-annotate --python-version 3.11 -o requirements.txt
	@$(BIN)/uv pip compile -q pyproject.toml --extra build --extra dev --generate-hashes --no-header --no-annotate --python-version 3.11 -o requirements-dev.txt

bench: install-dev
	@$(BIN)/python -m bench

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
