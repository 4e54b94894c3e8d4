# The verbs of the course. Each one sets up what it needs; tools/environment.py holds the logic.
# Written for GNU make 3.81 (macOS) and later.

CHAPTER ?= 01-tokens
CHEVET = .venv/bin/chevet

# The first Python that starts: environment.py then looks for a supported one and says what is missing.
PYTHON = $(or $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 7))' 2>/dev/null && echo $$p && break; done),$(error \
	Il faut Python 3.11, 3.12 ou 3.13 : installez-le, puis relancez la même commande))
SETUP = @$(PYTHON) tools/environment.py

.PHONY: help course test check golden export release lab lock clean

help:  ## affiche cette aide
	@echo 'make VERBE, où VERBE est :'
	@sed -n 's/^\([a-z]*\):  *## \(.*\)/  \1	\2/p' Makefile

course:  ## prépare, construit et ouvre le cours (http://127.0.0.1:8000)
	$(SETUP) course
	@$(CHEVET) serve

test:  ## prépare puis lance toutes les vérifications
	$(SETUP) test
	@.venv/bin/python tools/run_tests.py

check:  ## vérifie les contenus, et cherche les failles connues des dépendances
	$(SETUP) check
	@$(CHEVET) check
	@.venv/bin/python tools/audit.py

golden:  ## refait les carnets de référence de tests/golden/
	$(SETUP) test
	@$(CHEVET) golden

export:  ## exporte un chapitre en SCORM dans dist/ (CHAPTER=01-tokens)
	$(SETUP) course
	@$(CHEVET) export scorm '$(CHAPTER)' --out dist/

release:  ## fait une version dans dist/ : site, paquets, licences (TWICE=1 : deux fois, et compare)
	$(SETUP) course
	@.venv/bin/python tools/release.py $(if $(TWICE),--twice)

lab:  ## ouvre chapitres et travaux pratiques comme carnets dans JupyterLab
	$(SETUP) lab
	@JUPYTER_CONFIG_DIR=tools/lab .venv/bin/jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/chapters

lock:  ## réécrit les fichiers requirements*.lock (UPGRADE=1 pour changer de versions)
	$(SETUP) lock $(if $(UPGRADE),--upgrade)

clean:  ## efface ce qui a été construit (pas l’environnement)
	@rm -rf _build dist .pytest_cache .mypy_cache .ruff_cache
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
