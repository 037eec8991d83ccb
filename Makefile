# Every target says what it does behind ##; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
INSTALL = $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r

# What `make bench` measures, see docs/benchmarks.md
ARTICLES ?= 1000
ROUNDS ?= 5
OTHERS ?= 3
SCALE ?= 100 1000
ONLY ?=
LIMIT ?= 1800

# Where `make serve` shows the site: make serve PORT=8001
PORT ?= 8000

# What `make audit` and `make shots` are told beside, see `audit/audit.py --help`
LOOK ?=

.DEFAULT_GOAL := help
.PHONY: help build test lint check format serve golden audit shots bench rivals lock clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 16

build: .venv/ready ## bring content/ and feeds/ up to date with seeds/
	@$(BIN)/python build.py

test: .venv/ready-to-test ## run the tests
	@$(BIN)/python -m pytest -q -n auto

lint: .venv/ready-to-test ## format, rules, types
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy

check: lint test ## lint, tests, and a look at the feeds: all that CI asks for
	@$(BIN)/feedmill check

format: .venv/ready-to-test ## put the code into its usual form
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

serve: .venv/ready ## show the site on this machine, and again whenever a file changes: make serve PORT=8001
	@$(BIN)/feedmill serve --port $(PORT)

golden: .venv/ready-to-test ## write tests/golden, docs/schema and the tables of docs/ anew, to be reviewed as a diff
	@$(BIN)/python -m pytest -q tests/test_golden.py tests/test_schema.py tests/test_reference.py --write-golden

audit: .venv/ready-to-test ## look at the pages of sample sites with Nu, axe-core and Lighthouse: make audit LOOK="--sites real"
	@$(BIN)/python audit/audit.py $(LOOK)

shots: .venv/ready-to-test ## take pictures of every kind of page, in three widths, light, dark and printed
	@$(BIN)/python audit/audit.py --only shots $(LOOK)

bench: .venv/ready ## measure the speed, beside that of other programs: make bench ARTICLES=10000
	@$(BIN)/python bench/run.py --articles $(ARTICLES) --rounds $(ROUNDS) --others $(OTHERS) --scale $(SCALE) --limit $(LIMIT) $(if $(ONLY),--only $(ONLY))

rivals: .venv/ready ## install the other programs that `make bench` measures
	@$(BIN)/python bench/rivals.py

lock: ## choose the newest allowed version of every dependency
	@$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv
	@.venv/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --extra serve --group install \
	  pyproject.toml -o requirements.lock
	@.venv/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --extra serve --group install --group dev \
	  -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## remove what can be made again: the environment and the cache, not your content
	rm -rf .venv .feedmill .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/npm/node_modules bench/.rivals bench/.work audit/node_modules audit/.work

.venv/ready: requirements.lock pyproject.toml
	@echo "Preparing .venv (once; this takes a moment) …"
	@$(PYTHON) -m venv .venv
	@$(INSTALL) requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

.venv/ready-to-test: .venv/ready requirements-dev.lock
	@echo "Preparing what tests need …"
	@$(INSTALL) requirements-dev.lock
	@touch $@
