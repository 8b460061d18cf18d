"""A dossier with its texts as a public page may show them, and what was changed where."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from evalkit.errors import Path
from evalkit.model.dossier import Dossier
from evalkit.model.publication import Why
from evalkit.reports.publication.wording import Unspoken, names_a_person, perhaps_names, public_text
from evalkit.texts import Language, say

AnyEntry = TypeVar("AnyEntry", bound=BaseModel)

_CODES = frozenset({
    "code", "by", "to", "holder", "indicator", "criterion", "objectives", "objective", "partner", "funnel_from",
    "about", "device", "iris", "siret", "insee_code", "sdg", "disclosure_threshold",
})  # fmt: skip
"""Fields whose texts point to something."""
_PERSONS = frozenset({"evaluated_by", "responsible", "owner", "respondent"})
"""Fields for who does or says something: a function is asked for, a name is often typed."""
_LONGEST_LABEL = 300


@dataclass
class Masking:
    """The rules, and what they changed so far.

    Parameters
    ----------
    known : collection of str
        Names of partners and groups, folded: they are no person's.
    unspoken : Unspoken
    language : {"fr", "en"}
    changed : list of (Path, Why)
    perhaps : list of (Path, str)
        Words that may be a name.
    persons : dict
        Names taken out of the fields for persons, and their numbers.
    """

    known: Collection[str]
    unspoken: Unspoken
    language: Language
    changed: list[tuple[Path, Why]] = field(default_factory=list)
    perhaps: list[tuple[Path, str]] = field(default_factory=list)
    persons: dict[str, int] = field(default_factory=dict)

    def entry(self, entry: AnyEntry, path: Path = ()) -> AnyEntry:
        """Return an entry with its texts as they may be shown."""
        return entry.model_copy(update={name: self._value(value, (*path, name)) for name, value in entry})

    def _value(self, value: Any, path: Path) -> Any:
        if isinstance(value, str):
            return value if _field(path) in _CODES else self._text(value, path)
        if isinstance(value, BaseModel):
            return self.entry(value, path)
        if isinstance(value, tuple):
            return tuple(self._value(each, (*path, i)) for i, each in enumerate(value))
        return value

    def _text(self, text: str, path: Path) -> str:
        if _field(path) in _PERSONS and names_a_person(text, self.known):
            self.changed.append((path, "name"))
            number = self.persons.setdefault(text.casefold(), len(self.persons) + 1)
            return say("publication.instead.person", self.language, n=number)
        shown, why = public_text(text, self.unspoken, self.language)
        self.changed += [(path, each) for each in why]
        if len(shown) > max(len(text), _LONGEST_LABEL):
            return say("publication.instead.long", self.language)
        self.perhaps += [(path, each) for each in perhaps_names(shown, self.known)]
        return shown


def _field(path: Path) -> str:
    return next(str(each) for each in reversed(path) if isinstance(each, str))


def known_names(dossier: Dossier) -> frozenset[str]:
    """Return the names in a dossier that are no person's, folded."""
    return frozenset(name.casefold() for name in _names(dossier))


def _names(dossier: Dossier) -> Iterator[str]:
    for partner in dossier.partners:
        yield from (partner.code, partner.name)
    yield from (each.name for each in dossier.stakeholders)
    yield from (each.name for each in (dossier.steering.bodies if dossier.steering else ()))
    yield dossier.title
    if dossier.territory:
        yield dossier.territory.name
