"""A map of filled zones: page, zones, borders, names, words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from evalkit.territory import Geometry
from evalkit.views.blocks import Figure
from evalkit.views.maps.frames import Frame, frames_of
from evalkit.views.maps.legend import Piece
from evalkit.views.maps.names import anchors, write
from evalkit.views.maps.page import Page, finished, page
from evalkit.views.maps.paint import draw_borders, draw_zones
from evalkit.views.maps.palette import Fill
from evalkit.views.maps.subject import Subject, by_size


def draw(
    shown: Subject,
    name: str,
    pieces: Sequence[Piece],
    codes: pd.Series,
    fills: Sequence[Fill],
    words: tuple[str, str],
    borders: Geometry | None,
    named: bool,
    among: pd.Index | None = None,
    below: Sequence[Piece] = (),
) -> Figure:
    """Draw a map whose zones are filled by class.

    Parameters
    ----------
    shown : Subject
    name : str
        Of the figure's file.
    pieces : sequence of Piece
        The legend.
    codes : Series
        By zone: place of its fill in `fills`.
    fills : sequence of Fill
    words : tuple of str
        Alternative text and caption.
    borders : Geometry or None
    named : bool
    among : Index, optional
        Zones that may be named, beside the one that stands alone in `borders`; all by default.
    below : sequence of Piece
        The part of the legend that stands under the map.
    """
    made = page(shown.frames, pieces, shown.language, below)
    paint(made, codes, fills, borders)
    if named:
        frame, axes = made.panels[0]
        zones = _ringed(frame, borders).append(by_size(shown, frame, among)).drop_duplicates()
        shapes = frame.shapes[pd.Index(frame.codes).get_indexer(zones)]
        write(axes, [str(shown.names[zone]) for zone in zones], anchors(shapes), shapes=shapes)
    return finished(made, name, *words)


def _ringed(frame: Frame, borders: Geometry | None) -> pd.Index:
    """Return the zone of a frame that stands alone in the borders, or none."""
    alone = borders.frame.index if borders is not None and len(borders.frame) == 1 else pd.Index([], dtype=object)
    return alone[alone.isin(frame.codes)]


def paint(made: Page, codes: pd.Series, fills: Sequence[Fill], borders: Geometry | None) -> None:
    """Fill the zones of every frame, and draw the borders of larger zones over them, of one alone as a ring."""
    lines = {(each.name, each.true): each for each in frames_of(borders)} if borders is not None else {}
    ring = borders is not None and len(borders.frame) == 1
    for frame, axes in made.panels:
        draw_zones(axes, frame, np.asarray(codes[frame.codes], dtype=np.int64), fills)
        if (frame.name, frame.true) in lines:
            draw_borders(axes, lines[frame.name, frame.true], ring=ring)
