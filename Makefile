.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LEVELS ?= 3
PDF ?=

help: ## list what can be done
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed. As root: apt-get install -y python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name another one: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing. As root: apt-get install -y python3-venv"; exit 1; }

$(VENV)/run: requirements.txt | python
	@echo "Installing what Docflow needs ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --no-compile --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/run
	@echo "Installing what checks and tests need ..."
	@$(BIN)/pip install --quiet --no-compile --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

setup: $(VENV)/run ## create the virtual environment and an empty installation in var/
	@$(BIN)/python manage.py migrate --verbosity 0
	@echo "Ready. 'make run' opens the pages; 'make demo' plays the sample story on the terminal."

demo: $(VENV)/run ## play the sample story; PDF=file uses yours, LEVELS=2 today's two levels
	@rm -rf var/demo
	@DOCFLOW_DATA=var/demo $(BIN)/python manage.py demo --levels $(LEVELS) $(if $(PDF),--pdf "$(PDF)")

run: $(VENV)/run ## start Docflow: pages and worker; the first start plays the sample story
	@$(BIN)/python manage.py up

work: setup ## start only a worker and its timetable, beside others
	@$(BIN)/celery -A config worker --pool=threads --concurrency=4 --loglevel=WARNING --without-gossip --without-mingle

test: $(VENV)/dev ## start private servers, run every test, stop the servers
	@$(BIN)/python -m tests.servers --install
	@$(BIN)/python -m tests.servers -- $(BIN)/python -m tests.run

access: $(VENV)/dev ## ask every address and call by everybody in every state; each page on all screens
	@ACCESS_SHARE=1 $(BIN)/python -m pytest -n auto tests/access tests/browser/test_barriers.py

matrix: $(VENV)/dev ## sign every real document in every profile with every kind of key, for four judges
	@MATRIX=1 $(BIN)/python -m pytest -q -p no:xdist tests/signing/test_real_documents.py

law: $(VENV)/dev ## the rules of Decree 30/2020 one by one, and the tests that show them, from a run
	@$(BIN)/python -m tests.servers -- $(BIN)/python -m tests.law

check: $(VENV)/dev ## format, lint, types, import contracts, missing migrations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@DOCFLOW_DATA=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run

fix: $(VENV)/dev ## format and mend what can be mended by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

fuzz: $(VENV)/dev ## throw mutated files at the checker; RUNS=n, 50,000 unless told
	@$(BIN)/python -m tests.fuzz $(or $(RUNS),50000)

bench: $(VENV)/dev ## measure a little, on private servers; FULL=1 all of it, into docs/benchmarks.md
	@$(BIN)/python -m tests.servers --install
	@$(BIN)/python -m tests.servers -- $(BIN)/python -m tests.bench $(if $(FULL),--write docs/benchmarks.md,--quick)

docs: $(VENV)/dev ## write the tables in docs/ anew from the code
	@DOCFLOW_DATA=$$(mktemp -d) $(BIN)/python -m tests.tables

.PHONY: help python setup demo run work test access law check fix fuzz bench docs matrix
