# Two commands do all the set-up: `make run` and `make test`. What is installed lands in .venv; what a watch keeps lies
# in the data folder of the user (`watchhouse up --help`).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?= up

.DEFAULT_GOAL := help
.PHONY: help run test lint types imports fmt check docs lock train evals bench chaos honest clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/run.stamp ## set up, then watch your package registry; `make run ARGS="scan requests"` for anything else
	@$(BIN)/watchhouse $(ARGS)

test: $(VENV)/dev.stamp ## set up, then lint, types, import contracts and tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

lint: $(VENV)/dev.stamp ## the linter alone
	$(BIN)/ruff check .

types: $(VENV)/dev.stamp ## the type checker alone
	$(BIN)/mypy

imports: $(VENV)/dev.stamp ## the import contracts alone
	$(BIN)/lint-imports

fmt: $(VENV)/dev.stamp ## format and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/dev.stamp ## write the generated pages anew: rules, command help
	$(BIN)/python -m docs.build

lock: $(VENV)/dev.stamp ## lock the newest dependencies anew
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install -q uv
	@# What runs is a part of what is developed with, in the same versions: both are installed into one environment.
	for name in dev run; do \
	  more=$$(case $$name in run) echo -c requirements/dev.lock ;; dev) echo --upgrade --group dev ;; esac); \
	  $(VENV)/lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	    pyproject.toml $$more -o requirements/$$name.lock; done

train: $(VENV)/dev.stamp ## train the model anew: MALICIOUS=DIR BENIGN=DIR
	$(BIN)/python -m evals.train --malicious "$(MALICIOUS)" --benign "$(BENIGN)"

evals: $(VENV)/dev.stamp ## measure detection and speed: MALICIOUS=DIR BENIGN=DIR
	$(BIN)/python -m evals.run --malicious "$(MALICIOUS)" --benign "$(BENIGN)"

bench: $(VENV)/dev.stamp ## measure the watch's speed and write docs/scale.md; PROFILER=py-spy also tells the engine's share
	$(BIN)/python -m evals.watch.throughput
	$(if $(PROFILER),$(BIN)/python -m evals.watch.throughput small --profiler "$(PROFILER)")
	$(BIN)/python -m evals.watch.scale

chaos: $(VENV)/dev.stamp ## kill the watch 100 times, cut off a cluster's machines (root), send a day through in minutes
	$(BIN)/python -m evals.watch.chaos
	$(BIN)/python -m evals.watch.cluster || test $$? -eq 2 # 2: no root, or no network namespaces
	$(BIN)/python -m evals.watch.fast_motion
	$(BIN)/python -m evals.watch.scale

honest: $(VENV)/dev.stamp ## fetch the pinned honest packages through the configured index: DIR=DIR
	$(BIN)/python -m evals.honest "$(DIR)"

clean: ## remove the environment and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Each stamp installs one lock file with hashes, then the package itself.
$(VENV)/%.stamp: requirements/%.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing $< …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r $<
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
