"""Classes without an order, by name: the colours of the other figures, each with a hatch of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from evalkit.stats.estimable import not_estimable
from evalkit.territory import Geometry
from evalkit.texts import Language
from evalkit.views.maps.drawing import draw
from evalkit.views.maps.legend import COLUMN, Box, Columns, Piece, title
from evalkit.views.maps.palette import MISSING, Fill, qualitative
from evalkit.views.maps.subject import Subject, last_pieces, remarks, subject
from evalkit.views.plots.canvas import Drawn, house_style
from evalkit.views.style import WIDTH, clean

_NO_NAMES = pd.Series(dtype=object)


@house_style()
def class_map(
    classes: pd.Series,
    names: Mapping[int, str],
    geometry: Geometry,
    *,
    what: str = "",
    source: str = "",
    zones: Collection[str] | None = None,
    people: pd.Series | None = None,
    borders: Geometry | None = None,
    named: bool = True,
    language: Language = "fr",
) -> Drawn:
    """Draw the class of each zone.

    Parameters
    ----------
    classes : Series
        By code of zone: number of its class; a zone that is not there, or has none, is drawn as not classified.
    names : mapping of int to str
        What each class is called.
    geometry : Geometry
    what : str
        What the classes are, for legend, caption and alternative text ("Types de zones d'emploi").
    source : str
        Of the figures that the classes come from, with their year.
    zones : collection of str, optional
        The zones that the map is of; all by default.
    people : Series, optional
        By zone: the most peopled are named first; else the largest.
    borders : Geometry, optional
        Larger zones whose outlines are drawn over the map.
    named : bool
        Whether zones are named, where there is room.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``maps.no_outline`` where no zone has an outline, ``maps.no_class`` where none that has is classified.
    """
    known = classes.dropna()
    shown = subject(geometry.level, geometry, zones, known.index, _NO_NAMES, people, language)
    if not shown.frames:
        return not_estimable("maps.no_outline")
    numbers = sorted({int(each) for each in known})
    own = known.reindex(shown.zones)
    if not own.notna().any():
        return not_estimable("maps.no_class")
    fills = [*qualitative(len(numbers)), MISSING]
    codes = own.map({each: i for i, each in enumerate(numbers)}).fillna(len(numbers)).astype(int)
    called = [names.get(each) or shown.say("classes.number", number=each) for each in numbers]
    heading = clean(what) or shown.say("classes.title")
    counts = [int((codes == i).sum()) for i in range(len(fills))]
    words = _words(shown, heading, called, counts, source)
    below = (title(shown.say("classes.counted", what=heading), WIDTH), _legend(shown, fills, called, counts, borders))
    return draw(shown, "map_classes", (), codes, fills, words, borders, named, below=below)


def _legend(
    shown: Subject, fills: list[Fill], called: list[str], counts: list[int], borders: Geometry | None
) -> Columns:
    """Return the classes in two columns under the map, where their names have room, each with its number of zones."""
    told = [*called, *([shown.say("classes.none")] if counts[-1] else [])]
    boxes: list[Piece] = []
    for text, fill, count in zip(told, fills, counts, strict=False):
        boxes.append(Box(fill, shown.say("classes.one", name=text, count=shown.shown(count)), width=COLUMN))
    return Columns((*boxes, *last_pieces(shown, borders, COLUMN)))


def _words(shown: Subject, heading: str, called: list[str], counts: list[int], source: str) -> tuple[str, str]:
    each = [shown.say("classes.one", name=text, count=shown.shown(n)) for text, n in zip(called, counts, strict=False)]
    zones = shown.counted(len(shown.zones))
    alt = shown.say("classes.alt", what=heading, zones=zones, classes=" ; ".join(each))
    caption = [shown.say("classes.caption", what=heading, zones=zones), *remarks(shown)]
    caption.append(shown.say("source", sources=source) if source else shown.say("no_source"))
    caption.append(shown.say("outlines", source=shown.outlines))
    without = [shown.say("classes.without", n=counts[-1], count=shown.shown(counts[-1]))] if counts[-1] else []
    return clean(" ".join([alt, *without])), clean(" ".join(caption))
