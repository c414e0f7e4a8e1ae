# What a developer types.  `make help` lists it.

PYTHON ?= python3
PYTEST_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Empty files whose date says when a step was last done: what is done is not done again.
DONE := $(VENV)/.done

COMPILED := $(wildcard src/webagg/*.pyx src/webagg/*.pxd src/webagg/_native/*)

export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help demo test test-python test-browser test-js lint format bench bench-check contract build clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

demo: $(DONE)/package ## install what is needed and show four live figures in the browser
	$(BIN)/python -m webagg --demo

test: test-js test-python test-browser ## install what is needed and run every test

test-python: $(DONE)/test ## the Python tests that need no browser
	$(BIN)/python -m pytest --ignore=tests/browser $(PYTEST_ARGS)

test-browser: $(DONE)/test $(DONE)/browsers ## the tests in real Chromium and Firefox
	$(BIN)/python -m pytest tests/browser $(PYTEST_ARGS)

test-js: $(DONE)/node ## the JavaScript unit tests
	node --test tests/js/*.test.js

lint: $(DONE)/lint $(DONE)/npm ## check style, formatting and types of everything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PATH="$(CURDIR)/$(BIN):$$PATH" cython-lint src
	npm run --silent lint

format: $(DONE)/lint $(DONE)/npm ## format everything
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	npm run --silent format

bench: $(DONE)/bench ## measure webagg against matplotlib's WebAgg
	$(BIN)/python -m webagg.bench

bench-check: $(DONE)/bench ## run every benchmark once; fail if a ratio fell by a quarter
	$(BIN)/asv machine --yes --config benchmarks/asv.conf.json >/dev/null
	$(BIN)/asv run --quick --show-stderr --python=same --config benchmarks/asv.conf.json
	$(BIN)/python -m webagg.bench --rounds 3 --guard benchmarks/ratios.json

contract: $(DONE)/contract $(DONE)/browsers ## compare with Qt, WebAgg and ipympl row by row; write docs/contract.md
	$(BIN)/python tools/contract --write

build: $(DONE)/package ## compile the extensions again if their sources changed

clean: ## remove everything that was made here
	rm -rf $(VENV) node_modules build dist src/*.egg-info .asv
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis result_images
	rm -f src/webagg/*.c src/webagg/*.so
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(DONE)/venv: tools/make_venv.sh
	tools/make_venv.sh $(PYTHON) $(VENV)
	mkdir -p $(DONE)
	touch $@

$(DONE)/package: $(DONE)/venv pyproject.toml setup.py $(COMPILED)
	$(PIP) 'setuptools>=77' 'cython>=3.1'
	$(PIP) --no-build-isolation --editable .
	touch $@

$(DONE)/test: $(DONE)/package
	$(PIP) --group test
	touch $@

$(DONE)/lint: $(DONE)/package
	$(PIP) --group lint
	touch $@

$(DONE)/contract: $(DONE)/package
	$(PIP) --group contract
	touch $@

$(DONE)/bench: $(DONE)/package
	$(PIP) --group bench
	touch $@

$(DONE)/browsers: $(DONE)/venv
	command -v chromium >/dev/null || tools/apt_install.sh chromium
	command -v firefox-esr >/dev/null || tools/apt_install.sh firefox-esr
	touch $@

$(DONE)/node: $(DONE)/venv
	command -v node >/dev/null || tools/apt_install.sh nodejs
	touch $@

$(DONE)/npm: $(DONE)/node package.json $(wildcard package-lock.json)
	command -v npm >/dev/null || tools/apt_install.sh npm
	npm $(if $(wildcard package-lock.json),ci,install --no-package-lock) --no-audit --no-fund --loglevel=error
	touch $@
