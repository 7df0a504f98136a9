# Ledgerbridge. `make` shows what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := env -u PYTHONDONTWRITEBYTECODE .venv/bin/python
READY := .venv/.ready

.PHONY: help setup demo test fast slow shop bench chaos strangers lint fix zip clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY) ## virtualenv with everything pinned (the others call it)

$(READY): pyproject.toml constraints.txt setup/python.sh
	@setup/python.sh
	@touch $@

demo: $(READY) ## the main job on this machine: real orders → sandbox, with every difference (STYLE=entry SAMPLES=dir)
	@$(PY) -m ledgerbridge.cli demo $(if $(STYLE),--style $(STYLE)) $(if $(SAMPLES),--samples $(SAMPLES)) $(if $(JSON),--json $(JSON)) $(if $(KEEP),--keep)

test: $(READY) ## every test; sets up what it needs (apt when root, npm), starts and stops its own servers
	@setup/machine.sh
	@$(MAKE) --no-print-directory fast
	@$(MAKE) --no-print-directory slow

fast: $(READY) ## the tests of the service without network and servers (seconds)
	@$(PY) -m pytest -n 2 -m "not long and not server and not shop and not browser and not sandbox and not strangers"

slow: $(READY) ## the tests of the sandbox, and those with real processes, databases, WordPress, browser
	@$(PY) -m pytest -n 2 --dist loadfile -m "long or server or shop or browser or sandbox" -rs

shop: $(READY) ## a real shop with plugin, service and sandbox, without Docker (WORDPRESS_DIR, WOOCOMMERCE_DIR)
	@setup/machine.sh
	@$(PY) wordpress-test-env/shop.py $(OPTIONS)

bench: $(READY) ## figures, as ratios in one run → docs/figures.md
	@setup/machine.sh
	@$(PY) -m tests.bench

chaos: $(READY) ## kill matrix on real processes, and the simulation over thousands of seeds
	@setup/machine.sh
	@$(PY) -m pytest -n 2 tests/chaos tests/exact/test_token_race.py --seeds 2000 --expiries 1000 --refreshers 8 -rs

strangers: $(READY) ## other people's Exact clients at our sandbox; installs them into .cache/strangers (network)
	@$(PY) -m pytest tests/strangers -m strangers -rs

lint: $(READY) ## ruff, mypy --strict, php -l
	@.venv/bin/ruff check service tests wordpress-test-env
	@.venv/bin/mypy
	@setup/php-lint.sh

fix: $(READY) ## what ruff can mend by itself
	@.venv/bin/ruff check --fix service tests wordpress-test-env

zip: ## the plugin as WordPress wants it: dist/ledgerbridge.zip
	@setup/zip.sh

clean: ## forget everything that was set up or made
	rm -rf .venv .cache .run dist var .pytest_cache .mypy_cache .ruff_cache .hypothesis
