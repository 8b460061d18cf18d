"""Territories as people name them: scale and code, scale and name, a code or a name. None is chosen among several."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.reports.territory import PREFIXES, Territory
from evalkit.territory.levels import CITY_OF, WIDTHS, Level, is_code
from evalkit.territory.words import level_words

if TYPE_CHECKING:
    from evalkit.territory.membership import Membership, Passage

ANY: tuple[Level, ...] = ("region", "departement", "employment_zone", "epci", "commune")
"""Where a code or a name that stands alone is looked up. Parts of employment zones have the names of the whole."""
_SHOWN = 10
"""Territories that a message names."""
_ALIKE, _LIKE = 5, 0.85
"""Names spelt nearly alike that are proposed, and how like they must be (0 to 1, as difflib measures)."""
_CODE = re.compile(r"(COM|EPCI|ZEP|ZE|DEP|REG)\s*[-_]?\s*(\d[\dAB\s]*)", re.IGNORECASE | re.ASCII)
"""A scale and a code without the colon between them."""
_ARTICLES = frozenset(("la", "le", "les", "l", "d", "de", "du", "des"))
_SHORT = {"st": "saint", "ste": "sainte"}


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """The zones that a geography knows, by code and by name.

    Parameters
    ----------
    membership : Membership
    passage : Passage
        What communes of former years became.
    """

    membership: Membership
    passage: Passage

    def find(self, texts: Iterable[str], levels: Sequence[Level] = ANY) -> list[Territory]:
        """Return the territory that each text names: ``ZE:2810``, ``ZE:Granville``, ``2810``, ``Granville``.

        Parameters
        ----------
        texts : iterable of str
        levels : sequence of Level
            Where a text without scale is looked up.

        Raises
        ------
        EvalkitError
            One problem for each text that names none, or several, with what it may mean.
        """
        found: list[Territory] = []
        problems: list[Problem] = []
        for text in texts:
            try:
                found.append(self._find(text, levels))
            except EvalkitError as error:
                problems += error.problems
        if problems:
            raise EvalkitError(problems)
        return found

    def name(self, each: Territory) -> str:
        """Return the name of a zone, or its code; of a commune, with its département."""
        known = self._names.get(each.level, {}).get(each.code, each.code)
        if each.level != "commune":
            return known
        home = str(self.membership.frame["departement"].get(each.code, ""))
        return f"{known}, {self._names['departement'].get(home, home)}"

    def _find(self, text: str, levels: Sequence[Level]) -> Territory:
        prefix, wanted = _parted(text)
        level = PREFIXES.get(prefix)
        if (prefix and level is None) or not wanted:
            raise EvalkitError([_problem(text, "no_territory")])
        if level is not None and level not in self._codes:
            raise EvalkitError([problem(Place(text), "", "atlas.no_level", level=level_words(level))])
        asked = levels if level is None else (level,)
        found = [*self._of_code(wanted.upper(), asked), *self._of_name(wanted, asked)]
        if len(found) == 1:
            return found[0]
        raise EvalkitError([self._several(text, found) if found else self._unknown(text, wanted, asked)])

    def _of_code(self, code: str, levels: Sequence[Level]) -> Iterator[Territory]:
        return (Territory(level, code) for level in levels if code in self._codes.get(level, ()))

    def _of_name(self, name: str, levels: Sequence[Level]) -> Iterator[Territory]:
        for level in levels:
            yield from (Territory(level, code) for code in self._coded.get(level, {}).get(_plain(name), ()))

    def _several(self, text: str, found: Sequence[Territory]) -> Problem:
        more, told = len(found) - _SHOWN, {"known": self._told(found), "first": found[0].written}
        return _problem(text, "several_more", n=more, **told) if more > 0 else _problem(text, "several", **told)

    def _unknown(self, text: str, wanted: str, levels: Sequence[Level]) -> Problem:
        """Say that a text names nothing, with what it may be meant for."""
        became = str(self.passage.successors().get(wanted.upper(), "")) if "commune" in levels else ""
        if became in self._codes["commune"]:
            return _problem(text, "became", known=self._told([Territory("commune", became)]))
        near = [*self._meant(wanted, levels), *self._near(wanted, levels)]
        if near:
            return _problem(text, "perhaps", known=self._told(near))
        for level in (each for each in levels if is_code(wanted.upper(), each)):
            if level not in self._codes:
                return problem(Place(text), "", "atlas.no_level", level=level_words(level))
            if len(levels) == 1:
                return problem(Place(text), "", "atlas.no_zone", found=wanted, level=level_words(level))
        return _problem(text, "no_territory")

    def _meant(self, code: str, levels: Sequence[Level]) -> Iterator[Territory]:
        """Return the city of an arrondissement, and the zones whose code has lost the zeros at its start."""
        if code in CITY_OF and "commune" in levels:
            yield Territory("commune", CITY_OF[code])
        if code.isdigit() and len(levels) == 1:
            yield from self._of_code(code.zfill(WIDTHS.get(levels[0], 0)), levels)

    def _near(self, wanted: str, levels: Sequence[Level]) -> list[Territory]:
        """Return the zones whose name has all the words that were typed, else those spelt nearly like it."""
        words = set(_plain(wanted).split())
        names = [(level, name) for level in levels for name in self._coded.get(level, ())]
        found = [(level, name) for level, name in names if words and words <= set(name.split())]
        if not found:
            like = difflib.get_close_matches(_plain(wanted), {name for _, name in names}, _ALIKE, _LIKE)
            found = [(level, name) for each in like for level, name in names if name == each]
        return [Territory(level, code) for level, name in found for code in self._coded[level][name]]

    def _told(self, territories: Sequence[Territory]) -> str:
        return ", ".join(f"{each.written} ({self.name(each)})" for each in territories[:_SHOWN])

    @cached_property
    def _codes(self) -> Mapping[Level, frozenset[str]]:
        frame = self.membership.frame
        larger = {level: frozenset(frame[level].dropna()) for level in PREFIXES.values() if level in frame}
        return {"commune": frozenset(frame.index), **larger}

    @cached_property
    def _names(self) -> Mapping[Level, Mapping[str, str]]:
        return {
            level: {str(code): str(name) for code, name in found.items()}
            for level, found in self.membership.names.items()
        }

    @cached_property
    def _coded(self) -> Mapping[Level, Mapping[str, tuple[str, ...]]]:
        """The codes of each name, as names are compared."""
        return {level: _turned(names, self._codes.get(level, frozenset())) for level, names in self._names.items()}


def refuse_early(texts: Iterable[str], gazetteer: Gazetteer) -> None:
    """Refuse what no file could make right, before any is read: scales that are none, zones that evalkit knows itself.

    Raises
    ------
    EvalkitError
        One problem for each of these texts.
    """
    gazetteer.find(text for text in texts if (prefix := _parted(text)[0]) and not prefix.startswith("ZE"))


def _parted(text: str) -> tuple[str, str]:
    """Return the scale, empty where there is none, and the code or name."""
    prefix, colon, wanted = text.partition(":")
    if not colon and (found := _CODE.fullmatch(text.strip())):
        prefix, colon, wanted = found[1], ":", found[2]
    wanted = wanted if colon else text
    code = "".join(wanted.split())
    return (prefix.strip().upper() or ":") if colon else "", code if code[:1].isdigit() else wanted.strip()


def _problem(text: str, key: str, **values: object) -> Problem:
    return problem(Place(text.strip() or "-"), "", f"atlas.{key}", found=text, **values)


def _turned(names: Mapping[str, str], known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, name in names.items():
        if code in known:
            found[_plain(name)] = (*found.get(_plain(name), ()), code)
    return found


def _plain(name: str) -> str:
    """Return a name without case, accents and signs, without an article before it, "saint" written out."""
    from evalkit.territory.reading.headings import normal

    words = normal(re.sub("[œŒ]", "oe", re.sub("[æÆ]", "ae", name))).split("_")
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(_SHORT.get(each, each) for each in words)
