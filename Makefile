# `make demo` and `make test` set up everything they need. See README.md.
PEOPLE ?= 20000
SERVE ?= 1
# one worker more than there are processors, as some wait for commands and browsers; folder by folder, for in the order of
# how many tests they have the files that take longest would come last
WORKERS ?= $(shell nproc | awk '{ print ($$1 < 4 ? $$1 + 1 : 4) }')

.PHONY: demo test test-postgres test-spark check prove prove-short bench clean

demo:  ## Build a fictional county, load, link and publish it, then serve it on http://127.0.0.1:8000
	bin/setup run
	.venv/bin/shiremoot demo up --people $(PEOPLE) $(if $(filter 0,$(SERVE)),--no-serve)

test: check  ## Every test, browser tests included
	.venv/bin/python -m pytest -m "not proof and not spark" -n $(WORKERS) --dist loadfile --no-loadscope-reorder
	@echo "Pictures of every page, at two widths, are in screenshots/"

check:  ## Style, types and the floors
	bin/setup dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	PYTHONPATH=. .venv/bin/mypy bench/*.py
	.venv/bin/lint-imports

test-postgres:  ## The tests that touch the control store, on a PostgreSQL server of their own
	bin/setup prove
	bin/with-postgres .venv/bin/python -m pytest -m "not proof and not browser and not spark" tests/access tests/cli tests/gateway tests/ledger tests/pages tests/portal tests/roadmap tests/singleview
	bin/with-postgres .venv/bin/python -m pytest -m proof tests/proofs/test_sudden_death.py

test-spark:  ## Linkage by Spark, held to ours
	bin/setup spark
	.venv/bin/python -m pytest -m spark tests/matching tests/singleview/linking

prove-short:  ## The short form of each proof
	bin/setup prove
	.venv/bin/python -m pytest -m proof

prove:  ## Every proof in full: takes long
	bin/setup prove
	PROOF=full .venv/bin/python -m pytest -m proof

bench:  ## Print the figures that the documentation quotes
	bin/setup dev
	PYTHONPATH=. .venv/bin/python bench/decisions.py
	PYTHONPATH=. .venv/bin/python bench/verify.py
	.venv/bin/python bench/catalogue.py
	.venv/bin/python bench/agreements.py
	.venv/bin/python bench/compile.py
	.venv/bin/python bench/disclosure.py
	.venv/bin/python bench/demo.py
	.venv/bin/python bench/load.py --people 600000
	PYTHONPATH=. .venv/bin/python bench/linkage.py --people 507000
	PYTHONPATH=. .venv/bin/python bench/linkage_growth.py
	PYTHONPATH=. .venv/bin/python bench/fairness.py
	PYTHONPATH=. .venv/bin/python bench/evaluation.py
	.venv/bin/python bench/publish.py --people 600000
	.venv/bin/python bench/door.py --people 600000
	.venv/bin/python bench/pages.py --people 600000
	.venv/bin/python bench/practitioners.py --people 600000
	PYTHONPATH=. .venv/bin/python bench/analysis.py
	PYTHONPATH=. .venv/bin/python bench/attacks.py
	PYTHONPATH=. .venv/bin/python bench/hubs.py

clean:  ## Remove what was built; the data of an installation in var/ stays
	rm -rf .venv node_modules src/shiremoot/site/static_build src/shiremoot/matching/*.so build dist
