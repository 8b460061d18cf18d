"""Ages as files allow them: of job seekers where a file has them, else of the people of working age.

The guide's table of classes has those under 26, from 26 to 44, and of 45 and over, without saying of whom.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evalkit.catalogue.words import Words
from evalkit.territory.reading.headings import normal
from evalkit.territory.seekers import AGES, CATEGORIES, named_seekers, seekers_of
from evalkit.territory.table import ZoneTable
from evalkit.territory.together import with_ratio, with_sum
from evalkit.territory.variables import stem_of
from evalkit.texts import family

Of = Literal["seekers", "people_15_64", "people_15_59"]
SHARE = "share_age_"
"""Before a band: the name of its share."""
_FIVE_YEARS = re.compile(r"(\d+)_a_(\d+)_ans(?:_(\d{4}))?")
_BANDS = {"15_24": (15, 25), "25_44": (25, 45), "45_64": (45, 65)}
_CENSUS = {"15_29": "POP1529", "30_44": "POP3044", "45_59": "POP4559"}


@dataclass(frozen=True)
class AgeColumns:
    """The columns that make up each band of age.

    Parameters
    ----------
    of : {"seekers", "people_15_64", "people_15_59"}
    category : str
        Of job seekers (``ABC``); empty for people, or where it is not said.
    bands : mapping of str to tuple of str
    """

    of: Of
    category: str
    bands: Mapping[str, tuple[str, ...]]


def with_ages(table: ZoneTable) -> ZoneTable:
    """Add the share of each band of age, where figures allow: they add up to 100 in each zone."""
    found = age_columns(list(table.frame.columns))
    if found is None:
        return table
    words, counts = family("territory")["ages"], {band: f"{found.of}_{band}" for band in found.bands}
    of = _whose(found)
    for band, columns in found.bands.items():
        table = with_sum(table, counts[band], columns, _filled(words["count"], words["bands"][band], of))
    table = with_sum(table, found.of, tuple(counts.values()), of)
    for band, count in counts.items():
        label = _filled(words["share"], words["bands"][band], of)
        table = with_ratio(table, SHARE + band, count, found.of, 100.0, "percent", label)
    return table


def age_columns(columns: Sequence[str]) -> AgeColumns | None:
    """Return the latest columns by age that a table has: job seekers first, then five-year bands, then the census."""
    return _of_seekers(columns) or _of_five_years(columns) or _of_census(columns)


def _of_seekers(columns: Sequence[str]) -> AgeColumns | None:
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for each in columns:
        if (what := seekers_of(each)) and what.age and not what.long:
            found.setdefault((what.period, what.category), {})[what.age] = (each,)
    whole = [key for key, bands in found.items() if set(bands) == set(AGES)]
    # Of one period, the broadest of the usual categories.
    best = max(whole, key=lambda key: (key[0], -CATEGORIES.index(key[1]) if key[1] in CATEGORIES else -9), default=None)
    return AgeColumns("seekers", best[1], {band: found[best][band] for band in AGES}) if best else None


def _of_five_years(columns: Sequence[str]) -> AgeColumns | None:
    found: dict[str, dict[int, str]] = {}
    for each in columns:
        if (read := _FIVE_YEARS.fullmatch(normal(each))) and int(read.group(2)) == int(read.group(1)) + 4:
            found.setdefault(read.group(3) or "", {})[int(read.group(1))] = each
    for year in sorted(found, reverse=True):
        ages = found[year]
        if set(range(15, 65, 5)) <= set(ages):
            bands = {band: tuple(ages[age] for age in range(*ends, 5)) for band, ends in _BANDS.items()}
            return AgeColumns("people_15_64", "", bands)
    return None


def _of_census(columns: Sequence[str]) -> AgeColumns | None:
    stems = [(stem, each) for each in columns if (stem := stem_of(each)) is not None]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for stem, each in stems:
        found.setdefault((stem.vintage or "", stem.year), {})[stem.name] = each
    for key in sorted(found, reverse=True):
        if set(_CENSUS.values()) <= set(found[key]):
            return AgeColumns("people_15_59", "", {band: (found[key][stem],) for band, stem in _CENSUS.items()})
    return None


def _whose(found: AgeColumns) -> Words:
    if found.of == "seekers":
        return named_seekers(found.category)
    return Words(**family("territory")["ages"]["of"][found.of])


def _filled(sentence: Mapping[str, str], band: Mapping[str, str], of: Words) -> Words:
    return Words(**{each: sentence[each].format(band=band[each], of=getattr(of, each)) for each in ("fr", "en")})
