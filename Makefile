# Two commands: `make demo` and `make test`. Both set up all they need in .venv.
# A newer Python than 3.11 may be named: make test PYTHON=python3.13

PYTHON ?= python3
BIN := .venv/bin
REQUIRE_BROWSER ?= 1
PYTEST := SOURCECHECK_REQUIRE_BROWSER=$(REQUIRE_BROWSER) $(BIN)/pytest

.PHONY: demo test setup lint fix types contracts tests floors samples docs schema bench clean

demo: .venv/demo.ok
	$(BIN)/python tools/demo.py

test: setup lint types contracts tests

setup: .venv/dev.ok
	REQUIRE_BROWSER=$(REQUIRE_BROWSER) $(BIN)/python tools/setup_system.py
	test "$(REQUIRE_BROWSER)" = 0 || $(BIN)/python tools/fetch_axe.py
	test "$(REQUIRE_BROWSER)" = 0 || $(BIN)/python tools/fetch_players.py

lint:
	$(BIN)/ruff format --check src tests tools benchmarks
	$(BIN)/ruff check src tests tools benchmarks
	$(BIN)/codespell README.md CONTRIBUTING.md CHANGELOG.md newsfragments docs src tools benchmarks

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

tests:
	$(PYTEST)

fix:
	$(BIN)/ruff check --fix src tests tools benchmarks
	$(BIN)/ruff format src tests tools benchmarks

floors: .venv/dev.ok
	$(BIN)/python tests/quality/gate.py

samples: .venv/dev.ok
	$(BIN)/python tools/build_samples.py

docs: .venv/dev.ok
	$(BIN)/python tools/build_reference.py

schema: .venv/dev.ok
	$(BIN)/python -m sourcecheck.store.schema db/schema.sql

bench: .venv/dev.ok
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/classify.py

.venv/demo.ok: pyproject.toml tools/make_venv.sh
	sh tools/make_venv.sh "$(PYTHON)" ".[demo]" $@

.venv/dev.ok: pyproject.toml tools/make_venv.sh
	sh tools/make_venv.sh "$(PYTHON)" ".[dev,demo]" $@

clean:
	rm -rf .venv .cache build dist
