"""Files of evalkit's own: inside the installed package, or beside it in the source tree."""

from __future__ import annotations

from pathlib import Path

NOTEBOOK = "rapport.ipynb"


def own_file(name: str) -> Path:
    """Return the place of a file given by its path from the top of the source tree."""
    package = Path(__file__).resolve().parents[1]
    places = (package / name, package.parent / name)
    return next((place for place in places if place.is_file()), places[-1])


def own_notebook() -> Path:
    """Return evalkit's own report notebook."""
    return own_file(f"notebooks/{NOTEBOOK}")
