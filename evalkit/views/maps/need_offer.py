"""Need against offer: where need is high and offer is lacking, and where offer stands without need."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.intervals import Intervals, intervals
from evalkit.territory import Geometry, Variable, ZoneTable
from evalkit.texts import Language
from evalkit.views.maps.bounds import check_bounds
from evalkit.views.maps.drawing import draw
from evalkit.views.maps.legend import Piece, Square, Writing, note, title
from evalkit.views.maps.palette import MISSING, NEED, NEED_ALONE, OFFER_ALONE, Fill
from evalkit.views.maps.subject import (
    Subject,
    by_order,
    file_name,
    last_pieces,
    missing_alt,
    missing_pieces,
    of_table,
    reasons_of,
    remarks,
    sources,
    titled,
    values_of,
)
from evalkit.views.plots.canvas import Drawn, house_style
from evalkit.views.style import SMALL, clean

_LEVELS = 3
_TOLD = 5
"""Zones of each of the two corners that the alternative text names."""


@dataclass(frozen=True)
class _Scale:
    """Levels of one variable.

    `marks` are what the key writes along it: at which place, in cells, and what; `cut` is how the levels were made, a
    key of ``texts/maps.yaml``, ``need.cuts``.
    """

    codes: pd.Series
    count: int
    marks: tuple[tuple[float, str], ...]
    cut: str

    @property
    def none(self) -> bool:
        """Whether the lowest level is none at all."""
        return self.cut in ("presence", "none_first")


@house_style()
def need_by_offer(
    table: ZoneTable,
    need: str,
    offer: str,
    geometry: Geometry,
    *,
    zones: Collection[str] | None = None,
    need_bounds: Sequence[float] = (),
    offer_bounds: Sequence[float] = (),
    borders: Geometry | None = None,
    named: bool = True,
    language: Language = "fr",
) -> Drawn:
    """Draw need and offer by zone, crossed.

    Parameters
    ----------
    table : ZoneTable
        With both columns; see `evalkit.territory.join`.
    need : str
        A rate, a mean or a median: more of it is more need.
    offer : str
        A rate, a mean or a median; or a count, of which only none or some is shown.
    geometry : Geometry
        Outlines of the same level.
    zones : collection of str, optional
        The zones that the map is of; all by default.
    need_bounds, offer_bounds : sequence of float
        One or two increasing bounds between levels; by default three levels of as many zones each, or, of an offer that
        some zones have none of: none, and two levels of as many zones each.
    borders : Geometry, optional
        Larger zones whose outlines are drawn over the map.
    named : bool
        Whether zones of high need without offer are named, where there is room.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``maps.count`` where the need is a count, ``maps.unknown_kind`` for a column of unknown kind,
        ``maps.one_level`` where need or offer is the same everywhere, ``maps.no_outline`` and ``maps.no_value`` where
        there is nothing to draw.

    Raises
    ------
    EvalkitError
        When the outlines are of another level, or bounds not increasing or too many.
    KeyError
        When the table lacks a column.
    """
    first, second = table.variable(need), table.variable(offer)
    check_bounds(first, need_bounds, most=_LEVELS - 1)
    check_bounds(second, offer_bounds, most=_LEVELS - 1)
    if (refused := _refused(first, second, language)) is not None:
        return refused
    shown = of_table(table, geometry, zones, language)
    if not shown.frames:
        return not_estimable("maps.no_outline")
    needs, offers = values_of(shown, table, need), values_of(shown, table, offer)
    both = needs.notna() & offers.notna()
    if not both.any():
        return not_estimable("maps.no_value", label=clean(first.label.say(language)))
    up = _levels(shown, needs.where(both), need_bounds)
    right = _offer(shown, offers.where(both), offer_bounds, second.kind == "count")
    if min(up.count, right.count) < 2:
        return not_estimable("maps.one_level")
    lacking = (needs.index[needs.isna()], offers.index[offers.isna() & needs.notna()])
    grid, codes = _fills(up.count, right.count), _cells(up, right, both)
    square = Square(grid, _counts(shown, codes, up, right), up.marks, right.marks,
                    shown.say("need.up"), shown.say("need.right"))  # fmt: skip
    pieces: list[Piece] = [title(shown.say("need.title")), *_meaning(shown, first, second), square]
    pieces += [*missing_pieces(shown, _reasons(shown, table, (need, offer), lacking)), *last_pieces(shown, borders)]
    fills = [*(fill for row in grid for fill in row), MISSING]
    alone, idle = codes.index[codes == (up.count - 1) * right.count], codes.index[codes == right.count - 1]
    words = (titled(shown, first, short=True), titled(shown, second, short=True))
    texts = (
        _alt(shown, words, right, alone, idle, int((~both).sum())),
        _caption(shown, words, (up, right), (first, second)),
    )
    return draw(shown, file_name("map", need, offer), pieces, codes, fills, texts, borders, named, among=alone)


def _refused(need: Variable, offer: Variable, language: Language) -> NotEstimable | None:
    """Return why a column cannot be need, or offer."""
    for each in (need, offer):
        if each.kind == "unknown" or (each is need and each.kind == "count"):
            reason = "maps.unknown_kind" if each.kind == "unknown" else "maps.count"
            return not_estimable(reason, label=clean(each.label.say(language)))
    return None


def _cells(up: _Scale, right: _Scale, both: pd.Series) -> pd.Series:
    """Return the cell of each zone, row by row; after the last one where need or offer is missing."""
    return (up.codes * right.count + right.codes).where(both, up.count * right.count).astype(int)


def _reasons(
    shown: Subject, table: ZoneTable, names: tuple[str, str], lacking: tuple[pd.Index, pd.Index]
) -> dict[str, int]:
    found = dict[str, int]()
    for name, empty in zip(names, lacking, strict=True):
        for text, count in reasons_of(shown, table, name, empty).items():
            found[text] = found.get(text, 0) + count
    return found


def _levels(shown: Subject, values: pd.Series, bounds: Sequence[float]) -> _Scale:
    cut = intervals(values, classes=_LEVELS, bounds=bounds)
    return _Scale(pd.Series(cut.classes_of(values), index=values.index), cut.count, _ticks(shown, cut, 0), cut.cut)


def _offer(shown: Subject, values: pd.Series, bounds: Sequence[float], count: bool) -> _Scale:
    """Return the levels of an offer: of a count, none and some; of a rate, none is a level if some zones have none."""
    if count:
        marks = ((0.5, shown.say("need.none")), (1.5, shown.say("need.some")))
        return _Scale((values > 0).astype(int), 2, marks, "presence")
    if len(bounds) or not (values == 0).any() or not (values > 0).any():
        return _levels(shown, values, bounds)
    cut = intervals(values[values > 0], classes=_LEVELS - 1)
    codes = pd.Series(cut.classes_of(values), index=values.index) + 1
    none = ((0.5, shown.say("need.none")), *_ticks(shown, cut, 1))
    return _Scale(codes.mask(values == 0, 0), cut.count + 1, none, "none_first")


def _ticks(shown: Subject, cut: Intervals, before: int) -> tuple[tuple[float, str], ...]:
    return tuple((i + before, shown.bound(each, cut.digits)) for i, each in enumerate(cut.bounds[1:-1], 1))


def _fills(rows: int, columns: int) -> tuple[tuple[Fill, ...], ...]:
    """Return the fill of each level of need (from low to high), by level of offer; the two corners are hatched."""
    chosen = {2: (0, 2), 3: (0, 1, 2)}
    made = [[Fill(NEED[i][j]) for j in chosen[columns]] for i in chosen[rows]]
    for (i, j), (hatch, ink) in (((-1, 0), NEED_ALONE), ((0, -1), OFFER_ALONE)):
        made[i][j] = replace(made[i][j], hatch=hatch, ink=ink)
    return tuple(tuple(row) for row in made)


def _counts(shown: Subject, codes: pd.Series, up: _Scale, right: _Scale) -> tuple[tuple[str, ...], ...]:
    found = np.bincount(codes, minlength=up.count * right.count + 1)[:-1].reshape(up.count, right.count)
    return tuple(tuple(shown.shown(float(each), 0) for each in row) for row in found)


def _meaning(shown: Subject, need: Variable, offer: Variable) -> list[Piece]:
    """Return what need and offer are measured by."""
    lines = [
        (shown.say("need.need_is", what=titled(shown, need, short=True))),
        (shown.say("need.offer_is", what=titled(shown, offer, short=True))),
    ]
    return [*(Writing(line, size=SMALL - 1, most=4) for line in lines), note(shown.say("need.counted"))]


def _alt(shown: Subject, words: tuple[str, str], right: _Scale, alone: pd.Index, idle: pd.Index, missing: int) -> str:
    """Return the alternative text: how many zones stand in the two corners, and the first of them by name."""
    alt = [shown.say("need.alt", need=words[0], offer=words[1], zones=shown.counted(len(shown.zones)))]
    alone_key = "need.alone_none" if right.none else "need.alone_low"
    idle_key = "need.idle_some" if right.cut == "presence" else "need.idle"
    for key, found in ((alone_key, alone), (idle_key, idle)):
        told = [shown.called(zone) for zone in by_order(shown, found)[:_TOLD]]
        alt.append(shown.say(key, n=len(found), count=shown.shown(len(found), 0)))
        if told:
            alt.append(shown.say("need.among" if len(found) > len(told) else "need.these", zones=", ".join(told)))
    return clean(" ".join([*alt, *missing_alt(shown, missing)]))


def _caption(
    shown: Subject, words: tuple[str, str], scales: tuple[_Scale, _Scale], variables: tuple[Variable, Variable]
) -> str:
    caption = [shown.say("need.caption", need=words[0], offer=words[1], zones=shown.counted(len(shown.zones)))]
    cuts = [scale.cut for scale in scales]
    if cuts[0] == cuts[1]:
        caption.append(shown.say(f"need.both.{cuts[0]}"))
    else:
        pairs = zip(cuts, ("need.need", "need.offer"), strict=True)
        caption += [shown.say(f"need.cuts.{cut}", what=shown.say(what)) for cut, what in pairs]
    caption += [shown.say("need.hatched"), *remarks(shown), sources(shown, *variables)]
    return clean(" ".join(caption))
