# The same commands for a person, for the commit hook and for CI. `make help` lists them.
# Every path is relative, so that a checkout may lie anywhere.

PYTHON ?= python3
SITE ?= http://127.0.0.1:8000
VENV_PYTHON := .venv/bin/python
MANAGE := $(VENV_PYTHON) manage.py
PIP_INSTALL := $(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes
PIP_COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(VENV_PYTHON) -m piptools compile --quiet \
	--upgrade --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links pyproject.toml
# A deployment as `check --deploy` wants to see one.
DEPLOYMENT := DEMO=0 BEHIND_TLS=1 ALLOWED_HOSTS=imprimatur.example \
	SECRET_KEY=for-make-check-alone-this-signs-nothing-and-opens-no-door \
	SIGNING_KEY=for-make-check-alone-this-seals-nothing-and-proves-no-act

# Left by another project, these would mislead ours.
unexport DJANGO_SETTINGS_MODULE PYTHONHOME PYTHONPATH
# A .venv whose Python is gone, or has become another one, is made anew.
$(shell $(VENV_PYTHON) -c 'import pip' 2>/dev/null || rm -f .venv/*.stamp)

.DEFAULT_GOAL := help
.PHONY: help run test check api lint format hooks lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: .venv/run.stamp ## the site with its demo on http://127.0.0.1:8000 (PORT=8001: another port)
	@exec $(VENV_PYTHON) -m config.run

test: .venv/dev.stamp ## all tests, in a browser too (ARGS="tests/articles -k submit": some)
	@$(VENV_PYTHON) -m pytest -n 2 --dist worksteal $(ARGS)

check: lint ## what can be told without tests: style, types, rooms, migrations, settings, diagram
	DEMO=1 $(VENV_PYTHON) -m mypy
	$(MANAGE) makemigrations --check --dry-run
	$(DEPLOYMENT) $(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) workflow_diagram --check

api: .venv/dev.stamp ## send the API of a running site all that it says it takes (SITE=http://127.0.0.1:8000)
	.venv/bin/schemathesis run $(SITE)/api/v1/openapi.json --max-examples 200

lint: .venv/dev.stamp ## the quick part of check, which the commit hook runs
	$(VENV_PYTHON) -m ruff check --quiet
	$(VENV_PYTHON) -m ruff format --check --quiet
	$(VENV_PYTHON) .venv/bin/lint-imports

format: .venv/dev.stamp ## put the code in the house's form
	$(VENV_PYTHON) -m ruff check --fix --quiet
	$(VENV_PYTHON) -m ruff format --quiet

hooks: ## run lint before each commit
	git config core.hooksPath .githooks

lock: .venv/dev.stamp ## pin the newest libraries that pyproject.toml allows
	$(PIP_COMPILE) --output-file requirements/run.txt
	$(PIP_COMPILE) --output-file requirements/dev.txt --extra dev --constraint requirements/run.txt

clean: ## delete what this checkout made for itself, the demo's database too
	rm -rf .venv var .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

.venv/run.stamp: requirements/run.txt
	$(MAKE_VENV)
	@echo "Installing the libraries, once ..."
	@umask 022; $(PIP_INSTALL) -r requirements/run.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt
	$(MAKE_VENV)
	@echo "Installing the libraries and the tools for development, once ..."
	@umask 022; $(PIP_INSTALL) -r requirements/dev.txt
	@touch $@ .venv/run.stamp

# PostgreSQL runs as another user where root runs make, so both must be able to read .venv: umask.
define MAKE_VENV
@$(VENV_PYTHON) -c 'import pip' 2>/dev/null || { \
	command -v $(PYTHON) >/dev/null || { \
		echo "There is no $(PYTHON). Install Python 3.11 or later."; exit 1; }; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$$($(PYTHON) --version) is too old: this needs 3.11 or later." \
			"If you have one, name it: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"; \
		exit 1; }; \
	umask 022; $(PYTHON) -m venv --clear .venv; }
endef
