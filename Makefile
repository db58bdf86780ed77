# make demo   install the base and run the main job on the bundled samples
# make test   install everything for development and run the tests
# make lint   ruff, mypy, import-linter
# make bench  speed beside the peers, as ratios
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench nightly dev clean

.venv/base: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/dev: .venv/base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "torch==2.13.0"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[neural,ray,dev]"
	touch $@

demo: .venv/base
	$(BIN)/shangxia demo

dev: .venv/dev

test: .venv/dev
	$(BIN)/python -m pytest -n 2

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev
	$(BIN)/python scripts/benchmark.py

nightly: .venv/dev
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -n 2

clean:
	rm -rf .venv build dist demo-report
