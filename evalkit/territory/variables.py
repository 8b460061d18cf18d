"""What is known of the columns of official files: unit, how they are brought together, and their year."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from evalkit.catalogue.words import Words
from evalkit.territory.table import Variable
from evalkit.texts import family

_PREFIXED = re.compile(r"([A-Z])(\d\d)_([A-Z0-9_]+)")
_LATER = re.compile(r".+_((?:19|20)\d\d)")
_FIRST_CENSUS = 68
"""Two digits from here on are of the last century: the oldest census that Insee publishes by commune is of 1968."""


@dataclass(frozen=True)
class Stem:
    """A column's name without its year, as read from a file."""

    name: str
    vintage: str | None
    year: str

    def sibling(self, stem: str) -> str:
        """Return the name that another column of the same file and year has."""
        digits = "" if self.vintage is None else self.vintage[2:4]
        return f"{self.year}{digits}_{stem}" if self.year in _catalogue()["prefixes"] else f"{stem}{digits}"


@lru_cache
def _catalogue() -> Mapping[str, Any]:
    text = files(__package__).joinpath("variables.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return loaded


def stem_of(column: str) -> Stem | None:
    """Return what a column's name says of itself, or None where it is not known."""
    name = column.strip().upper()
    if (found := _PREFIXED.fullmatch(name)) and found.group(1) in _catalogue()["prefixes"]:
        return Stem(found.group(3), _year(found.group(2)), found.group(1))
    for stem, facts in _catalogue()["stems"].items():
        rest = name.removeprefix(stem) if name.startswith(stem) else None
        if rest is not None and (vintage := _vintage(rest, facts["year"])) is not None:
            return Stem(stem, vintage or None, "")
    return None


def _vintage(rest: str, where: str) -> str | None:
    """Return the year that is left of a name beside its stem, empty for none, or None where it is another name."""
    if where == "none":
        return "" if not rest else None
    digits = {"suffix": 2, "long_suffix": 4, "span": 4}.get(where, 0)
    if not digits or len(rest) != digits or not rest.isdecimal():
        return None
    if where == "span":
        return f"{_year(rest[:2])}-{_year(rest[2:])}"
    return rest if where == "long_suffix" else _year(rest)


def _year(digits: str) -> str:
    return ("19" if int(digits) >= _FIRST_CENSUS else "20") + digits


def described(column: str, label: str = "", source: str = "") -> Variable:
    """Return what is known of a column by its name; `label` is the file's own, used where evalkit has none."""
    stem = stem_of(column)
    if stem is None:
        later = _LATER.fullmatch(column.strip())
        return Variable(column, _words(label or column), vintage=later.group(1) if later else None, source=source)
    facts = _catalogue()["stems"].get(stem.name)
    if facts is None:
        return Variable(column, _words(label or column), kind="count", vintage=stem.vintage, source=source)
    weight = stem.sibling(facts["weight"]) if "weight" in facts else ""
    words = Words(**family("territory")["variables"][stem.name])
    return Variable(column, words, facts["unit"], facts["kind"], weight=weight, vintage=stem.vintage, source=source)


def named(column: str, source: str = "") -> Variable:
    """Return what is known of a column of a series; a category after its name becomes part of its label."""
    name, facts = _named(column)
    if not name:
        return described(column, source=source)
    words = family("territory")["variables"][facts["label"]]
    category = column[len(name) :].removeprefix("_").replace("_", ", ")
    label = Words(**{each: f"{text} ({category})" if category else text for each, text in words.items()})
    return Variable(column, label, facts["unit"], facts["kind"], source=source)


def quoted(column: str, file: str, *, series: bool = False) -> str:
    """Return a column's source as captions quote it: who publishes it, where its name makes it certain, and the file.

    Parameters
    ----------
    column, file : str
    series : bool
        Whether the column is that of a series: other tables may well call something else ``taux_chomage_...``.
    """
    facts: Mapping[str, Any] = _named(column)[1] if series else {}
    if stem := stem_of(column):
        facts = {"from": "census"} if stem.year else _catalogue()["stems"][stem.name]
    return ", ".join(filter(None, (_catalogue()["producers"].get(facts.get("from"), ""), file)))


def series_name(heading: str) -> str:
    """Return what a column of a series is called: its heading, or the known name that it is another heading of."""
    from evalkit.territory.reading.headings import normal

    plain = normal(heading)
    return next((name for name, facts in _catalogue()["names"].items() if plain in facts.get("also", ())), heading)


def limits_of(variable: Variable) -> tuple[float, float]:
    """Return between which values those of a variable lie: a count is not negative, a known rate goes from 0 to 100."""
    stem = stem_of(variable.name)
    facts = _named(variable.name)[1] if stem is None else _catalogue()["stems"].get(stem.name, {})
    if variable.kind in ("rate", "mean") and facts.get("bounded"):
        return 0.0, 100.0
    return (0.0 if variable.kind == "count" else -math.inf), math.inf


def column_of(stem: str, year: str) -> str:
    """Return the name that Insee gives a column in a year: ``P22_POP``, ``MED21``, ``PMUN2023``."""
    where = _catalogue()["stems"].get(stem, {}).get("year", "prefix")
    if where == "prefix":
        return f"{_catalogue()['prefixes'][0]}{year[2:]}_{stem}"
    return stem + (year if where == "long_suffix" else year[2:])


def _named(column: str) -> tuple[str, Mapping[str, Any]]:
    """Return the known name of a column of a series, which a category may follow, and its facts."""
    name = column.lower()
    for known, facts in _catalogue()["names"].items():
        if name == known or name.startswith(f"{known}_"):
            return known, facts
    return "", {}


_PERIOD = re.compile(r"(?:(.*)_)?(\d{4}(?:-\w+)?)")


def parted(column: str) -> tuple[str, str, str]:
    """Return the key, category and period of a column of a known series (``defm_A_2016-06``); empty for another one."""
    name, facts = _named(column)
    rest = _PERIOD.fullmatch(column[len(name) :].removeprefix("_")) if name else None
    return (str(facts["label"]), rest.group(1) or "", rest.group(2)) if rest else ("", "", "")


def key_of(column: str) -> str:
    """Return what a column is called whatever its year: its stem, or the key of a known rate or series."""
    if stem := stem_of(column):
        return stem.name
    catalogue = _catalogue()
    for key in catalogue["rates"]:
        if column == key or re.fullmatch(rf"{key}_\d{{4}}", column):
            return str(key)
    for name, facts in catalogue["names"].items():
        if column.lower() == name or re.fullmatch(rf"{name}_\d{{4}}(-\w+)?", column.lower()):
            return str(facts["label"])
    return column


def is_known(column: str) -> bool:
    """Tell whether the catalogue names a column's stem."""
    stem = stem_of(column)
    return stem is not None and stem.name in _catalogue()["stems"]


def is_timeless(column: str) -> bool:
    """Tell a column whose values hardly change with the years (area)."""
    stem = stem_of(column)
    return stem is not None and _catalogue()["stems"].get(stem.name, {}).get("year") == "none"


def population_of(columns: Sequence[str]) -> str | None:
    """Return the column that counts a zone's people; of several years, the latest."""
    found = {each: stem for each in columns if (stem := stem_of(each)) and _is_population(stem)}
    return max(found, key=lambda each: found[each].vintage or "", default=None)


def _is_population(stem: Stem) -> bool:
    return bool(_catalogue()["stems"].get(stem.name, {}).get("population"))


def rates_among(columns: Sequence[str]) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield the known rates that some columns give: key, numerator, denominator and year of both."""
    at = _by_stem(columns)
    for key, facts in _catalogue()["rates"].items():
        for (name, vintage, year), column in at.items():
            if name == facts["numerator"] and (facts["denominator"], vintage, year) in at:
                yield key, column, at[facts["denominator"], vintage, year], vintage


def parts_among(columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the columns of which one can never exceed the other."""
    at = _by_stem(columns)
    for part, whole in _catalogue()["parts"]:
        for (name, vintage, year), column in at.items():
            if name == part and (whole, vintage, year) in at:
                yield column, at[whole, vintage, year]


def _by_stem(columns: Sequence[str]) -> dict[tuple[str, str | None, str], str]:
    """Return columns by stem, year and prefix: the two parts of a census (P, C) are never mixed."""
    return {(stem.name, stem.vintage, stem.year): each for each in columns if (stem := stem_of(each))}


def _words(label: str) -> Words:
    return Words(label, label)
