"""Labels and figures of an analysis as the reader sees them, the same in tables and in sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from evalkit.multivariate.analysis import Analysis
from evalkit.multivariate.disclosure import THRESHOLD
from evalkit.stats.factor import MISSING_LEVEL
from evalkit.texts import Language, said
from evalkit.views import numbers
from evalkit.views.words import joined

LARGEST_V = 37
"""Beyond this v-test a p-value is too small to be written."""
DIGITS = 4
"""Figures shown of a mean."""
MOST_DIGITS = 8
SIGNIFICANT = 0.05
"""Corrected p-value below which a difference is told."""


@dataclass(frozen=True)
class Wording:
    """An analysis and the language in which it is told.

    Parameters
    ----------
    analysis : Analysis
    language : {"fr", "en"}
    """

    analysis: Analysis
    language: Language

    def say(self, key: str, /, **values: object) -> str:
        """Return a sentence of ``multivariate.yaml``; `rows` is what the rows are called unless given."""
        return said(f"multivariate.{key}", self.language, **{"rows": self.analysis.table.rows, **values})

    def see(self, table: str) -> str:
        """Return a reference to a table by its caption."""
        return self.say("see", table=self.say(f"captions.{table}"))

    @cached_property
    def labels(self) -> dict[str, str]:
        """What the reader sees of each column."""
        return self.analysis.table.labels

    def label(self, variable: str) -> str:
        """Return the label of a column."""
        return self.labels.get(variable, variable)

    def level(self, level: str) -> str:
        """Return a level as the reader sees it."""
        return self.say("missing_level") if level == MISSING_LEVEL else level

    def name(self, variable: str, level: str = "") -> str:
        """Return the label of a column, or of a column and its level."""
        if not level:
            return self.label(variable)
        return self.say("level", variable=self.label(variable), level=self.level(level))

    def quoted(self, variable: str, level: str = "") -> str:
        """Return the same between quotation marks."""
        return self.say("quoted", text=self.name(variable, level))

    def group(self, name: str) -> str:
        """Return the label of a group of columns."""
        known = self.analysis.table.groups
        if name in known:
            return known[name]
        stem = name.removesuffix(" (supplementary)")
        if name in ("supplementary", "MFA"):
            return self.say("group.supplementary" if name == "supplementary" else "group.whole")
        return f"{known.get(stem, stem)} ({self.say('group.supplementary')})" if stem != name else name

    def tables(self, names: Iterable[str]) -> str:
        """Return the captions of tables, as a sentence lists them."""
        return self.joined(self.say("quoted", text=self.say(f"captions.{name}")) for name in names)

    def joined(self, items: Iterable[str]) -> str:
        """Join names as a sentence does."""
        return joined(list(items), self.language)

    def listed(self, items: Sequence[str]) -> str:
        """List items that hold commas themselves."""
        return ("\u00a0; " if self.language == "fr" else "; ").join(items)

    def some(self, items: Sequence[str], most: int) -> str:
        """Join the first names; tell that there are others."""
        first = self.joined(items[:most])
        return self.say("notably", names=first) if len(items) > most else first

    def number(self, value: float, digits: int = 2) -> str:
        """Write a number, or that there is none."""
        return self.say("none") if math.isnan(value) else numbers.number(value, self.language, digits)

    def judged(self, value: float, verdict: Callable[[float], object], digits: int = 2) -> str:
        """Write a number with as many more decimals as it takes for what is written to get the same verdict."""
        while digits < MOST_DIGITS and verdict(round(value, digits)) != verdict(value):
            digits += 1
        return self.number(value, digits)

    def count(self, value: float) -> str:
        """Write a whole number."""
        return numbers.number(value, self.language, 0)

    def percent(self, value: float) -> str:
        """Write a percentage given as 0 to 100, with one decimal."""
        return self.say("none") if math.isnan(value) else numbers.percent(value, self.language, 1)

    def v_test(self, value: float) -> str:
        """Write a v-test; one too large to be computed by its bound."""
        if math.isinf(value):
            return self.say("beyond" if value > 0 else "beyond_negative", value=LARGEST_V)
        return self.number(value, 1)

    def p_value(self, value: float) -> str:
        """Write a p-value; a small one by its bound."""
        if value < 0.001:
            return self.say("below", value=numbers.number(0.001, self.language, 3))
        return self.judged(value, lambda p: p < SIGNIFICANT, 3)

    def mean(self, value: float, beside: float) -> str:
        """Write a mean with as many decimals as it and the one beside it need."""
        largest = max(abs(value), abs(beside))
        place = math.floor(math.log10(largest)) if largest else 0
        return self.number(value, min(max(DIGITS - 1 - place, 0), 6))

    def few(self) -> str:
        """Return what stands for a number of rows that is not disclosed."""
        return self.say("few", n=THRESHOLD)

    def side(self, axis: int, positive: bool) -> str:
        """Say where an end of an axis is on a plot."""
        key = str(axis) if axis in (1, 2) else "other"
        return self.say(f"side.{key}.{'positive' if positive else 'negative'}")

    def yes(self, holds: bool) -> str:
        """Say yes or no."""
        return self.say("yes" if holds else "no")
