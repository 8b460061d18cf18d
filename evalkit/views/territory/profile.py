"""The profile of a zone: what it is, and each of its figures beside those of its peers and of larger zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.territory.levels import Level
from evalkit.territory.profile import SCOPES, Among, Home, Profile, Standing
from evalkit.texts import Language, said
from evalkit.views import numbers
from evalkit.views.blocks import Block, Column, Cover, Heading, Prose, Table
from evalkit.views.territory.dots import profile_figure
from evalkit.views.territory.wording import (
    compared_levels,
    dated,
    home_of,
    names_of,
    ordinal,
    rank_of,
    sources_of,
    value_of,
    zones_of,
)

if TYPE_CHECKING:
    import pandas as pd

_LARGEST = 15
"""Peers listed on the page where there is nothing but population; the file of the table has all."""


def cover(profile: Profile, language: Language) -> tuple[Block, ...]:
    """Title and facts."""
    places = [home_of(each, language) for each in profile.homes if each.level != "france"]
    facts = {
        "level": said(f"territory.levels.{profile.level}", language),
        "code": profile.code,
        "inside": names_of(places, language),
        "people": numbers.number(profile.people, language, 0),
        "communes": "" if profile.level == "commune" else numbers.number(profile.communes, language, 0),
    }
    named = tuple((said(f"atlas.facts.{key}", language), value) for key, value in facts.items() if value)
    return (Cover(said("atlas.kicker", language), profile.name, named, flowing=True),)


def profile_blocks(profile: Profile, language: Language) -> tuple[Block, ...]:
    """Show the dot plot and its table."""
    heading = Heading(2, said("atlas.parts.profile", language))
    figure = profile_figure(profile, language)
    if figure is None:
        return (heading, _table(profile, language))
    reading = Prose((said("atlas.read_profile", language), said("atlas.quantile_meaning", language)))
    return (heading, reading, figure, _table(profile, language))


def peers_table(profile: Profile, home: Home, people: pd.Series, names: pd.Series, language: Language) -> Table:
    """List the zones of the same level by population, the largest and the zone itself; all in the file.

    Parameters
    ----------
    profile : Profile
    home : Home
        The larger zone that they lie in.
    people, names : Series
        By code.
    language : {"fr", "en"}
    """
    ordered = people.dropna().sort_values(ascending=False, kind="stable")
    keys = ("rank_alone", "zone", "code", "people")
    columns = tuple(
        Column(key, said(f"atlas.columns.{key}", language), "number" if key == "people" else "text") for key in keys
    )
    found = [(str(code), float(count)) for code, count in ordered.items()]
    values = tuple((int((ordered > count).sum()) + 1, str(names[code]) or code, code, count) for code, count in found)
    kept = [each for i, each in enumerate(values) if i < _LARGEST or each[2] == profile.code]
    rows = tuple(
        (ordinal(rank, language), name, code, numbers.number(count, language, 0)) for rank, name, code, count in kept
    )
    more = len(values) - len(kept)
    notes = [said("atlas.need.more", language, n=more)] if more else []
    notes.append(sources_of([profile.population.variable], language))
    caption = said("atlas.captions.peers", language, zones=zones_of(profile.level, language),
                   home=home_of(home, language))  # fmt: skip
    return Table("peers", caption, columns, rows, values, tuple(notes))


def _table(profile: Profile, language: Language) -> Table:
    standings = (profile.population, *profile.standings)
    alone = set(SCOPES.get(profile.level, ())) - set(compared_levels(profile))
    references, scopes = (
        {each.home.level: home_of(each.home, language) for each in found if each.home.level not in alone}
        for found in ([one for each in standings for one in each.references], standings[0].among)
    )
    columns = [Column("figure", said("atlas.columns.figure", language)), Column("value", profile.name, "number")]
    columns += [Column(f"value_{level}", name, "number") for level, name in references.items()]
    columns += [Column(f"gap_{level}", said("atlas.columns.gap", language, home=name), "number", shown=False)
                for level, name in references.items()]  # fmt: skip
    for level, name in scopes.items():
        columns.append(Column(f"rank_{level}", said("atlas.columns.rank", language, home=name), "number"))
        columns += [Column(f"{key}_{level}", said(f"atlas.columns.{key}", language, home=name), "number", shown=False)
                    for key in ("below", "people_below")]  # fmt: skip
    rows = tuple(_row(each, tuple(references), tuple(scopes), language) for each in standings)
    values = tuple(_plain(each, tuple(references), tuple(scopes), language) for each in standings)
    notes = (said("atlas.rank_meaning", language), sources_of([each.variable for each in standings], language))
    return Table("profile", said("atlas.captions.profile", language, name=profile.name,
                 zones=zones_of(profile.level, language)), tuple(columns), rows, values, notes)  # fmt: skip


def _row(standing: Standing, references: tuple[Level, ...], scopes: tuple[Level, ...], language: Language
         ) -> tuple[str, ...]:  # fmt: skip
    at = {each.home.level: each for each in standing.references}
    count = said("atlas.count_no_reference", language)
    cells = [dated(standing.variable, language), value_of(standing.value, standing.variable, language)]
    cells += [value_of(at[level].value, standing.variable, language) if level in at else count for level in references]
    cells += [value_of(at[level].gap, standing.variable, language) if level in at else count for level in references]
    among = {each.home.level: each for each in standing.among}
    for level in scopes:
        each = among[level]
        cells += [
            rank_of(each, language),
            *(numbers.percent(one, language, 0) for one in (each.below, each.people_below)),
        ]
    return tuple(cells)


def _plain(standing: Standing, references: tuple[Level, ...], scopes: tuple[Level, ...], language: Language
           ) -> tuple[object, ...]:  # fmt: skip
    at = {each.home.level: each for each in standing.references}
    count = said("atlas.count_no_reference", language)
    cells: list[object] = [dated(standing.variable, language), standing.value]
    cells += [at[level].value if level in at else count for level in references]
    cells += [at[level].gap if level in at else count for level in references]
    among: dict[Level, Among] = {each.home.level: each for each in standing.among}
    for level in scopes:
        cells += [among[level].rank, among[level].below, among[level].people_below]
    return tuple(cells)
