"""The frames of a map: the mainland or the one territory shown, and overseas départements as insets beside it.

Files of outlines either have overseas départements where they are, or moved and enlarged beside the mainland, as many
French maps show them. Both are told apart by where the zones lie.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from evalkit.territory import Geometry
from evalkit.territory.levels import Level

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Shapes = NDArray[Any]
"""Outlines, shape (n,), of shapely's type."""
LAMBERT_93 = "EPSG:2154"
_DEGREES = "EPSG:4326"
MAINLAND = "mainland"
MARGIN = 0.02
"""White around the zones, in parts of the larger side."""
_REGIONS = {"01": "guadeloupe", "02": "martinique", "03": "guyane", "04": "reunion", "06": "mayotte"}
_DEPARTEMENTS = {"971": "guadeloupe", "972": "martinique", "973": "guyane", "974": "reunion", "976": "mayotte",
                 "975": "saint_pierre", "977": "saint_barthelemy", "978": "saint_martin"}  # fmt: skip
_TRUE = {"guadeloupe": (-62, 15.7, -60.9, 16.6), "martinique": (-61.4, 14.3, -60.7, 15), "guyane": (-55, 2, -51, 6),
         "reunion": (55, -21.5, 56, -20.7), "mayotte": (44.9, -13.1, 45.4, -12.5),
         "saint_pierre": (-57, 46, -56, 47.3), "saint_barthelemy": (-63, 17.8, -62.75, 18),
         "saint_martin": (-63.2, 17.95, -62.95, 18.2)}  # fmt: skip
"""West, south, east, north in degrees."""
_MOVED = {"guadeloupe": (-1e5, 6.97e6, 1.4e5, 7.25e6), "martinique": (-1e5, 6.77e6, 0.97e5, 6.97e6),
          "guyane": (-1e5, 6.54e6, 0.97e5, 6.77e6), "reunion": (-1e5, 6.33e6, 0.97e5, 6.54e6),
          "mayotte": (-1e5, 6.05e6, 0.97e5, 6.33e6)}  # fmt: skip
"""Where outlines made from IGN's Admin Express for maps put them, in metres (Lambert-93), clear of Brittany."""


@dataclass(frozen=True)
class Frame:
    """One frame of a map.

    Parameters
    ----------
    name : str
        Key of ``texts/maps.yaml``, ``territories``.
    codes : ndarray
        Codes of the zones shown, shape (n,).
    shapes : ndarray
        Their outlines, shape (n,), in metres.
    around : ndarray
        Outlines of zones that are not the map's subject and lie beside them.
    true : bool
        Whether a metre is a metre: False where outlines were moved and enlarged.
    """

    name: str
    codes: NDArray[Any]
    shapes: Shapes
    around: Shapes
    true: bool

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of what is drawn, with its margin."""
        west, south, east, north = (float(each) for each in shapely.total_bounds(self.shapes))
        more = MARGIN * max(east - west, north - south) or 1.0
        return west - more, south - more, east + more, north + more

    @property
    def wide(self) -> float:
        """Width over height."""
        west, south, east, north = self.bounds
        return (east - west) / (north - south)


def frames_of(geometry: Geometry, zones: Collection[str] | None = None) -> tuple[Frame, ...]:
    """Return the frames of a map, the main one first.

    Parameters
    ----------
    geometry : Geometry
    zones : collection of str, optional
        What the map is of; the other zones are drawn in pale grey where they lie beside them. All by default.

    Returns
    -------
    tuple of Frame
        None where no zone has an outline.
    """
    frame = geometry.frame
    shown = np.ones(len(frame), dtype=bool) if zones is None else np.asarray(frame.index.isin(list(zones)))
    shown &= ~np.asarray(frame.geometry.is_empty | frame.geometry.isna())
    if not shown.any():
        return ()
    where = territories(frame, geometry.level)
    order = [MAINLAND, *_DEPARTEMENTS.values()]
    found = [name for name in order if (shown & (where == name)).any()]
    return tuple(_frame(name, frame, shown & (where == name), ~shown & (where == name)) for name in found)


def territories(frame: GeoDataFrame, level: Level) -> NDArray[Any]:
    """Return the territory of each zone: by its code where that tells it, else by its place."""
    codes = frame.index.to_series()
    if level in ("commune", "departement"):
        found = codes.str[:3].map(_DEPARTEMENTS)
    elif level in ("employment_zone", "employment_zone_part", "region"):
        found = codes.str[:2].map(_REGIONS)
    else:
        found = _by_place(frame)
    return np.asarray(found.fillna(MAINLAND), dtype=object)


def _by_place(frame: GeoDataFrame) -> pd.Series:
    found = np.full(len(frame), None, dtype=object)
    for system, boxes in ((_DEGREES, _TRUE), (LAMBERT_93, _MOVED)):
        middle = _middle(frame, system)
        for name, (west, south, east, north) in boxes.items():
            inside = (middle[:, 0] > west) & (middle[:, 0] < east) & (middle[:, 1] > south) & (middle[:, 1] < north)
            found[inside & pd.isna(found)] = name
    return pd.Series(found, index=frame.index)


def _middle(frame: GeoDataFrame, system: str) -> NDArray[np.float64]:
    """Return the middle of each zone's box, in a system of reference."""
    import geopandas

    boxes = frame.geometry.bounds.to_numpy()
    points = geopandas.points_from_xy((boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2, crs=frame.crs)
    found: NDArray[np.float64] = shapely.get_coordinates(np.asarray(points.to_crs(system)))
    return found


def _frame(name: str, frame: GeoDataFrame, shown: NDArray[np.bool_], others: NDArray[np.bool_]) -> Frame:
    own = frame[shown]
    true = name == MAINLAND or _is_in_place(own, name)
    system = own.estimate_utm_crs() if true and name != MAINLAND else LAMBERT_93
    shapes = polygons(np.asarray(own.geometry.to_crs(system)))
    near = frame[others]
    west, south, east, north = own.total_bounds
    more = 0.1 * max(east - west, north - south)
    near = near.cx[west - more : east + more, south - more : north + more]
    around = polygons(np.asarray(near.geometry.to_crs(system))) if len(near) else np.empty(0, dtype=object)
    return Frame(name, np.asarray(own.index), shapes, around, true)


def _is_in_place(own: GeoDataFrame, name: str) -> bool:
    west, south, east, north = _TRUE[name]
    x, y = np.median(_middle(own, _DEGREES), axis=0)
    return bool(west - 1 < x < east + 1 and south - 1 < y < north + 1)


def polygons(shapes: Shapes) -> Shapes:
    """Return outlines as surfaces only: mending one may leave lines and points beside them."""
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    if not mixed.any():
        return shapes
    made = shapes.copy()
    for i in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[i])
        made[i] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), (3, 6))])
    return made
