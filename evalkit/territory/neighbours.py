"""Zones that touch, from their outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from evalkit.territory.reading.geometry import Geometry

LAMBERT = "EPSG:2154"
"""Projection of metropolitan France, in metres."""


def contiguity(geometry: Geometry, within: float = 0.0) -> pd.DataFrame:
    """Return the pairs of zones that touch, be it in one point only (queen contiguity).

    Parameters
    ----------
    geometry : Geometry
    within : float
        Metres between outlines that still count as touching: for outlines that were simplified one by one.

    Returns
    -------
    DataFrame
        Columns ``one``, ``other``: codes, each pair once.
    """
    shapes = geometry.frame.geometry
    if within:
        shapes = shapes.to_crs(LAMBERT)
        first, second = shapes.sindex.query(shapes, predicate="dwithin", distance=within)
    else:
        first, second = shapes.sindex.query(shapes, predicate="intersects")
    once = first < second
    codes = shapes.index
    pairs = pd.DataFrame({"one": codes[first[once]], "other": codes[second[once]]})
    return pairs.sort_values(["one", "other"], ignore_index=True)
