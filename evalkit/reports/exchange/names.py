"""The names of a dossier's parts in linked data: URNs made of its code and year, the same in every export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evalkit.model import Dossier
from evalkit.model.vocabulary import BENEFICIARIES, TERRITORY

ROOT = "urn:evalkit"


@dataclass(frozen=True)
class Names:
    """The names of what a dossier holds.

    Parameters
    ----------
    base : str
        ``urn:evalkit:<code>:<year>``; every other name but a theme's starts with it.
    partners, objectives, indicators : tuple of str
        In the order of the file. Of several with one code, the first has the plain name.
    holders : mapping of str to str
        Code of a partner, ``territory`` or ``beneficiaries`` → its name.
    """

    base: str
    partners: tuple[str, ...]
    objectives: tuple[str, ...]
    indicators: tuple[str, ...]
    holders: Mapping[str, str]

    def of(self, kind: str, *parts: object) -> str:
        """Return the name of a part: ``urn:evalkit:rivage:2024:report:3``."""
        return ":".join([self.base, kind, *map(str, parts)])

    @property
    def partnership(self) -> str:
        """The partnership itself."""
        return self.of("partnership")


def names_of(dossier: Dossier) -> Names:
    """Name the parts of a dossier."""
    base = f"{ROOT}:{dossier.code}:{dossier.year}"
    partners = _named(f"{base}:partner", (each.code for each in dossier.partners))
    first = {each.code: name for each, name in zip(reversed(dossier.partners), reversed(partners), strict=True)}
    others = {code: f"{base}:stakeholder:{code}" for code in (TERRITORY, BENEFICIARIES)}
    return Names(
        base=base,
        partners=partners,
        objectives=_named(f"{base}:objective", (each.code for each in dossier.objectives)),
        indicators=_named(f"{base}:indicator", (each.code for each in dossier.indicators)),
        holders={**others, **first},
    )


def theme(stake: str) -> str:
    """Name one of the guide's general stakes: the same theme in every dossier."""
    return f"{ROOT}:theme:{stake}"


def _named(start: str, codes: Iterable[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    found = []
    for code in codes:
        seen[code] += 1
        found.append(f"{start}:{code}" if seen[code] == 1 else f"{start}:{code}:{seen[code]}")
    return tuple(found)
