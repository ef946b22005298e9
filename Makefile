## Warraq, a searchable archive of Arabic press articles.
##
##   make serve    install what is missing, load the seeds, serve on http://127.0.0.1:8000/
##   make test     every check: style, types, deployment, tests
##   make test-long
##                 the tests that take longest: servers, kills, copies of whole archives
##   make test-matrix
##                 the browser tests of every page in every language, size and colours, which
##                 `make test` tries in a choice of them
##   make screenshots
##                 take the pictures in docs/screenshots/ anew
##   make format   put code and templates in order
##   make lock     write the exact package versions anew from requirements*.in
##                 (with UPGRADE=--upgrade, newer versions too)
##   make clean    remove what make built; the archive in var/ stays
##
## PYTHON=python3.12 chooses another Python, PORT=8080 another port.

PYTHON ?= python3
PORT ?= 8000
UPGRADE ?=

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
UV_COMPILE := $(BIN)/uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11
DJADE := $(BIN)/djade --target-version 5.2
TEMPLATES := find archive search templates -path '*templates/*.html'

.PHONY: help serve test test-long test-matrix system-packages screenshots format lock clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

help:
	@sed -n 's/^## \{0,1\}//p' Makefile

serve: $(VENV)/runtime.installed
	@$(BIN)/python -c "$$PORT_IS_FREE" $(PORT)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@echo 'Loading the articles in seeds/ ...'
	@$(MANAGE) import_articles seeds
	@echo 'Warraq is at http://127.0.0.1:$(PORT)/ and stops with Ctrl-C.'
	@echo 'To make an administrator: $(BIN)/python manage.py createsuperuser'
	@exec $(BIN)/gunicorn config.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 \
		--no-control-socket --log-level warning

define PORT_IS_FREE
import socket, sys
try:
    socket.create_server(("127.0.0.1", int(sys.argv[1]))).close()
except (OSError, OverflowError, ValueError):
    sys.exit(f"Error: port {sys.argv[1]} is taken or cannot be used. Choose another: make serve PORT=8080")
endef
export PORT_IS_FREE

# pytest comes last, so that its closing line is the last one.
test: system-packages $(VENV)/dev.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo --no-cache
	$(TEMPLATES) -exec $(DJADE) --check {} +
	@set -e; data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; \
	export WARRAQ_DATA="$$data" WARRAQ_ALLOWED_HOSTS=archive.example; \
	export WARRAQ_SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')"; \
	set -x; \
	$(BIN)/mypy archive search config; \
	$(MANAGE) check --deploy --fail-level WARNING; \
	$(MANAGE) makemigrations --check --dry-run
	$(BIN)/python -m pytest

test-long: system-packages $(VENV)/dev.installed
	$(BIN)/python -m pytest -m "long and not matrix"

test-matrix: system-packages $(VENV)/dev.installed
	$(BIN)/python -m pytest -m matrix tests/browser

# As root on Debian this installs what the tests drive (Playwright needs libatomic1); elsewhere the
# tests that miss something are skipped.
system-packages:
	@missing=; \
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || missing="$$missing python3-venv"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || missing="$$missing libatomic1"; \
	command -v msgfmt >/dev/null || missing="$$missing gettext"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing$$missing ..."; \
		apt-get update -qq; \
		for package in $$missing; do \
			DEBIAN_FRONTEND=noninteractive \
			apt-get install -qq --no-install-recommends $$package >/dev/null || \
				echo "$$package could not be installed."; \
		done; \
	fi

screenshots: $(VENV)/dev.installed
	$(BIN)/python -m tests.screenshots

format: $(VENV)/dev.installed
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	@# djade fails when it has changed something.
	$(TEMPLATES) -exec $(DJADE) {} + || true

lock: $(VENV)/dev.installed
	$(UV_COMPILE) $(UPGRADE) requirements.in --output-file requirements.txt
	@{ echo "$$LOCK_HEADER"; cat requirements.txt; } > $(VENV)/lock
	@mv $(VENV)/lock requirements.txt
	$(UV_COMPILE) $(UPGRADE) requirements-dev.in --output-file requirements-dev.txt

define LOCK_HEADER
# Every package that Warraq runs with, exactly. `make lock` writes this file from requirements.in,
# and this installs it:
#
#     pip install --no-deps -r requirements.txt
#
# --no-deps, because the list is complete, and because camel-tools declares several gigabytes that
# Warraq never imports (PyTorch, transformers, pandas and more). Without --no-deps pip asks for
# them, finds no hashes of them here, and stops.

endef
export LOCK_HEADER

clean:
	rm -rf $(VENV) .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Packages are installed when a list of them has changed.
$(VENV)/runtime.installed: requirements.txt $(VENV)/pyvenv.cfg
	@echo 'Installing the packages in requirements.txt ...'
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/dev.installed: requirements-dev.txt $(VENV)/runtime.installed
	@echo 'Installing the packages in requirements-dev.txt ...'
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Error: Warraq needs Python 3.11 or newer, and $(PYTHON) is not. Name one: make PYTHON=python3.12 ...' >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo 'Error: $(PYTHON) cannot make virtual environments. On Debian: apt install python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

# Made anew when it does not work, as after an upgrade of the system's Python.
ifneq ($(shell $(BIN)/python -c 'import pip' 2>&1 || echo broken),)
.PHONY: $(VENV)/pyvenv.cfg
endif
