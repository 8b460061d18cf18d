"""The figures that a page lets choose from: values, classes, legend, reasons and caption of each, as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from evalkit.stats.intervals import intervals
from evalkit.territory import Variable, ZoneTable
from evalkit.texts import said
from evalkit.views.interactive.outlines import INSET, main_width
from evalkit.views.maps.choropleth import caption_of as colors_caption
from evalkit.views.maps.choropleth import interval
from evalkit.views.maps.palette import shades
from evalkit.views.maps.subject import Subject, reasons_by_zone, sources, titled, values_of
from evalkit.views.maps.symbols import caption_of as circles_caption
from evalkit.views.maps.symbols import radius_of_one, rounds
from evalkit.views.numbers import number
from evalkit.views.style import clean

INSET_SHARE = 0.17
"""Width of an inset on the page, as a part of the main drawing's."""
_LARGEST = 0.045
"""Radius of the largest circle, as a part of the main drawing's width."""
_DEEPEST = 4
"""Decimals of a value, at most."""


def figure_data(shown: Subject, table: ZoneTable, name: str, zones: pd.Index) -> dict[str, Any] | None:
    """Return all that the page knows of a column; None where no zone drawn has a value, or its kind is not known.

    Parameters
    ----------
    shown : Subject
    table : ZoneTable
    name : str
    zones : Index
        The rows of the page: the zones drawn, and after them those without an outline.
    """
    variable = table.variable(name)
    drawn = values_of(shown, table, name)
    if variable.kind == "unknown" or not drawn.notna().any() or (variable.kind == "count" and (drawn < 0).any()):
        return None
    values = drawn.reindex(zones).fillna(table.frame[name].reindex(zones))
    empty = values.index[values.isna()]
    reasons = reasons_by_zone(shown, table, name, empty)
    words = sorted(set(reasons))
    made = {
        "label": clean(titled(shown, variable)),
        "source": clean(sources(shown, variable)),
        "unit": _unit(shown, variable),
        "reasons": words,
        "why": {int(at): words.index(text) for at, text in zip(zones.get_indexer(empty), reasons, strict=True)},
        "missing": _zones(shown, len(empty)) if len(empty) else "",
    }
    if variable.kind == "count":
        return made | _circles(shown, variable, drawn, values)
    return made | _classes(shown, variable, drawn, values)


def _unit(shown: Subject, variable: Variable) -> str:
    """Return the unit that stands after a value; none where the label says it or nothing is counted but the zone."""
    if not variable.unit or variable.unit in ("ratio", "per_thousand"):
        return ""
    return said(f"territory.units.{variable.unit}", shown.language)


def _zones(shown: Subject, n: int) -> str:
    return shown.say("zones_counted", n=n, count=number(n, shown.language, 0))


def _classes(shown: Subject, variable: Variable, drawn: pd.Series, values: pd.Series) -> dict[str, Any]:
    cut = intervals(drawn)
    digits = min(max(cut.digits, 0) + 1, _DEEPEST)
    codes, colors = cut.classes_of(values), shades(cut.count)
    counts = np.bincount(codes[codes >= 0], minlength=cut.count)
    legend = [
        {"color": colors[i], "text": interval(shown, cut, i), "zones": _zones(shown, int(counts[i]))}
        for i in reversed(range(cut.count))
    ]
    return {
        "kind": "colors",
        "digits": digits,
        "values": _rounded(values, digits),
        "colors": [None if code < 0 else colors[code] for code in codes],
        "legend": legend,
        "caption": colors_caption(shown, variable, cut, None),
    }


def _circles(shown: Subject, variable: Variable, drawn: pd.Series, values: pd.Series) -> dict[str, Any]:
    width = main_width(shown.frames[0])
    one = radius_of_one(shown.frames, drawn, width, INSET_SHARE * width, _LARGEST * width)
    largest = float(drawn.max())
    told = rounds(largest) if largest else []
    return {
        "kind": "circles",
        "digits": 0 if (values.dropna() % 1 == 0).all() else 1,
        "values": _rounded(values, 1),
        "one": round(one, 8),
        "legend": [{"value": each, "text": shown.shown(each, 6)} for each in told],
        "caption": circles_caption(shown, variable, drawn),
    }


def inset_scale(shown: Subject) -> float:
    """Return how many units of an inset are as wide on the page as one unit of the main drawing."""
    return INSET / (INSET_SHARE * main_width(shown.frames[0]))


def _rounded(values: pd.Series, digits: int) -> list[float | None]:
    return [None if np.isnan(each) else _short(round(float(each), digits)) for each in values]


def _short(value: float) -> float:
    return int(value) if value.is_integer() else value
