# Every command of the project. `make` alone lists them.
# Needs Python 3.11 and make; the rest is installed into .venv by whichever command comes first.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

# Arguments travel through the environment, untouched: `value` keeps make from reading a `$` in them,
# and no shell ever sees them as program text.
ARGUMENTS := DAG CONF LEDGER COMPANY AUTO TENANT STAY SESSION_MINUTES NEW ENTITY ID CLEAN
define pass_untouched
override $(1) := $$(value $(1))
export $(1)
endef
$(foreach name,$(ARGUMENTS),$(if $(filter undefined,$(origin $(name))),,$(eval $(call pass_untouched,$(name)))))

VENV := .venv/bin
STACK := $(VENV)/python -m stack
export PYTHONPATH := $(CURDIR):$(CURDIR)/plugins
# Compiled modules are kept: compiling Airflow anew at every start costs as long as importing it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help ready setup demo test test-cluster test-crashes up down run connect disconnect unlink rules check fix golden bench lock

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What every command needs first: silent and quick when there is nothing to do. A shim of a version
# manager may exist without the version behind it, so each candidate is asked. PYTHON=/path/to/one wins.
ready:
	@for python in $(PYTHON) $(VENV)/python python3.11 python3 python; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || continue; \
		exec "$$python" stack/bootstrap.py; \
	done; \
	echo "Python 3.11 was not found. Install it, or call: make PYTHON=/path/to/python3.11" >&2; exit 1

setup: ready  ## make .venv and install what the project needs (every command does this by itself)

demo: ready  ## show the main job from end to end on a stack of its own; ends by itself
	@$(STACK) demo

# One process a core, as far as several databases at once make sense.
PARALLEL := --numprocesses auto --maxprocesses 4 --dist worksteal

test: ready  ## run all tests
	@$(VENV)/python -m pytest $(PARALLEL) $(PYTEST_ARGS)

test-cluster: ready  ## run the DAGs with Celery, Redis and two workers, and kill one amid a load
	@$(VENV)/python -m pytest tests/cluster $(PYTEST_ARGS)

test-crashes: ready  ## die at every boundary of every kind of run, for both ledgers (about eight minutes)
	@$(VENV)/python -m pytest -m crashes $(PARALLEL) tests/pipeline/test_crash_everywhere.py $(PYTEST_ARGS)

up: ready  ## start the stack in the background: database, ledger sandbox, Airflow with its UI
	@$(STACK) up

down: ready  ## stop what `make up` started (CLEAN=1 also removes its data)
	@$(STACK) down

run: ready  ## run one DAG to its end: DAG=<dag_id> CONF='{"companies": [1]}'
	@$(STACK) run

connect: ready  ## connect a company to a ledger: LEDGER=xero COMPANY=1 [AUTO=1] [TENANT=id] [STAY=1] [SESSION_MINUTES=n] [NEW=1]
	@$(STACK) connect

disconnect: ready  ## end a company's connection and forget its tokens: LEDGER=xero COMPANY=1
	@$(STACK) disconnect

unlink: ready  ## take back that a party is one of the ledger's: LEDGER=xero COMPANY=1 ENTITY=client ID=17
	@$(STACK) unlink

rules: ready  ## the table of the sync rules with pass, fail or no test beside each
	@$(STACK) rules

check: ready  ## what CI checks besides the tests: format, lint, types, import rules, compose file, spelling
	@$(STACK) check

fix: ready  ## repair what can be repaired: format and lint
	@$(VENV)/ruff format .
	@$(VENV)/ruff check --fix .

golden: ready  ## rewrite the expected payloads of tests/golden; review the diff
	@PYTHONPATH=plugins:. $(VENV)/python -m tests.golden.regenerate

bench: ready  ## measure: ledger calls, rows a second, memory, parse times
	@$(VENV)/python -m bench

lock: ready  ## compile the pins anew from requirements*.in
	@$(VENV)/python -m uv pip compile --quiet --no-emit-index-url --no-header --python-version 3.11 requirements.in -o requirements.txt
	@$(VENV)/python -m uv pip compile --quiet --no-emit-index-url --no-header --python-version 3.11 requirements-dev.in -o requirements-dev.txt
