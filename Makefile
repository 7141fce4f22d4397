# The commands of the project. Only Python 3.11+ (with venv) and make are needed on the machine;
# another Python is named like this: make test PY=python3.12; another port: make run PORT=9000

PY ?= python3
PORT ?= 8080
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SAY = { echo >&2; echo "$(1)" >&2; exit 1; }

.PHONY: run test check bench lock proof
.DELETE_ON_ERROR:

run: $(READY)
	$(BIN)/portal serve --port $(PORT)

# Without a database of one's own: the demo's, made on the first run.
ifeq ($(PORTAL_DATABASE_URL),)
run: export PORTAL_DATABASE_URL = sqlite:///instance/demo.db
run: instance/demo.db
endif

instance/demo.db: | $(READY)
	@mkdir -p $(@D)
	$(BIN)/portal demo

# Every test, file by file on all cores; the long runs are left to `make proof`.
PYTEST := $(BIN)/pytest -n auto --dist loadfile
test: $(READY)
	$(PYTEST)

# Format, lint, types, import contracts, tests.
check: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy portal
	$(BIN)/lint-imports --no-logo
	$(PYTEST)

# The tables of README's measurements.
bench: $(READY)
	$(BIN)/python -m bench

# The long runs: hours of kills, hostile input and a nation-sized database.
proof: $(READY)
	$(BIN)/pytest -m proof

# Pin the dependencies of pyproject.toml anew, for every system and Python from 3.11 on; the file
# names no host. `make lock LOCK=--upgrade` takes newer releases.
lock: $(READY)
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --group dev $(LOCK) pyproject.toml -o requirements.lock

$(READY): requirements.lock pyproject.toml hatch_build.py
	@command -v $(PY) >/dev/null || $(call SAY,The portal needs Python 3.11 or newer: there is no $(PY) here. Name one with: make PY=python3.12)
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || $(call SAY,The portal needs Python 3.11 or newer: $(PY) is older or does not start. Name another with: make PY=python3.12)
	@$(PY) -c 'import venv, ensurepip' 2>/dev/null || $(call SAY,The portal needs the venv module of $(PY): install it; on Debian and Ubuntu the package is python3-venv.)
	$(PY) -m venv $(VENV)
	$(BIN)/pip install -q --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@
