# make demo   install the base and run the main job on the bundled samples
# make test   install everything for development and run the tests
# make lint   ruff, mypy, import-linter
# make docs   the documentation as a site, in build/site; a warning is an error
# make bench  speed beside the peers, as ratios, into docs/benchmarks.md
# make bench-compare   measure again and show what got more than 20 % slower
# make test-oldest     the light tests with the oldest allowed dependencies
# make resolve         whether the dependencies can be had for Python 3.12 and 3.13
# make nightly         the tests with many more examples and 200 kills, other ones each day
# make mutate          whether the tests notice small faults, into docs/testing.md
PYTHON ?= python3
BIN := .venv/bin
# Tests that need nothing but the base and pytest, and little time.
LIGHT := tests/reading tests/structure tests/provisions tests/coding tests/alignment tests/rendering/test_write.py tests/rendering/test_tables.py tests/tagging/test_model.py tests/tagging/batch/test_tables.py tests/commands tests/test_cli.py tests/test_pipeline.py tests/test_golden.py

.PHONY: demo test lint docs bench bench-compare test-oldest resolve fuzz nightly mutate dev clean

.venv/base: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/dev: .venv/base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "torch==2.13.0"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[neural,ray,docs,dev]"
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

docs: .venv/dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: .venv/dev
	$(BIN)/python scripts/bench_all.py

bench-compare: .venv/dev
	$(BIN)/python scripts/bench_all.py --compare

.venv-oldest/base: pyproject.toml constraints-oldest.txt
	test -x .venv-oldest/bin/python || $(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints-oldest.txt --editable . pytest hypothesis
	touch $@

test-oldest: .venv-oldest/base
	.venv-oldest/bin/python -m pytest -p no:cacheprovider $(LIGHT)

resolve: .venv/base
	$(BIN)/python scripts/resolve.py

# Every target of the fuzzer for SECONDS; the corpora stay in .fuzz/ for the next run.
fuzz: SECONDS ?= 60
fuzz: .venv/dev
	set -e; for target in $$($(BIN)/python scripts/fuzz.py --list); do \
		echo "== $$target"; \
		$(BIN)/python scripts/fuzz.py $$target --seconds $(SECONDS) 2>&1 | grep -E "stat::number|ERROR|Exception|Error" ; \
		! ls .fuzz/$$target-* 2>/dev/null; \
	done

nightly: .venv/dev
	HYPOTHESIS_PROFILE=nightly SHANGXIA_KILLS=200 SHANGXIA_SEED=$$(date +%Y%m%d) $(BIN)/python -m pytest -n 2

# Faults in a sample of modules, and whether their tests notice; writes the table of docs/testing.md.
mutate: .venv/dev
	$(BIN)/python scripts/mutate.py --write

clean:
	rm -rf .venv build dist demo-report
