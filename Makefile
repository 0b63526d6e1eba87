# `make` alone lists the targets: every line "target: ## words" below.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VAR_DIR ?= var
PY := .venv/bin/python
# The first Python on the path that is new enough, or nothing.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)

.PHONY: help setup run people verify test test-sqlite test-postgres check format messages openapi constraints coverage benchmarks clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-14s %s\n", $$1, $$2 }'

setup: .venv/ready $(VAR_DIR)/secret_key ## make .venv with the pinned dependencies, and a secret key

# uv comes out of the pinned list as well, by its hash; it then installs the rest in seconds.
.venv/ready: constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found: install it, or name it with PYTHON=/path/to/python3.11 make setup." >&2; exit 1; }
	@test -x $(PY) && $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || "$(PYTHON)" -m venv --clear .venv
	@awk '/^uv==/ { found = 1 } /^[a-z]/ && !/^uv==/ { found = 0 } found' constraints.txt > .venv/uv.txt
	@test -x .venv/bin/uv || $(PY) -m pip install --quiet --require-hashes -r .venv/uv.txt
	@.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r constraints.txt
	@touch $@

$(VAR_DIR)/secret_key:
	@mkdir -p "$(VAR_DIR)"
	@umask 077 && $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))' > "$@"

run: setup ## load the case and start everything on 127.0.0.1:8000 (PORT, DATABASE_URL)
	@INSECURE_HTTP=1 exec $(PY) manage.py demonstrate

people: setup ## print the demonstration people and their passwords
	@INSECURE_HTTP=1 $(PY) manage.py make_people

verify: setup ## recompute every digest, chain and quote, and name what does not hold
	@INSECURE_HTTP=1 $(PY) manage.py verify

test: setup ## run every test on SQLite, then on PostgreSQL
	@$(PY) scripts/test.py sqlite postgres

test-sqlite: setup ## run every test on SQLite
	@$(PY) scripts/test.py sqlite

test-postgres: setup ## run every test on PostgreSQL, without the browser
	@$(PY) scripts/test.py postgres

check: setup ## lint, formats, types, templates, translations, migrations, system checks, pinned dependencies
	@$(PY) scripts/check.py

format: setup ## format the code and mend what can be mended
	@.venv/bin/ruff check --quiet --fix . || true
	@.venv/bin/ruff format --quiet .

messages: setup ## bring locale/ up to date with the words of the public pages, and compile it
	@$(PY) scripts/messages.py

openapi: setup ## write docs/openapi.json anew, after a change of the API
	@INSECURE_HTTP=1 $(PY) manage.py openapi docs/openapi.json

constraints: .venv/ready ## pin the dependencies of pyproject.toml anew (UPGRADE=1 for the newest)
	@.venv/bin/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		--all-extras $(if $(UPGRADE),--upgrade) pyproject.toml -o constraints.txt
	@.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r constraints.txt
	@touch .venv/ready

coverage: setup ## say which lines the tests on SQLite do not reach
	@.venv/bin/coverage run -m pytest -q -m "not browser" -n 0; .venv/bin/coverage report --skip-covered

benchmarks: setup ## run what benchmarks/ measures, in small sizes
	@for one in "quotes.py --pages 1 --quotes 6" "extraction.py --rounds 3" origins.py "importing.py 300 3"; do \
		echo "== $$one"; $(PY) benchmarks/$$one || exit 1; done

clean: ## remove .venv and caches; var/ with its data stays
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
