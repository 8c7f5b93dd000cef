# Two commands matter: `make run` and `make test`. Each sets up what it needs.
V := .venv
PY := $(V)/bin/python
UV_VERSION := 'uv>=0.13,<0.14'
.DEFAULT_GOAL := help
.PHONY: help run test screenshots setup browser format lint types layers knowledge tests eval bench lock

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(V)/.run: requirements.lock pyproject.toml
	python3 -m venv $(V)
	$(V)/bin/pip install -q --disable-pip-version-check $(UV_VERSION)
	$(V)/bin/uv pip sync -q --require-hashes --python $(PY) requirements.lock
	$(V)/bin/uv pip install -q --no-deps --python $(PY) -e .
	@rm -f $(V)/.dev; touch $@

$(V)/.dev: requirements-dev.lock pyproject.toml
	python3 -m venv $(V)
	$(V)/bin/pip install -q --disable-pip-version-check $(UV_VERSION)
	$(V)/bin/uv pip sync -q --require-hashes --python $(PY) requirements-dev.lock
	$(V)/bin/uv pip install -q --no-deps --python $(PY) -e .
	@touch $(V)/.run $@

$(V)/.bench: requirements-bench.lock $(V)/.dev
	$(V)/bin/uv pip install -q --require-hashes --python $(PY) -r requirements-bench.lock
	@touch $@

run: $(V)/.run ## start the service on http://127.0.0.1:8080
	@$(PY) -m bot serve

setup: $(V)/.dev ## what developers and tests need

browser: ## Debian's chromium and a Chinese font, for the browser tests
	@command -v chromium >/dev/null && fc-list 2>/dev/null | grep -qi -E 'wqy|noto.*cjk' || { \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-wqy-microhei fontconfig; \
	  else \
	    echo "browser tests need chromium and a Chinese font: sudo apt-get install chromium fonts-wqy-microhei fontconfig"; exit 1; \
	  fi; }

format: $(V)/.dev ## write the code in our format
	@$(V)/bin/ruff format .
	@$(V)/bin/ruff check --fix .

lint: $(V)/.dev ## check format and style, writing nothing
	@$(V)/bin/ruff format --check .
	@$(V)/bin/ruff check .

types: $(V)/.dev ## check types, strictly
	@$(V)/bin/mypy

layers: $(V)/.dev ## check that imports only go down
	@$(V)/bin/lint-imports

knowledge: $(V)/.dev ## check every entry against the law it cites
	@$(PY) -m bot kb check

tests: $(V)/.dev browser ## run the tests
	@OPENBLAS_NUM_THREADS=1 $(PY) -m pytest

test: lint types layers knowledge tests ## everything CI runs, in order

screenshots: $(V)/.dev browser ## draw the desk's pages for the docs anew
	@LUOWEN_SCREENSHOTS=docs/images $(PY) -m pytest -n 0 tests/journeys/test_browser_pages.py

eval: $(V)/.dev ## answer the development questions and print the README's table
	@$(PY) -m benchmarks.quality

bench: $(V)/.bench ## measure quality and speed beside the peers; BENCH=--no-million skips the longest step
	@$(PY) -m benchmarks $(BENCH)

lock: ## write the lock files anew, without registry addresses
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q pyproject.toml --group dev -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q pyproject.toml --group bench -o requirements-bench.lock
