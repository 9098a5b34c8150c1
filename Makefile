# Everything a person or a build machine does here. Needs POSIX make and Python 3.11 or newer, nothing else.
#
#   make run DATA="my tracks.csv" PORT=8060
#   make install PYTHON=python3.12

PYTHON = python3
DATA =
HOST =
PORT =
WORKERS = logical

VENV = .venv
BIN = $(VENV)/bin
STAMP = $(VENV)/.installed
BENCH_STAMP = $(VENV)/.installed-bench
SPARK_STAMP = $(VENV)/.installed-spark

.PHONY: help install run test looks truths faults spark audit lint format bench screenshots lock clean

help:
	@echo 'make run               set up, load, build, train and serve (a synthetic demo where no DATA is given)'
	@echo '     DATA=PATH         your own file or folder    HOST=, PORT=   where to serve (127.0.0.1:8050)'
	@echo 'make install           make .venv, with the command in .venv/bin/repertoire'
	@echo 'make test              everything the build machine runs: lint, types, import rules, tests'
	@echo '     WORKERS=N         processes that share the tests (one a core, at most 4)'
	@echo 'make truths            what is planted in the demo, looked for in three demos'
	@echo 'make looks             axe on every page, light and dark'
	@echo 'make faults            kills, readers during publishes, fuzz: the full counts (about an hour)'
	@echo 'make spark             install pyspark, compare the rollups of plays on it with DuckDB (needs Java)'
	@echo 'make lint              only the checks that need no data; make audit too, where PyPI answers (ASK=0: never)'
	@echo 'make audit             look up known weaknesses of every pinned package (asks PyPI; needs a network)'
	@echo 'make format            put all files in the house style'
	@echo 'make bench             run the benchmarks, with their peers, and put the table into the README'
	@echo '     SIZE=small        about 12 minutes; SIZE=full: hours, goes on where it stopped'
	@echo 'make screenshots       make the pictures of the README again'
	@echo 'make lock              pin the dependencies again (needs uv)'
	@echo 'make clean             remove .venv and the tools'"'"' caches; your data stays'

install: $(STAMP)
	@:

# Runs again only when the dependencies changed. The tail of the log is shown when something fails.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Repertoire needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo not here)." >&2; \
	  echo 'Install a newer one, or name it: make install PYTHON=python3.12' >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { \
	  echo 'Cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	@rm -f $(VENV)/.failed
	@{ $(BIN)/python -m pip install --disable-pip-version-check --no-input --require-hashes -r requirements.lock 2>&1 \
	    && $(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e . 2>&1 \
	    || touch $(VENV)/.failed; } | tee $(VENV)/install.log | awk ' \
	  /^(Collecting|Processing) / && ++n % 20 == 0 { print "  " n " packages found"; fflush() } \
	  /^Installing collected packages/ && !said++ { print "  installing " n " packages"; fflush() }'
	@if [ -f $(VENV)/.failed ]; then tail -n 15 $(VENV)/install.log >&2; \
	  echo 'Setting up failed; the whole log is $(VENV)/install.log' >&2; exit 1; fi
	@touch $(STAMP)
	@echo 'Ready: $(BIN)/repertoire'

# DATA is read from the environment, where make puts it, so that spaces and quotes in a path survive.
run: install
	@set -- run; \
	if [ -n "$$DATA" ]; then set -- "$$@" --data "$$DATA"; fi; \
	if [ -n "$(HOST)" ]; then set -- "$$@" --host "$(HOST)"; fi; \
	if [ -n "$(PORT)" ]; then set -- "$$@" --port "$(PORT)"; fi; \
	exec $(BIN)/repertoire "$$@"

# Tests on real files run where the files are; pytest says which were skipped and why. The files are dealt to one worker a
# core, in their order, the slow ones first. WORKERS=0 runs them one after the other, in one process. Compiled modules are
# kept, whatever the environment says: the tests start the command many times.
test: lint
	@if [ -z "$$REPERTOIRE_TEST_DATA" ] && [ -d ../shared/data ]; then \
	  REPERTOIRE_TEST_DATA=$$(cd ../shared/data && pwd); export REPERTOIRE_TEST_DATA; fi; \
	unset PYTHONDONTWRITEBYTECODE; \
	exec $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# axe looks at every page in light at full width and in dark on a phone; in `make test` the pages take turns.
looks: install
	REPERTOIRE_EVERY_LOOK=1 $(BIN)/python -m pytest -n 0 tests/browser/test_access.py

# What is planted in the demo is looked for in three demos and in their twins; `make test` looks in one.
truths: install
	REPERTOIRE_ALL_SEEDS=1 $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile tests/etl/demo $$(ls tests/analytics/*on_demo.py tests/analytics/*/*on_demo.py)
# What `make test` runs with small numbers, with the full ones: 6 verbs x KILLS kills, CLIENTS readers of PUBLISHES snapshots,
# FUZZ times as many made-up inputs (over 100,000), from SEED. A kill prints its seed, the inputs their seed and number.
KILLS = 35
CLIENTS = 50
PUBLISHES = 20
FUZZ = 150
SEED = 1
faults: install
	KILLS=$(KILLS) CLIENTS=$(CLIENTS) PUBLISHES=$(PUBLISHES) $(BIN)/python -m pytest tests/test_storm.py tests/test_faults.py tests/test_disk_full.py -n 0 -s
	$(BIN)/python tests/storm/fuzz.py --times $(FUZZ) --seed $(SEED)

# The rollups on Spark (Java 17 or newer from the system): `make test` skips these tests, since Spark is 400 MB that nobody
# needs to run the dashboard.
spark: $(SPARK_STAMP)
	$(BIN)/python -m pytest tests/warehouse/rollup tests/warehouse/test_rollup.py -n 0

$(SPARK_STAMP): requirements-spark.lock $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements-spark.lock
	@touch $(SPARK_STAMP)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	@if [ "$(ASK)" != 0 ] && $(BIN)/python tests/pins.py --answers; then $(MAKE) --no-print-directory audit || { \
	  echo 'A pinned package has a known weakness, or is not known: see above. To go on without asking: make lint ASK=0' >&2; exit 1; }; \
	else echo 'Nobody could be asked for known weaknesses of packages (make audit).'; $(BIN)/python tests/pins.py; fi

# Asked for every pinned package. --strict: a package that the service does not know is a fault, not a silence. pip-audit has an
# environment of its own: it is no part of the product.
AUDIT = .venv-audit
audit:
	@test -x $(AUDIT)/bin/pip-audit || { $(PYTHON) -m venv $(AUDIT) && $(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check pip-audit; }
	$(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BENCH_STAMP): requirements-bench.lock $(STAMP)
	@echo 'Installing the peers of the benchmarks'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements-bench.lock
	@touch $(BENCH_STAMP)

SIZE = small
bench: $(BENCH_STAMP)
	$(BIN)/python benchmarks/bench.py $(SIZE)

screenshots: install
	$(BIN)/python docs/screenshots.py

# requirements.lock: the product and its tests. requirements-bench.lock: the peers of benchmarks, in versions that go with it;
# requirements-spark.lock: Spark too.
# One lock for every system and for Python 3.11 and newer; no annotations and no index address, so no host is recorded.
LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

lock:
	@command -v uv >/dev/null || { echo 'make lock needs uv: pip install uv' >&2; exit 1; }
	$(LOCK) --quiet pyproject.toml --extra dev -o requirements.lock
	$(LOCK) --quiet pyproject.toml --extra dev --extra spark -c requirements.lock -o requirements-spark.lock
	$(LOCK) --quiet benchmarks/requirements.in -c requirements.lock -o requirements-bench.lock

clean:
	rm -rf $(VENV) $(AUDIT) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
