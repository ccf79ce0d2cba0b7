# Two commands are enough: `make demo` shows what the program does, `make test` checks all of it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint setup lock bench torture messages docs clean

demo: $(READY)
	$(BIN)/engage-eval demo demo

test: $(READY) lint
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed (set PYTHON=...): $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "python3 -m venv does not work here. On Debian or Ubuntu:"; echo "    sudo apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)

# Only for developers: needs uv. No URLs and no hashes, so that any index or folder of wheels will do.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
		--extra test --extra build pyproject.toml -o requirements.lock

# The long runs of docs/reliability.md: a thousand kills, four thousand flipped bits. Some minutes.
torture: $(READY)
	ENGAGE_EVAL_TORTURE=1 $(BIN)/python -m pytest tests/torture

bench: $(READY)
	$(BIN)/python benchmarks/run.py

# Bring the Indonesian catalogue and the problem pages up to date with the sources.
messages: $(READY)
	$(BIN)/python tools/messages.py

docs: $(READY)
	$(BIN)/python tools/problem_pages.py
	$(BIN)/python tools/reference_tables.py

clean:
	rm -rf $(VENV) demo dist
