# Two commands on a fresh machine: `make run`, `make test`. Each target makes what it needs first.

.DEFAULT_GOAL := help
.PHONY: help run manage test check fix bench screenshots messages lock clean
launch := @sh tracker/launch/python.sh -m tracker.launch

help:  ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run:  ## Start Answerable with its own database and broker (PORT=8000, DATA_DIR=.data, DEMO=0 for an empty newsroom)
	$(launch) run

manage:  ## A command for the Answerable that runs here (ARGS="verify_record")
	$(launch) manage $(ARGS)

test:  ## Run the tests (ARGS="tests/events -k name")
	$(launch) test $(ARGS)

check:  ## Say everything that is wrong, change nothing
	$(launch) check

fix:  ## Repair what a tool can repair
	$(launch) fix

bench:  ## Measure speed (ARGS=...)
	$(launch) python -m tests.bench $(ARGS)

screenshots:  ## Take pictures of the pages (ARGS=...)
	$(launch) python -m tests.screenshots $(ARGS)

messages:  ## Collect the texts to translate
	$(launch) messages

lock:  ## Pin the requirements anew from the .in files (ARGS=--upgrade)
	$(launch) lock $(ARGS)

clean:  ## Remove the environment and caches, never data
	@rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './.data/*' -prune -exec rm -rf {} +
