# Every target sets up what it needs: a virtual environment in .venv with wireparse and its tools.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench clean

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

bench: $(VENV)/.ready ## speed and memory, as ratios measured in one run
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
