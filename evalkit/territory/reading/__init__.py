"""Official files, recognised by their columns and read as tables of zones; see `read_official`."""

from evalkit.territory.reading.geometry import Geometry, read_geometry
from evalkit.territory.reading.official import (
    Layout,
    read_membership,
    read_official,
    read_passage,
    read_series,
    read_structures,
    read_zones,
    recognise,
)

__all__ = [
    "Geometry", "Layout", "read_geometry", "read_membership", "read_official", "read_passage", "read_series",
    "read_structures", "read_zones", "recognise",
]  # fmt: skip
