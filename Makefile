# quotetrack: `make demo` shows it at work, `make test` checks it, `make fuzz` tries odd texts. All set .venv up first.

VENV := .venv
RUN := $(VENV)/bin/python
DB := db/quotes.db
SPEAKER := Volodymyr Zelenskyy
# What make bench compares with, in a .venv of its own: nothing of it is a dependency of the package.
PEER := .venv-bench
# make bench ARTICLES=folder-or-file.jsonl ONLY=speed, growth, storing, naming, jobs, hostile or million, FORMAT=json
ARTICLES ?=
ONLY ?=
FORMAT ?= text
# How long to fuzz, and the number its texts follow from (none: another each time).
SECONDS ?= 600
SEED ?=
# How often to kill.
KILLS ?= 200
# How long many work at one data base.
TOGETHER ?= 60

# A Python to make .venv with, tried before the ones on the path: make test PYTHON=/opt/python/bin/python3
PYTHON ?=
export PYTHON

# Nothing that stands in the caller's environment may turn the packages elsewhere or ask questions.
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_NO_INPUT = 1
unexport PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_USER

.PHONY: help demo test gate bench bench-peer fuzz crash together setup lock clean

help:
	@echo 'make demo   add the articles of seeds/ to $(DB) and show what one speaker said'
	@echo 'make test   lint, types and tests'
	@echo 'make gate   score the gold, compare with the pinned floors, print quotes won and lost'
	@echo 'make bench  speed, growth, storing, naming, jobs (ARTICLES=path, ONLY=one of them); ONLY=hostile: what nobody should'
	@echo '            give, at its real size; ONLY=million: a record of a million quotes, which takes many minutes;'
	@echo '            make bench-peer installs what it compares with'
	@echo 'make fuzz   try texts that nobody would write, on all cores: SECONDS=600, SEED=number to repeat a run'
	@echo 'make crash  kill an add of 2,000 articles 200 times, a reextract 50 times, and run it again (KILLS=number, SEED=number to repeat a run)'
	@echo 'make together  four add, one corrects, the pages read, for a minute (TOGETHER=seconds, SEED=number to repeat a run)'
	@echo 'make setup  only set .venv up (the others do it by themselves)'
	@echo 'make lock   choose the versions in requirements.lock and of the bench anew (needs uv)'
	@echo 'make clean  remove .venv, $(PEER) and the caches'

demo: setup
	@$(RUN) -m quotetrack --db $(DB) add seeds
	@$(RUN) -m quotetrack --db $(DB) search --speaker '$(SPEAKER)' --format table
	@echo 'To read on in the browser: $(VENV)/bin/quotetrack serve --open'

test: setup
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m pytest

gate: setup
	@$(RUN) -m tests.gate

bench: setup
	@$(RUN) tests/bench $(if $(ARTICLES),--articles '$(ARTICLES)') $(if $(ONLY),--only '$(ONLY)') --format '$(FORMAT)'

bench-peer: setup
	$(RUN) -m venv --clear $(PEER)
	$(PEER)/bin/python -m pip install -qq --no-deps -r tests/bench/requirements.txt

fuzz: setup
	@PYTHONPATH=tests $(RUN) -m fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

crash: setup
	@$(RUN) -m tests.crash --kills $(KILLS) $(if $(SEED),--seed $(SEED))

together: setup
	@$(RUN) -m tests.together --seconds $(TOGETHER) $(if $(SEED),--seed $(SEED))

# The stamp holds a sum of what was installed and where, so that nothing is installed twice and a folder that was moved
# is set up anew. A command that exists need not run (shims of version managers do not), so candidates are tried.
setup:
	@want=`{ pwd; cat requirements.lock pyproject.toml; } | cksum`; \
	if [ "$$want" = "`cat $(VENV)/stamp 2>/dev/null`" ] && $(RUN) -c '' 2>/dev/null; then exit 0; fi; \
	if ! $(RUN) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		python=; bare=; \
		for candidate in "$$PYTHON" python3.14 python3.13 python3.12 python3.11 python3 python; do \
			[ -n "$$candidate" ] || continue; \
			"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
			if "$$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then python=$$candidate; break; fi; \
			bare=$${bare:-$$candidate}; \
		done; \
		if [ -z "$$python" ] && [ -n "$$bare" ]; then \
			echo "quotetrack: $$bare has no venv module; install it (Debian, Ubuntu: apt install python3-venv) or name another Python: make PYTHON=/path/to/python3" >&2; exit 1; \
		elif [ -z "$$python" ]; then \
			echo "quotetrack needs Python 3.11 or newer, and none was found; install one or name it: make PYTHON=/path/to/python3" >&2; exit 1; \
		fi; \
		echo "Setting up $(VENV) with `$$python --version` (once; takes a minute)" >&2; \
		"$$python" -m venv --clear $(VENV) || exit 1; \
	else \
		echo 'Bringing $(VENV) up to date' >&2; \
	fi; \
	rm -f $(VENV)/stamp; \
	$(RUN) -m pip install -qq --no-deps -r requirements.lock && \
	$(RUN) -m pip install -qq --no-deps --no-build-isolation -e . && \
	$(RUN) -m compileall -q quotetrack && \
	echo "$$want" > $(VENV)/stamp

lock:
	uv pip compile --universal --python-version 3.11 --all-extras --no-header --quiet --upgrade pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --no-header --quiet --upgrade tests/bench/requirements.in -o tests/bench/requirements.txt

clean:
	rm -rf $(VENV) $(PEER) .mypy_cache .pytest_cache .ruff_cache
