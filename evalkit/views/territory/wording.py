"""Values, names and sources of territorial figures as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable

from evalkit.stats.estimable import NotEstimable
from evalkit.territory.derived import MIX, OFFER
from evalkit.territory.levels import Level
from evalkit.territory.profile import Among, Home
from evalkit.territory.table import Variable
from evalkit.texts import Language, said, unbroken
from evalkit.views import numbers
from evalkit.views.words import joined, listed

Figure = float | NotEstimable


def value_of(value: Figure, variable: Variable, language: Language) -> str:
    """Write a value with its unit, or the reason why there is none."""
    if isinstance(value, NotEstimable):
        return value.sentence(language)
    if variable.unit == "percent":
        return numbers.percent(value, language, 1)
    if variable.unit == "euros":
        return numbers.with_unit(value, "€", language, 0)
    return numbers.number(value, language, 2 if variable.unit in ("per_thousand", "ratio") else 0)


def gap_of(gap: float, variable: Variable, language: Language) -> str:
    """Write a difference, without its sign: in points for a percentage, else in the unit."""
    if variable.unit == "percent":
        rounded = round(abs(gap), 1)
        return said("atlas.points", language, n=rounded, points=numbers.number(rounded, language, 1))
    if variable.unit == "euros":
        return numbers.with_unit(round(abs(gap)), "€", language, 0)
    return numbers.number(abs(gap), language, 2)


def label_of(variable: Variable, language: Language) -> str:
    """Return what a figure is, with its year."""
    label = unbroken(variable.label.say(language), language)
    return said("atlas.label", language, label=label, year=variable.vintage) if variable.vintage else label


def rank_of(among: Among, language: Language) -> str:
    """Return where a zone stands: its rank and of how many, or why it has none."""
    if isinstance(among.rank, NotEstimable):
        return among.rank.sentence(language)
    return said("atlas.rank", language, rank=ordinal(among.rank, language), of=numbers.number(among.peers, language, 0))


def ordinal(rank: int, language: Language) -> str:
    """Write a rank: ``1er``, ``12e``; ``1st``, ``12th``."""
    written = numbers.number(rank, language, 0)
    if language == "fr":
        return f"{written}{'er' if rank == 1 else 'e'}"
    tens, ones = rank % 100, rank % 10
    return f"{written}{'th' if 10 < tens < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(ones, 'th')}"


def zones_of(level: Level, language: Language) -> str:
    """Return what the zones of a level are called, in the plural."""
    return said(f"atlas.zones.{level}", language)


def home_of(home: Home, language: Language) -> str:
    """Return a larger zone's name, with what kind of zone it is."""
    key = home.level if home.level in ("departement", "region", "france") else "other"
    return said(f"atlas.homes.{key}", language, name=home.name)


def sources_of(variables: Iterable[Variable], language: Language) -> str:
    """Return the line of sources under a table or a figure: each file with the years of what is taken from it."""
    years: dict[str, list[str]] = {}
    for each in variables:
        # What several files give together quotes them all.
        several = each.name == OFFER or each.name.startswith(MIX + "siae")
        for source in filter(None, each.source.split(" ; ") if several else [each.source]):
            found = years.setdefault(source, [])
            found += [each.vintage] if each.vintage and each.vintage not in found else []
    told = [f"{source} ({', '.join(sorted(found))})" if found else source for source, found in years.items()]
    return said(
        "atlas.sources", language, sources=listed(told, language) if told else said("atlas.no_source", language)
    )


def names_of(names: Iterable[str], language: Language, most: int = 12) -> str:
    """Return names in a sentence, the first of them where they are many."""
    told = list(names)
    if len(told) <= most:
        return joined(told, language)
    return said("atlas.and_others", language, names=", ".join(told[:most]), n=len(told) - most)
