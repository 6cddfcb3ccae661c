# Two commands matter: make run, make test. Needs Python 3.11 or newer and make, nothing else.
BIN := .venv/bin
NAMES = $(subst _,-,$(basename $(notdir $(wildcard deploy/$(1)/[a-z]*.py))))

# What somebody's shell adds to Python's path is not ours, nor that each process shall compile all modules anew.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.SECONDEXPANSION:
.PHONY: help setup run test check style lock bench drill screenshots demo-reset

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@for file in deploy/bench/[a-z]*.py deploy/drill/[a-z]*.py; do \
	    name=$$(basename $$(dirname $$file))-$$(basename $$file .py | tr _ -); \
	    printf '  make %-16s %s\n' "$$name" "$$(sed -n '1{s/^"""//;s/^.\{0,1\}make [a-z]*-[^:]*: *//;s/"""$$//;p;}' $$file)"; done

setup: ## install into .venv what deploy/requirements.lock names; nothing else is touched
	@deploy/setup.sh

run: setup ## start everything on this machine and print where; Ctrl-C ends it, the data stays
	@exec $(BIN)/carenet up

test: style ## everything: style, types, imports, templates, spelling, then all tests on servers of their own
	@mkdir -p var; $(BIN)/mypy >var/types.txt 2>&1 & types=$$!; \
	$(BIN)/python deploy/find_chromium.py $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder; \
	tests=$$?; wait $$types || { tests=$$?; cat var/types.txt; }; exit $$tests

check: style ## style, types, imports, templates and spelling, without the tests
	$(BIN)/mypy

style: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint
	$(BIN)/codespell

lock: ## make deploy/requirements.lock anew from deploy/requirements.in (needs uv)
	@deploy/refresh lock

bench: $(addprefix bench-,$(call NAMES,bench)) ## every measurement; tables on screen, rows in var/bench
bench-%: deploy/bench/$$(subst -,_,$$*).py setup ## one measurement
	@mkdir -p var/bench "$${CARENET_DATA_DIR:-var}" && $(BIN)/python $<

drill: $(addprefix drill-,$(call NAMES,drill)) ## every drill; tables on screen, rows in var/drill
drill-%: deploy/drill/$$(subst -,_,$$*).py setup ## one drill; SABOTAGE=lost|twice|… must make it fail
	@mkdir -p var/drill "$${CARENET_DATA_DIR:-var}" && $(BIN)/python $<

screenshots: setup ## the pictures of the README, taken from a demo county of their own
	@$(BIN)/python deploy/find_chromium.py $(BIN)/python deploy/screenshots.py

demo-reset: setup ## throw the demo county away and load it anew
	@$(BIN)/carenet demo --reset
