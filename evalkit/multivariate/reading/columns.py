"""Columns of a table as quantities or as categories: what each is, told where it is inferred."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.multivariate.reading.numerals import Sign, looks_numeric, number_of, unit_of, votes
from evalkit.multivariate.reading.raw import RawColumn, RawTable, Value
from evalkit.multivariate.table import Kind
from evalkit.sources.shown import short
from evalkit.sources.wording import fold

if TYPE_CHECKING:
    import pandas as pd

EMPTY_WORDS = ("na", "n/a", "#n/a", "n.a.", "nan", "null", "nd", "n.d.", "nc", "n.c.", "nr", "n.r.", "-", "--", ".")
"""What stands for no value unless the roles give their own list, in folded text."""
FEW_NUMBERS = 7
"""A column of whole numbers with no more different values than these may be a code."""
MOSTLY = 0.8
"""Share of numbers from which a column was probably meant to be one of numbers."""
MOST_LEVELS = 150
FEW_ROWS = 20
"""In tables no longer than this, levels that stand once are nothing strange."""
_NAMES = {"id", "identifiant", "identifier", "code", "numero", "num", "n°", "index", "code insee", "insee", "siren",
          "siret", "nom", "name"}  # fmt: skip
"""Headings of columns of numbers that name rows, in folded text."""
_CODES = re.compile(
    r"\b(?:codes?|codgeo|insee|siren|siret|cp|depcom|naf|ape|uai|finess)\b"
    r"|^(?:dep|departement|reg|region|commune|epci|canton|iris)$"
)
"""Headings whose whole numbers are codes and no quantities, in folded text."""
_CODE = re.compile(r"0\d+|2[AaBb]\d*|\d{16,}")
"""With a zero in front, Corsican (département and commune), or longer than any quantity is known."""
_DAY = re.compile(r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?:[ T]\d.*)?")


@dataclass(frozen=True)
class Column:
    """A column once its cells are read.

    Parameters
    ----------
    raw : RawColumn
    kind : {"quantitative", "qualitative"}
    numbers : tuple of (float or None)
        For quantities; None where nothing stands.
    texts : tuple of (str or None)
        For categories.
    unreadable : mapping of int to str
        By row, what stands in the place of a number.
    useless : str
        Why it cannot take part: ``empty``, ``constant``, ``one_level``, ``units``, ``dates``, ``all_differ``,
        ``levels``; or nothing.
    notes : tuple of Problem
        What was inferred.
    """

    raw: RawColumn
    kind: Kind
    numbers: tuple[float | None, ...] = ()
    texts: tuple[str | None, ...] = ()
    unreadable: Mapping[int, str] | None = None
    useless: str = ""
    notes: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """Its heading."""
        return self.raw.heading

    @property
    def values(self) -> Sequence[float | str | None]:
        """Its numbers or its texts."""
        return self.numbers if self.kind == "quantitative" else self.texts

    def series(self, order: Iterable[str] = ()) -> pd.Series:
        """Return floats, or categories in an order, the others by the alphabet; ordered where all have their place."""
        import pandas as pd

        if self.kind == "quantitative":
            return pd.Series([math.nan if each is None else each for each in self.numbers], dtype=float)
        levels = {each for each in self.texts if each is not None}
        ordered = [each for each in dict.fromkeys(order) if each in levels]
        others = sorted(levels - set(ordered))
        return pd.Series(pd.Categorical(self.texts, categories=[*ordered, *others], ordered=not others))


class Reader:
    """Reads the columns of one table in one way.

    Parameters
    ----------
    table : RawTable
    empty : collection of str or None
        What stands for no value; None for the usual words.
    decimal : {",", "."} or None
        None: decided by what the file holds.
    truths : (str, str)
        The words for true and false.

    Raises
    ------
    EvalkitError
        When the decimal sign is in doubt.
    """

    def __init__(
        self, table: RawTable, empty: Collection[str] | None, decimal: Sign | None, truths: tuple[str, str]
    ) -> None:
        self.table, self._truths = table, truths
        self._empty = {fold(each) for each in (EMPTY_WORDS if empty is None else empty)}
        self._digits = any(each[-1:].isdigit() for each in self._empty)
        self._emptied: Counter[str] = Counter()
        self._plain = {each.heading: [self._without_empty(value) for value in each.values] for each in table.columns}
        self._sign, told = (decimal, ()) if decimal else self._decided()
        self.notes = (*table.notes, *told, *self._told_empty())

    def _without_empty(self, value: Value) -> Value:
        may_be = isinstance(value, str) and (self._digits or not value[-1].isdigit())  # most numbers are not looked up
        text = value if isinstance(value, str) and may_be else ""
        if self._digits and isinstance(value, float):
            text = self._text(value) or ""
        if text and fold(text) in self._empty:
            self._emptied[text] += 1
            return None
        return value

    def _told_empty(self) -> tuple[Problem, ...]:
        if not self._emptied:
            return ()
        found = tuple(f"{short(word)} ({n})" for word, n in self._emptied.most_common(5))
        return (problem(Place(self.table.file), "", "study.empty_words", found=found, n=self._emptied.total()),)

    def _decided(self) -> tuple[Sign, tuple[Problem, ...]]:
        """Decide the decimal sign by the columns of numbers; a comma is told."""
        first: dict[str, str] = {}
        for name, values in self._plain.items():
            texts = [value for value in values if isinstance(value, str)]
            if texts and looks_numeric(texts):
                first = dict.fromkeys(votes(texts), name) | first
        place = Place(self.table.file)
        if set(first) == {"?"}:
            doubtful = first["?"]
            raise EvalkitError([problem(self.table.column(doubtful).place, short(doubtful), "study.decimal_doubt")])
        if "," in first and "." in first:
            found = tuple(self._written(first[sign], sign) for sign in (",", "."))
            raise EvalkitError([problem(place, "", "study.decimal_both", found=found)])
        return (",", (problem(place, "", "study.decimal_comma"),)) if "," in first else (".", ())

    def _written(self, name: str, sign: str) -> str:
        """Write the first number of a column that has a decimal sign, with where it stands: ``« 1,5 » (a, l. 4)``."""
        values = enumerate(self._plain[name])
        row, text = next((row, each) for row, each in values if isinstance(each, str) and votes([each]) == {sign})
        place = self.table.at(row, name)
        return f"« {short(text)} » ({short(name)}, {place.cell or f'l. {place.line}'})"

    def read(self, raw: RawColumn, asked: Kind | None = None) -> Column:
        """Read a column as what it is asked to be, or as what it seems to be."""
        values = self._plain[raw.heading]
        filled = [value for value in values if value is not None]
        if not filled:
            return Column(raw, asked or "quantitative", (None,) * len(values), (None,) * len(values), useless="empty")
        if asked != "qualitative" and all(_is_day(value) for value in filled):
            texts = tuple(map(self._text, values))
            return Column(raw, "qualitative", (None,) * len(values), texts, useless="dates")
        numbers = tuple(map(self._number, values))
        kind, told = (
            (asked, "") if asked else self._inferred(raw, filled, [each for each in numbers if each is not None])
        )
        notes = (problem(raw.place, short(raw.heading), f"study.{told}", n=len(set(filled))),) if told else ()
        if kind == "quantitative":
            return self._quantities(raw, values, numbers, notes)
        texts = tuple(map(self._text, values))
        return Column(raw, "qualitative", texts=texts, useless=useless_levels(texts), notes=notes)

    def _inferred(self, raw: RawColumn, filled: Sequence[Value], numbers: Sequence[float]) -> tuple[Kind, str]:
        """Return the kind that a column seems to be, and what should be told of it."""
        if any(isinstance(value, bool) for value in filled):
            return "qualitative", ""
        codes = [value for value in filled if isinstance(value, str) and _is_code(value)]
        if codes and len(numbers) + sum(not value.isdigit() for value in codes) == len(filled):
            return "qualitative", "code_with_zeros"
        if len(numbers) < MOSTLY * len(filled):
            return "qualitative", ""
        different = set(numbers)
        whole = all(each.is_integer() for each in different)
        if whole and len(numbers) == len(filled) and _CODES.search(fold(raw.heading)):
            return "qualitative", "code_by_heading"
        few = whole and 2 <= len(different) <= FEW_NUMBERS < len(numbers)
        return "quantitative", "few_numbers" if few else ""

    def _number(self, value: Value) -> float | None:
        if isinstance(value, str):
            return number_of(value, self._sign)
        return value if isinstance(value, float) else None

    def _quantities(
        self, raw: RawColumn, values: Sequence[Value], numbers: tuple[float | None, ...], notes: tuple[Problem, ...]
    ) -> Column:
        strange = {
            i: self._text(value) or ""
            for i, (value, number) in enumerate(zip(values, numbers, strict=True))
            if value is not None and number is None
        }
        different = {each for each in numbers if each is not None}
        useless = "constant" if len(different) == 1 and not strange else ""
        pairs = zip(values, numbers, strict=True)
        units = {unit_of(value) if isinstance(value, str) else "" for value, number in pairs if number is not None}
        if len(units) > 1:
            useless = "units"
        elif unit := "".join(units):
            notes = (problem(raw.place, short(raw.heading), "study.unit", unit=unit), *notes)
        return Column(raw, "quantitative", numbers, unreadable=strange, useless=useless, notes=notes)

    def _text(self, value: Value) -> str | None:
        if isinstance(value, bool):
            return self._truths[0] if value else self._truths[1]
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() else repr(value)
        return None if value is None else str(value)


def names_rows(column: Column) -> bool:
    """Tell whether a column obviously names the rows: texts that all differ, or numbers under such a heading."""
    values = column.values
    differ = len(set(values)) == len(values) > 1 and None not in values and not column.unreadable
    texts = column.kind == "qualitative" and column.useless != "dates"
    return differ and (texts or fold(column.name) in _NAMES)


def left_out(column: Column) -> str:
    """Return the reason for which a column that nobody named takes no part, or nothing."""
    if column.unreadable:
        return "numbers_as_texts"
    return "faults" if column.useless == "empty" and column.raw.faults else column.useless


def useless_levels(texts: Sequence[str | None]) -> str:
    """Return why a column of categories cannot take part: a single level, hardly a level twice, or far too many."""
    counts = Counter(each for each in texts if each is not None)
    if len(counts) == 1:
        return "one_level"
    alone = sum(times == 1 for times in counts.values())
    hardly_twice = counts.total() > FEW_ROWS and 2 * alone > len(counts) and 2 * len(counts) > counts.total()
    if alone == len(counts) > 2 or hardly_twice:
        return "all_differ"
    return "levels" if len(counts) > MOST_LEVELS else ""


def _is_code(text: str) -> bool:
    return (text[0] == "0" or text[1:2].isalpha() or len(text) > 15) and bool(_CODE.fullmatch(text))


def _is_day(value: Value) -> bool:
    return isinstance(value, dt.date) or (isinstance(value, str) and bool(_DAY.fullmatch(value)))
