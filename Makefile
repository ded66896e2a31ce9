# make demo: the main job, end to end.  make test: everything that must hold.  Both set up all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
WIDGETS := tests/widgets
WORKERS ?= 4
BESIDE_POSTGRESQL := $(BIN)/python -m benchmarks.postgresql

.PHONY: demo test check check-all docs lock clean front-end

demo: $(VENV)/product
	$(BIN)/wenheng demo demo

test: check $(WIDGETS)/dist/built frontend/node_modules/installed
	$(BESIDE_POSTGRESQL) $(BIN)/python -m pytest -n $(WORKERS) -m "not slow" --durations=40

check: $(VENV)/developer
	$(BIN)/ruff check src tests benchmarks docs
	$(BIN)/ruff format --check src tests benchmarks docs
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# Slow checks and measurements: before an issue is resolved.
check-all: test docs
	$(BESIDE_POSTGRESQL) $(BIN)/python -m pytest -n $(WORKERS) -m slow
	$(BIN)/python -m benchmarks.widgets
	$(BIN)/python -m benchmarks.zoo
	$(BIN)/python -m benchmarks.chaos
	$(BIN)/python -m benchmarks.endurance --sessions 300
	$(BIN)/python benchmarks/judge.py
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/load_study.py
	$(BIN)/python benchmarks/score.py
	$(BIN)/python -m benchmarks.out_of_core
	$(BIN)/python benchmarks/replicates.py
	$(BIN)/python benchmarks/rank_sets.py
	$(BIN)/python benchmarks/findings.py
	$(BIN)/python benchmarks/ledger.py
	$(BIN)/python -m benchmarks.ocr
	$(BIN)/python -m benchmarks.endpoints

docs: $(VENV)/developer
	$(BIN)/python -m mkdocs build --strict --quiet

# The committed front-end files, built again from frontend/.
front-end: frontend/node_modules/installed
	npm --prefix frontend run build

# The lock files; needs uv. They hold no address of a registry.
lock:
	uv pip compile pyproject.toml --extra dev --generate-hashes --python-version 3.11 --quiet -o requirements/dev.lock
	uv pip compile pyproject.toml --extra all --extra build --generate-hashes --python-version 3.11 --quiet -c requirements/dev.lock -o requirements/product.lock

clean:
	rm -rf $(VENV) demo site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	$(MAKE) -C $(WIDGETS) clean

$(VENV)/system: scripts/system-packages
	scripts/system-packages
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/product: requirements/product.lock pyproject.toml | $(VENV)/system
	$(PIP) --require-hashes -r requirements/product.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/developer: requirements/dev.lock pyproject.toml | $(VENV)/system
	scripts/system-packages developer
	$(PIP) --require-hashes -r requirements/dev.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/product

$(WIDGETS)/dist/built: scripts/widgets $(wildcard $(WIDGETS)/packs/*/package-lock.json) $(WIDGETS)/build.mjs
	scripts/widgets
	touch $@

frontend/node_modules/installed: frontend/package-lock.json
	npm --prefix frontend ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@
