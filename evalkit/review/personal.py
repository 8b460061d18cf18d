"""Every text of a dossier, where personal data could stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from evalkit.errors import Path
from evalkit.model import Dossier, Quantity


def texts_of(dossier: Dossier) -> Iterator[tuple[Path, str]]:
    """Yield every text of a dossier with its path."""
    yield from _texts(dossier, ())


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Quantity):
        yield path, value.raw
    elif isinstance(value, BaseModel):
        for name, inner in value:
            yield from _texts(inner, (*path, name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, tuple):
        for i, inner in enumerate(value):
            yield from _texts(inner, (*path, i))
