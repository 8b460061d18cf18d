# Two commands: `make reports` and `make test`. Each installs what it needs.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)

.PHONY: reports test lab

reports: $(UV)
	$(UV) run evalkit report data/partnerships --out reports --language fr --language en

test: $(UV)
	$(UV) run pytest -n 2 --dist loadfile

lab: $(UV)
	$(UV) run jupyter lab --ServerApp.root_dir=. notebooks/formulaire.ipynb

.tools/bin/uv:
	python3 -m venv .tools
	.tools/bin/pip install --quiet uv
