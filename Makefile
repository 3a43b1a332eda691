# Every target sets up what it needs: a virtual environment in .venv with wireparse and its tools.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A second one, with wireparse compiled as `pip install .` does it; in the first an edited rule is what runs.
COMPILED := .venv-compiled
SOURCES := $(shell find src -name '*.py' -o -path '*/data/*' -type f)

# And one with Ray, which is too large for the first.
RAY := .venv-ray

.PHONY: demo test test-compiled test-ray lint bench clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(VENV)/.ready ## parse a fixture: the terminal view, then the same page as JSON
	$(BIN)/wireparse parse -f view --no-pager fixtures/pages/nl-glued.txt
	$(BIN)/wireparse parse -f json fixtures/pages/nl-glued.txt

test: $(VENV)/.ready ## all tests
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.ready ## style, types, layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

$(COMPILED)/.ready: pyproject.toml hatch_build.py $(SOURCES)
	test -d $(COMPILED) || $(PYTHON) -m venv $(COMPILED)
	WIREPARSE_PURE=1 $(COMPILED)/bin/python -m pip install --quiet --disable-pip-version-check '.[dev]' # what it needs
	$(COMPILED)/bin/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps .
	touch $@

test-compiled: $(COMPILED)/.ready ## the tests of what is compiled again, with the core compiled
	$(COMPILED)/bin/python -m pytest -n auto tests --ignore tests/cli --ignore-glob='tests/convert/test_[!l]*'

$(RAY)/.ready: pyproject.toml
	test -d $(RAY) || $(PYTHON) -m venv $(RAY)
	$(RAY)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,ray]'
	touch $@

test-ray: $(RAY)/.ready ## runs on a small cluster of Ray, a machine of which is killed
	$(RAY)/bin/python -m pytest tests/convert/test_ray.py

bench: $(COMPILED)/.ready ## speed and memory of the compiled core and of convert, as ratios measured in one run
	$(COMPILED)/bin/python benchmarks/run.py
	$(COMPILED)/bin/python benchmarks/archives.py --quick

clean:
	rm -rf $(VENV) $(COMPILED) $(RAY) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
