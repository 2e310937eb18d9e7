# Each target does its own set-up, in .venv, once; it is repeated only when pyproject.toml changes.
#   make test ARGS="-k conflict -x"      further arguments
#   make test PYTHON=python3.13          another interpreter

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Without byte code each of the many processes that the tests start compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(VENV)/.serve ## Run the fake Kibana with the demo cases
	@$(BIN)/python -m mockbana serve --fixtures fixtures/demo.yaml $(ARGS)

demo: $(VENV)/.serve ## Show in a minute what it can do
	@$(BIN)/python -m mockbana.demo $(ARGS)

test: $(VENV)/.dev ## Run the tests
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

test-oldest: $(VENV)/.oldest ## Run those of the pytest plugin on the oldest pytest
	@$(OLDEST)/bin/python -m pytest -n auto -p pytester --confcutdir=tests/plugin tests/plugin $(ARGS)

test-neighbours: $(VENV)/.neighbours ## Run those beside plugins that change every run
	@$(NEIGHBOURS)/bin/python -m pytest -n auto -p pytester --confcutdir=tests/neighbours tests/neighbours $(ARGS)

check: $(VENV)/.dev ## Check format, style and types
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m mypy

fixtures: $(VENV)/.serve ## Check the fixture files
	@$(BIN)/python -m mockbana check fixtures/*.yaml

bench: $(VENV)/.bench ## Measure speed and memory (ARGS="--help")
	@$(BIN)/python -m tests.bench $(ARGS)

clean: ## Remove .venv, caches and built packages
	@rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist .coverage htmlcov
	@find mockbana tests -name __pycache__ -prune -exec rm -rf {} +

.PHONY: help serve demo test test-oldest test-neighbours check fixtures bench clean

# Set-up. $(MADE) says that .venv is whole; it is missing after an interruption or with another
# PYTHON=, and then .venv is made anew. Messages go to stderr: the first line on stdout is the URL.

MADE := $(VENV)/.made$(if $(filter-out file,$(origin PYTHON)),-$(subst /,_,$(PYTHON)))
TOUCH_MADE = touch $(VENV)/.made $(VENV)/.made-$(subst /,_,$(PYTHON))
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq install
DEV := import tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")
OLDEST := $(VENV)/oldest
PINNED := import sys; \
	print(*(line.strip().replace(">=", "==") for line in sys.stdin if line.startswith("pytest")), \
	"faker", "freezegun", "httpx", "requests", "trio", "trustme", "hypothesis", sep="\n")

NEIGHBOURS := $(VENV)/neighbours
BESIDE := import tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["neighbours"], sep="\n")

# When the interpreter has gone, this empty rule puts $(MADE) out of date.
$(BIN)/python: ;

$(MADE): $(BIN)/python
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	  "Mockbana needs Python 3.11 or newer, and $(PYTHON) is older or missing: name one in PYTHON=." \
	  >&2; exit 1; }
	@echo "Making $(VENV) ..." >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@$(TOUCH_MADE)

$(VENV)/.serve: $(MADE) pyproject.toml
	@echo "Installing what the server needs ..." >&2
	@rm -f $(VENV)/.made*
	@$(PIP) -e ".[fake]"
	@$(TOUCH_MADE) $@

$(VENV)/.dev: $(MADE) pyproject.toml
	@echo "Installing what the tests need ..." >&2
	@rm -f $(VENV)/.made*
	@$(BIN)/python -c '$(DEV)' | $(PIP) -e . -r /dev/stdin
	@$(TOUCH_MADE) $(VENV)/.serve $@

$(VENV)/.oldest: $(VENV)/.dev
	@echo "Installing the oldest pytest and plugins that pyproject.toml allows ..." >&2
	@$(BIN)/python -m venv --clear --without-pip $(OLDEST)
	@$(BIN)/python -c '$(DEV)' | $(BIN)/python -c '$(PINNED)' \
	  | PIP_PYTHON=$(OLDEST) $(PIP) --no-compile -e . -r /dev/stdin
	@touch $@

$(VENV)/.neighbours: $(VENV)/.dev
	@echo "Installing plugins that change every run ..." >&2
	@$(BIN)/python -m venv --clear --without-pip $(NEIGHBOURS)
	@{ $(BIN)/python -c '$(DEV)' | grep -e '^pytest' -e '^requests'; $(BIN)/python -c '$(BESIDE)'; } \
	  | PIP_PYTHON=$(NEIGHBOURS) $(PIP) --no-compile -e . -r /dev/stdin
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	@echo "Installing what it is measured beside ..." >&2
	@$(PIP) -e ".[bench]"
	@touch $@
