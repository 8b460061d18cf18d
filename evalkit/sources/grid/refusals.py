"""A refusal of a whole file."""

from __future__ import annotations

from evalkit.errors import EvalkitError, Place, problem


def refused(file: str, key: str, **values: object) -> EvalkitError:
    """Return what to raise about a whole file: ``errors.grid.<key>``."""
    return EvalkitError([problem(Place(file), "", f"grid.{key}", **values)])
