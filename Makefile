# One command each. `make help` lists them.
PYTHON ?= python3
APP := .venv/bin/python
BIN := .venv/bin
BOT := bot/.venv/bin/python
SETUP := $(PYTHON) setup/bootstrap.py
FAST := not engine and not browser and not services and not load and not api and not slow and not paper
UV = $$($(PYTHON) setup/which_uv.py)

# Without compiled files every test worker, and every product they start, compiles all it loads.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test test-unit test-engine test-browser test-services test-load test-slow test-api test-paper lint \
	format train shell screen package notice ocr bench eval lock migrate check clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## Install both locked environments (done by every other command when needed)
	@$(SETUP) app bot

run: setup ## Set everything up and serve on http://127.0.0.1:8000
	@exec $(APP) -m supervisor run --with-parent

test: dev ## Set everything up and run the tests (unit, conversations, engine)
	$(BIN)/pytest -n 3 --dist loadscope --no-loadscope-reorder -m "not browser and not services and not load and not api and not slow and not paper"

test-unit: dev ## Only the tests that need no running service
	$(BIN)/pytest -n 2 -m "$(FAST)"

test-engine: dev ## Only the tests that talk to the running product
	$(BIN)/pytest -m "engine and not browser and not services and not load and not api and not slow and not paper"

test-browser: dev ## The journeys in Chromium
	$(BIN)/pytest tests/browser -n 2 --dist loadscope --no-loadscope-reorder -m browser

test-services: dev ## The tests against PostgreSQL and Redis
	$(BIN)/pytest -m services

test-slow: dev ## What takes many seconds of processor time each: starts refused, replays, pictures read
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder -m "slow and not services"

test-api: dev ## Made-up requests for every operation of the OpenAPI description
	$(BIN)/pytest tests/openapi -m api

test-paper: dev ## The printed pages of every form against pictures kept of them
	$(BIN)/pytest tests/paper -m paper

test-load: dev ## Load smoke
	$(BIN)/pytest tests/load -m load

lint: dev ## ruff, mypy --strict, import rules, data checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	cd setup && ../$(BIN)/mypy --strict --config-file= *.py
	$(BIN)/lint-imports
	ASSISTANT_VAR=var/check $(APP) -m api check

format: dev ## Format the code and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

train: ## Train the language model when its inputs changed (FORCE=1: always)
	@$(SETUP) bot
	$(BOT) bot/train.py $(if $(FORCE),--force)

shell: setup ## Chat in the terminal (starts the service when none is running)
	@$(APP) -m api.shell

screen: setup ## Pre-screen an Excel list of institutions (FILE=list.xlsx ARGS="-o out.xlsx --as-of 2025-10-20")
	$(APP) -m screening $(if $(FILE),"$(FILE)") $(ARGS)

package: setup ## Make what a city sends in (FILE=list.xlsx ARGS="-o out.zip --city 福州市 --as-of 2025-10-20")
	$(APP) -m recommendation $(if $(FILE),"$(FILE)") $(ARGS)

ocr: ## Set up the reading of photographed certificates as well (an extra of about 300 MB)
	@$(SETUP) ocr bot

notice: setup ## Take in a new notice (FILE=通知.docx), and make it live once reviewed (ACCEPT=<id>; ARGS="--withdraw <id>")
	@$(APP) -m intake $(if $(FILE),"$(FILE)") $(if $(ACCEPT),--accept "$(ACCEPT)") $(ARGS)

bench: dev ## Latency by length of the conversation and by number of clauses, beside the plain way
	-@$(SETUP) peer
	$(APP) -m bench.turns
	$(APP) -m bench.search
	$(APP) -m bench.answers
	$(APP) -m bench.eligibility
	$(APP) -m bench.prefill

eval: dev ## How right messages are read and questions answered, by category (ARGS="--failures dev" lists the wrong ones)
	$(APP) -m evaluation.extraction
	$(APP) -m evaluation $(ARGS)

lock: ## Resolve the dependencies anew into the hash-pinned lock files
	$(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-header --quiet --upgrade --output-file requirements.lock
	$(UV) pip compile pyproject.toml --extra ocr --universal --python-version 3.11 \
		--generate-hashes --no-header --quiet --constraint requirements.lock \
		--output-file requirements-ocr.lock
	$(UV) pip compile pyproject.toml --group dev --extra ocr --universal --python-version 3.11 \
		--generate-hashes --no-header --quiet --constraint requirements-ocr.lock \
		--output-file requirements-dev.lock
	$(UV) pip compile bot/pyproject.toml --universal --python-version 3.10 --generate-hashes \
		--no-header --quiet --output-file bot/requirements.lock
	$(UV) pip compile bench/openfisca.in --universal --python-version 3.11 --generate-hashes \
		--no-header --quiet --output-file bench/openfisca.lock

migrate: setup ## Bring the database to the current schema
	$(APP) -m api migrate

.PHONY: dev
dev:
	@$(SETUP) dev bot

clean: ## Remove environments, models and caches; keeps var/ with its data
	rm -rf .venv bot/.venv .tools bot/models .pytest_cache .mypy_cache .ruff_cache
