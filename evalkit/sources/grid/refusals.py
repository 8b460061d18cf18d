"""A refusal of a whole file, because of all of it or of one of its sheets."""

from __future__ import annotations

from evalkit.errors import EvalkitError, Place, problem
from evalkit.sources.shown import short


def refused(file: str, key: str, **values: object) -> EvalkitError:
    """Return what to raise about a whole file: ``errors.grid.<key>``."""
    return EvalkitError([problem(Place(file), "", f"grid.{key}", **values)])


def of_sheet(file: str, sheet: str, key: str) -> EvalkitError:
    """Return what to raise about a sheet, which the message names: ``errors.grid.<key>``."""
    return EvalkitError([problem(Place(file, sheet=sheet), "", f"grid.{key}", found=short(sheet))])
