"""A zone's profile in words and tables."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.stats.estimable import NotEstimable
from evalkit.territory.levels import Level
from evalkit.territory.profile import Profile, Standing
from evalkit.texts import Language, said
from evalkit.views import numbers
from evalkit.views.blocks import Block, Bullets, Column, Cover, Heading, Prose, Table
from evalkit.views.territory.dots import profile_figure
from evalkit.views.territory.wording import (
    gap_of,
    home_of,
    label_of,
    names_of,
    rank_of,
    sources_of,
    value_of,
    zones_of,
)
from evalkit.views.words import joined


def cover(profile: Profile, language: Language) -> tuple[Block, ...]:
    """Title and facts."""
    places = [home_of(each, language) for each in profile.homes if each.level != "france"]
    facts = {
        "level": said(f"territory.levels.{profile.level}", language),
        "code": profile.code,
        "inside": names_of(places, language),
        "people": numbers.number(profile.people, language, 0),
        "communes": numbers.number(profile.communes, language, 0),
    }
    named = tuple((said(f"atlas.facts.{key}", language), value) for key, value in facts.items() if value)
    return (Cover(said("atlas.kicker", language), profile.name, named),)


def summary(profile: Profile, language: Language) -> tuple[Block, ...]:
    """Say what stands out: population, then each figure of need beside those of larger zones."""
    heading = Heading(2, said("atlas.parts.summary", language))
    people = tuple(_population(profile, language))
    told = [each for each in profile.standings if each.need and isinstance(each.value, float)]
    if not told:
        return (heading, Prose((*people, said("atlas.no_need_figure", language))))
    needs = tuple(" ".join(_need(each, profile, language)) for each in told)
    return (heading, Prose(people), Bullets(needs, said("atlas.summary.needs", language)))


def _population(profile: Profile, language: Language) -> Iterator[str]:
    if isinstance(profile.people, NotEstimable):
        return
    people = numbers.number(profile.people, language, 0)
    communes = numbers.number(profile.communes, language, 0)
    year = profile.population.variable.vintage or ""
    key = "one_commune" if profile.level == "commune" else "people"
    yield said(f"atlas.summary.{key}", language, n=profile.communes, name=profile.name, people=people, year=year,
               communes=communes)  # fmt: skip
    if ranks := _ranks(profile.population, language):
        yield said("atlas.summary.population_rank", language, zones=zones_of(profile.level, language), ranks=ranks)
    for home in profile.homes:
        if home.share < 1:
            share = numbers.percent(100 * home.share, language, 0)
            yield said("atlas.summary.across", language, share=share, home=home_of(home, language))


def _ranks(standing: Standing, language: Language) -> str:
    ranks = [said("atlas.summary.in", language, rank=rank_of(each, language), home=home_of(each.home, language))
             for each in standing.among if isinstance(each.rank, int)]  # fmt: skip
    return joined(ranks, language)


def _need(standing: Standing, profile: Profile, language: Language) -> Iterator[str]:
    value = value_of(standing.value, standing.variable, language)
    gaps = _gaps(standing, language)
    key = "value_beside" if gaps else "value"
    yield said(f"atlas.summary.{key}", language, label=label_of(standing.variable, language), value=value,
               gaps=joined(gaps, language))  # fmt: skip
    if ranks := _ranks(standing, language):
        yield said("atlas.summary.ranks", language, zones=zones_of(profile.level, language), ranks=ranks)


def _gaps(standing: Standing, language: Language) -> list[str]:
    """Say by how much a value is above or below that of each larger zone."""
    assert isinstance(standing.value, float)
    told = []
    for each in standing.references:
        if isinstance(each.value, float):
            digits = {"percent": 1, "euros": 0}.get(standing.variable.unit, 2)
            gap = round(standing.value - each.value, digits)
            key = "same" if gap == 0 else "more" if gap > 0 else "less"
            the = said(f"atlas.the.{each.home.level}", language, name=each.home.name)
            told.append(said(f"atlas.summary.{key}", language, gap=gap_of(gap, standing.variable, language), homes=the))
    return told


def profile_blocks(profile: Profile, language: Language) -> tuple[Block, ...]:
    """Show the dot plot and its table."""
    shown: list[Block] = [Heading(2, said("atlas.parts.profile", language))]
    if not profile.standings:
        return (*shown, Prose((said("atlas.no_figures", language),)), _table(profile, language))
    shown.append(Prose((said("atlas.read_profile", language), said("atlas.quantile_meaning", language))))
    figure = profile_figure(profile, language)
    return (*shown, *([figure] if figure else []), _table(profile, language))


def _table(profile: Profile, language: Language) -> Table:
    standings = (profile.population, *profile.standings)
    references = {each.home.level: home_of(each.home, language) for one in standings for each in one.references}
    scopes = {each.home.level: home_of(each.home, language) for one in standings for each in one.among}
    columns = [Column("figure", said("atlas.columns.figure", language)),
               Column("value", profile.name, "number")]  # fmt: skip
    columns += [Column(f"value_{level}", name, "number") for level, name in references.items()]
    for level, name in scopes.items():
        columns += [Column(f"rank_{level}", said("atlas.columns.rank", language, home=name), "number"),
                    Column(f"below_{level}", said("atlas.columns.below", language, home=name), "number",
                           shown=level == list(scopes)[-1]),
                    Column(f"people_below_{level}", said("atlas.columns.people_below", language, home=name), "number",
                           shown=False)]  # fmt: skip
    rows = tuple(_row(each, tuple(references), tuple(scopes), language) for each in standings)
    values = tuple(_plain(each, tuple(references), tuple(scopes), language) for each in standings)
    notes = (said("atlas.rank_meaning", language), sources_of([each.variable for each in standings], language))
    return Table("profile", said("atlas.captions.profile", language, name=profile.name,
                 zones=zones_of(profile.level, language)), tuple(columns), rows, values, notes)  # fmt: skip


def _row(standing: Standing, references: tuple[Level, ...], scopes: tuple[Level, ...], language: Language
         ) -> tuple[str, ...]:  # fmt: skip
    at = {each.home.level: each.value for each in standing.references}
    count = said("atlas.count_no_reference", language)
    cells = [label_of(standing.variable, language), value_of(standing.value, standing.variable, language)]
    cells += [value_of(at[level], standing.variable, language) if level in at else count for level in references]
    among = {each.home.level: each for each in standing.among}
    for level in scopes:
        each = among[level]
        percents = [numbers.percent(one, language, 0) for one in (each.below, each.people_below)]
        cells += [rank_of(each, language), *percents]
    return tuple(cells)


def _plain(standing: Standing, references: tuple[Level, ...], scopes: tuple[Level, ...], language: Language
           ) -> tuple[object, ...]:  # fmt: skip
    at = {each.home.level: each.value for each in standing.references}
    cells: list[object] = [label_of(standing.variable, language), standing.value]
    cells += [at.get(level, said("atlas.count_no_reference", language)) for level in references]
    among = {each.home.level: each for each in standing.among}
    for level in scopes:
        each = among[level]
        cells += [each.rank, each.below, each.people_below]
    return tuple(cells)
