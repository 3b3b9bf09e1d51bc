# make run        the dashboard on http://localhost:8501; `make run HOST=0.0.0.0` serves a class room
# make test          lint, types and tests, in a real Chromium too: every check, on one example of each kind
# make test-further  the same checks on further examples; CI runs both
# make test-long     what takes too long for every day, and the further examples
# make bench         the benchmarks of benchmarks/, into benchmarks/results/
# make docs          the documentation as a site, in docs/_build

PYTHON ?= python3
HOST ?= localhost
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
FRONTEND := vizvae/ui/frontend
# Without what scripts/contracts.py writes: types leave no trace in what is built.
FRONTEND_SOURCES := $(shell find $(FRONTEND)/src $(FRONTEND)/scripts $(FRONTEND)/package-lock.json -type f ! -name contract.ts 2>/dev/null)

# A process for each core, four at most (a server and a Chromium of its own take 2 GB); a file's tests stay together, for its fixtures.
# With bytecode, whatever the environment says: else each of these processes, and each that a test starts, compiles all sources anew.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations 10 -rfER

.PHONY: run test pytest test-further test-long lint bench docs clean format

run: $(VENV)/.installed
	$(BIN)/python -m vizvae dashboard --host $(HOST) --port $(PORT)

# Side by side: most of lint is one process that takes a minute.
test: $(VENV)/.browser
	$(MAKE) --jobs 2 lint pytest

pytest: $(VENV)/.browser
	$(PYTEST)

test-further: $(VENV)/.browser
	$(PYTEST) -m 'further and not long'

test-long: $(VENV)/.notebooks
	$(PYTEST) -m 'further or long'

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/python scripts/npm.py run typecheck
	$(BIN)/python scripts/npm.py test
	$(BIN)/python -m benchmarks.report --check

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.browser
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.report

docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -q -W --keep-going -E -b html docs docs/_build

clean:
	rm -rf $(VENV) $(FRONTEND)/build $(FRONTEND)/node_modules docs/_build

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)

# The stamp is newer than everything that installing reads, so a second `make run` installs nothing.
$(VENV)/.installed: $(BIN)/python pyproject.toml requirements.txt hatch_build.py $(FRONTEND_SOURCES)
	$(BIN)/python -m pip install -r requirements.txt
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install -e '.[dev]'
	touch $@

$(VENV)/.docs: $(VENV)/.dev
	$(BIN)/python -m pip install -e '.[docs]'
	touch $@

# JupyterLab and marimo, 200 MB: for what is not tested every day.
$(VENV)/.notebooks: $(VENV)/.browser
	$(BIN)/python -m pip install -e '.[dev,notebooks]'
	touch $@

$(VENV)/.browser: $(VENV)/.dev
	$(BIN)/python scripts/get_chromium.py
	$(BIN)/python -m scripts.get_firefox
	touch $@
