"""A refusal of a whole file, or of one place in it."""

from __future__ import annotations

from evalkit.errors import EvalkitError, Place, problem
from evalkit.sources.grid.book import cell_name


def refused(file: str, key: str, **values: object) -> EvalkitError:
    """Return what to raise about a whole file: ``errors.grid.<key>``."""
    return EvalkitError([problem(Place(file), "", f"grid.{key}", **values)])


def refused_cell(file: str, sheet: str, row: int, column: int, key: str, **values: object) -> EvalkitError:
    """Return what to raise about a cell."""
    place = Place(file, sheet=sheet, cell=cell_name(row, column))
    return EvalkitError([problem(place, "", f"grid.{key}", **values)])
