"""Numbers that are stated in another unit than the one they are read in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from evalkit.errors import Problem
from evalkit.sources.references import entries
from evalkit.sources.tree import Tree
from evalkit.sources.untyped import Fields, code_in, fault, quantity_in, text_in
from evalkit.sources.wording import fold, short

SAME_WORD = {"eur": "€", "euro": "€", "t": "tonne", "h": "heure", "j": "jour", "/": "par", "per": "par"}
AFTER_EUROS = ("ht", "ttc")


def unit_problems(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    """Return the problems between the unit that a number states and the one it stands for."""
    return chain(_units_of_measures(data, indicators, tree), _units_of_means(data, tree), _amounts(data, tree))


def _units_of_measures(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    for i, entry in entries(data, "measures"):
        indicator = indicators.get(code_in(entry, "indicator"), {})
        expected = text_in(indicator, "unit") or ("%" if indicator.get("form") == "share" else "")
        if not is_unit(_unit(entry, "value"), expected):
            yield _differs(("measures", i, "value"), entry, expected, tree)


def _units_of_means(data: Fields, tree: Tree) -> Iterator[Problem]:
    for i, entry in entries(data, "means"):
        expected = text_in(entry, "unit")
        for field in ("planned", "actual"):
            if not is_unit(_unit(entry, field), expected):
                yield _differs(("means", i, field), entry, expected, tree)
            expected = expected or _unit(entry, field)


def _amounts(data: Fields, tree: Tree) -> Iterator[Problem]:
    for i, entry in entries(data, "means"):
        for field in ("planned_amount", "actual_amount"):
            words = [word for word in _words(_unit(entry, field)) if word not in AFTER_EUROS]
            if words not in ([], ["€"]):
                yield fault(("means", i, field), tree, "amount_not_in_euros", found=short(entry[field]))


def _differs(path: tuple[str | int, ...], entry: Fields, expected: str, tree: Tree) -> Problem:
    return fault(path, tree, "unit_differs", found=short(entry[str(path[-1])]), expected=short(expected))


def _unit(entry: Fields, field: str) -> str:
    said = quantity_in(entry, field)
    return said.unit if said else ""


def is_unit(stated: str, expected: str) -> bool:
    """Tell whether a stated unit is the expected one, or its beginning (``tonnes`` for ``tonnes par an``).

    Nothing stated, or nothing expected, is no contradiction.
    """
    words, wanted = _words(stated), _words(expected)
    return not wanted or wanted[: len(words)] == words


def _words(unit: str) -> list[str]:
    """Return the words of a unit in the singular, in lower case, so that they can be compared."""
    words = re.findall(r"/|[^\s/-]+", fold(unit).replace("(s)", "").replace("pour cent", "%"))
    singular = [word.removesuffix("s") if len(word) > 2 else word for word in words]
    return [SAME_WORD.get(word, word) for word in singular]
