"""Values, names and sources of territorial figures as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evalkit.model.dates import PartialDate
from evalkit.stats.estimable import NotEstimable
from evalkit.territory.derived import MIX, OFFER
from evalkit.territory.levels import Level
from evalkit.territory.profile import SCOPES, Among, Home, Profile
from evalkit.territory.table import Variable
from evalkit.territory.words import short_label
from evalkit.texts import Language, said, unbroken
from evalkit.views import numbers
from evalkit.views.territory.names import of
from evalkit.views.words import capital, joined, listed

Figure = float | NotEstimable
_QUARTER = re.compile(r"(\d{4})-T([1-4])")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_FILE = re.compile(r", [^,;\s]+\.[a-z0-9.]+$", re.IGNORECASE)


def value_of(value: Figure, variable: Variable, language: Language) -> str:
    """Write a value with its unit, or the reason why there is none."""
    if isinstance(value, NotEstimable):
        return unbroken(value.sentence(language), language)
    if variable.unit == "percent":
        return numbers.percent(value, language, 1)
    if variable.unit == "euros":
        return numbers.with_unit(value, "€", language, 0)
    return numbers.number(value, language, 2 if variable.unit in ("per_thousand", "ratio") else 0)


def short_of(variable: Variable, language: Language) -> str:
    """Return what a figure is in a few words, in lower case and without its year."""
    return unbroken(short_label(variable).say(language), language)


def inline(variable: Variable, language: Language) -> str:
    """Return what a figure is in a few words, with its year, as it stands inside a sentence."""
    label = short_of(variable, language)
    if not variable.vintage:
        return label
    return said("atlas.dated", language, label=label, year=when(variable.vintage, language))


def dated(variable: Variable, language: Language) -> str:
    """Return what a figure is in a few words, with its year, to stand at the head of a line."""
    return capital(inline(variable, language))


def when(vintage: str, language: Language) -> str:
    """Write a year or a period: ``2018``, ``4e trim. 2025``, ``juin 2016``."""
    if " / " in vintage:
        return " / ".join(when(each, language) for each in vintage.split(" / "))
    if found := _QUARTER.fullmatch(vintage):
        return said("atlas.quarter", language, year=found[1], number=found[2],
                    quarter=ordinal(int(found[2]), language))  # fmt: skip
    if found := _MONTH.fullmatch(vintage):
        return numbers.date(PartialDate(int(found[1]), int(found[2])), language)
    return vintage


def reason_of(found: NotEstimable, language: Language) -> str:
    """Return why there is no figure, as a sentence of its own."""
    return unbroken(f"{capital(found.sentence(language))}.", language)


def rank_of(among: Among, language: Language) -> str:
    """Return where a zone stands: its rank and of how many, or why it has none."""
    if isinstance(among.rank, NotEstimable):
        return among.rank.sentence(language)
    peers = numbers.number(among.peers, language, 0)
    return said("atlas.rank", language, rank=ordinal(among.rank, language), of=peers).replace(" ", "\u00a0")


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
    return said(f"atlas.homes.{key}", language, name=home.name, of=of(home.name, home.level, home.code))


def producers_of(variable: Variable) -> list[str]:
    """Return who makes a figure; where no name is known, its file."""
    # What several files give together quotes them all.
    several = variable.name == OFFER or variable.name.startswith(MIX + "siae")
    found = variable.source.split(" ; ") if several else [variable.source]
    return [producer_of(each) for each in found if each]


def producer_of(source: str) -> str:
    """Return a source without the file that it is read from, where it names its producer too."""
    return _FILE.sub("", source)


def sources_of(variables: Iterable[Variable], language: Language) -> str:
    """Return the line of sources under a table or a figure: each producer with the years of what is taken from it."""
    years: dict[str, list[str]] = {}
    for each in variables:
        for source in producers_of(each):
            found = years.setdefault(source, [])
            found += [each.vintage] if each.vintage and each.vintage not in found else []
    told = [f"{source} ({', '.join(when(each, language) for each in sorted(found))})" if found else source
            for source, found in years.items()]  # fmt: skip
    return said(
        "atlas.sources", language, sources=listed(told, language) if told else said("atlas.no_source", language)
    )


def compared_levels(profile: Profile) -> tuple[Level, ...]:
    """Return the levels of the larger zones that a zone is compared with: none that is the zone itself.

    The région Guadeloupe is the département, and the commune of Paris is its département.
    """
    alone = {each.home.level for each in profile.population.among if each.peers == 1}
    return tuple(each for each in SCOPES.get(profile.level, ()) if each not in alone)


def names_of(names: Iterable[str], language: Language, most: int = 12) -> str:
    """Return names in a sentence, the first of them where they are many."""
    told = list(names)
    if len(told) <= most:
        return joined(told, language)
    return said("atlas.and_others", language, names=", ".join(told[:most]), n=len(told) - most)
