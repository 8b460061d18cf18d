"""The first page of an atlas: whether there is more or less need than around, what the offer is, what is not known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from evalkit.stats.estimable import NotEstimable
from evalkit.territory.derived import OFFER
from evalkit.territory.levels import Level
from evalkit.territory.profile import Needs, Profile, Reference, Standing
from evalkit.texts import Language, said
from evalkit.views import numbers
from evalkit.views.blocks import Block, Bullets, Cards, Heading, Prose
from evalkit.views.territory.further import Missing, told_missing
from evalkit.views.territory.names import called, of
from evalkit.views.territory.wording import (
    compared_levels,
    dated,
    home_of,
    inline,
    rank_of,
    value_of,
    zones_of,
)
from evalkit.views.words import capital, joined

_FEW = 2
"""Figures of need below which they are named, and no verdict is drawn from them."""
_MOST = 6
"""Figures that a card lists."""


def summary(profile: Profile, missing: Sequence[Missing], language: Language) -> tuple[Block, ...]:
    """Say first whether need is more or less marked than around, then by which figures, then what is not known.

    Parameters
    ----------
    profile : Profile
    missing : sequence of Missing
        Figures that the atlas has not for this zone.
    language : {"fr", "en"}
    """
    heading = Heading(2, said("atlas.parts.summary", language))
    people = Prose(tuple(_population(profile, language)))
    level = _compared(profile)
    if level is None:
        return (heading, Prose((_nothing(profile, language),)), people, *_not_known(profile, missing, language))
    cards = tuple(_cards(profile, level, missing, language))
    answer, offer = Prose((_answer(profile, language),)), Prose(tuple(_offer(profile, language)))
    rule = Prose(tuple(_rule(profile, level, missing, language)))
    return (heading, answer, offer, people, Cards(cards), rule)


def _compared(profile: Profile) -> Level | None:
    """Return the level of the nearest larger zone that need can be compared with."""
    return next((each for each in compared_levels(profile) if any(profile.needs(each)[:3])), None)


def _nothing(profile: Profile, language: Language) -> str:
    needs = [each for each in profile.standings if each.need]
    if not needs:
        return said("atlas.no_need_figure", language)
    known = any(not isinstance(each.value, NotEstimable) for each in needs)
    return said(f"atlas.{'need_not_compared' if known else 'no_need_value'}", language)


def _not_known(profile: Profile, missing: Sequence[Missing], language: Language) -> Iterator[Block]:
    """Say which figures of need have no value, and why, where none can be compared."""
    needs = [each for each in profile.standings if each.need]
    if not needs:
        return
    told = [_without(each, each.value, language) for each in needs if isinstance(each.value, NotEstimable)]
    told += [told_missing(each, language) for each in missing if each.need]
    yield Cards((_card(told, said("atlas.summary.unknown", language), language),))


def _without(standing: Standing, why: NotEstimable, language: Language) -> str:
    label = dated(standing.variable, language)
    return said("atlas.summary.no_value", language, label=label, why=why.sentence(language))


def _answer(profile: Profile, language: Language) -> str:
    """Return the verdict beside each larger zone, with the number of figures for and against it."""
    found = {level: profile.needs(level) for level in compared_levels(profile)}
    verdicts = [_beside(profile, level, needs, language) for level, needs in found.items() if any(needs[:3])]
    where = called(profile.level, profile.code, profile.name, language)
    return said("atlas.summary.answer", language, where=where, verdicts=joined(verdicts, language))


def _beside(profile: Profile, level: Level, needs: Needs, language: Language) -> str:
    counts = {key: len(getattr(needs, key)) for key in ("more", "near", "less")}
    whole, than = sum(counts.values()), _than(profile, level, language)
    verdict = said(f"atlas.verdicts.{_verdict(counts)}", language)
    if whole < _FEW:
        (only,) = (*needs.more, *needs.near, *needs.less)
        figure = inline(only.variable, language)
        return said("atlas.summary.one_figure", language, verdict=verdict, than=than, figure=figure)
    told = [said(f"atlas.summary.count_{key}", language, n=count) for key, count in counts.items() if count]
    return said("atlas.summary.several", language, verdict=verdict, than=than, n=whole, counts=joined(told, language))


def _verdict(counts: dict[str, int]) -> str:
    """Return the word for the figures, none of which weighs more than another: all alike, most, near, or at odds."""
    more, near, less = counts.values()
    whole = more + near + less
    if whole in (more, less):
        return "more" if more else "less"
    if 2 * near > whole:
        return "near"
    if 2 * max(more, less) >= whole and min(more, less) < max(more, less):
        return "rather_more" if more > less else "rather_less"
    return "mixed"


def _offer(profile: Profile, language: Language) -> Iterator[str]:
    """Say in which third of the zones around the offer lies."""
    found = next((each for each in profile.standings if each.variable.name == OFFER), None)
    ranked = [] if found is None else [each for each in found.among if isinstance(each.third, str)]
    if found is None or not ranked:
        yield said(f"atlas.summary.offer_{'of_commune' if profile.level == 'commune' else 'unknown'}", language)
        return
    among = ranked[0]
    value = value_of(found.value, found.variable, language)
    yield said("atlas.summary.offer", language, n=found.value, value=value, peers=among.peers,
               third=said(f"atlas.thirds.{among.third}", language), zones=zones_of(profile.level, language),
               home=home_of(among.home, language))  # fmt: skip


def _population(profile: Profile, language: Language) -> Iterator[str]:
    if isinstance(profile.people, NotEstimable):
        return
    people = numbers.number(profile.people, language, 0)
    communes = numbers.number(profile.communes, language, 0)
    year = profile.population.variable.vintage or ""
    key = "one_commune" if profile.level == "commune" else "people"
    name = capital(called(profile.level, profile.code, profile.name, language)) if key == "people" else profile.name
    yield said(f"atlas.summary.{key}", language, n=profile.communes, name=name, people=people, year=year,
               communes=communes)  # fmt: skip
    ranks = [said("atlas.summary.in", language, rank=rank_of(each, language), home=home_of(each.home, language))
             for each in profile.population.among if isinstance(each.rank, int)]  # fmt: skip
    if ranks:
        yield said("atlas.summary.population_rank", language, zones=zones_of(profile.level, language),
                   ranks=joined(ranks, language))  # fmt: skip
    for home in profile.homes:
        if home.share < 1:
            # Rounded down: what is not all of them is never told as 100 %.
            share = numbers.percent(math.floor(1000 * home.share) / 10, language, 1)
            yield said("atlas.summary.across", language, share=share, home=home_of(home, language))


def _cards(profile: Profile, level: Level, missing: Sequence[Missing], language: Language) -> Iterator[Bullets]:
    needs = profile.needs(level)
    than = _than(profile, level, language)
    for key in ("more", "near", "less"):
        if found := getattr(needs, key):
            title = said(f"atlas.summary.{key}", language, than=than)
            yield _card([_item(each, level, profile, language) for each in found], title, language)
    unknown = [_unknown(each, level, language) for each in needs.unknown]
    unknown += [told_missing(each, language) for each in missing if each.need]
    if unknown:
        yield _card(unknown, said("atlas.summary.unknown", language), language)


def _card(items: Sequence[str], title: str, language: Language) -> Bullets:
    shown, rest = tuple(items[:_MOST]), len(items) - _MOST
    return Bullets((*shown, said("atlas.summary.further", language, n=rest)) if rest > 0 else shown, title)


def _item(standing: Standing, level: Level, profile: Profile, language: Language) -> str:
    """Tell a figure with the values that it is compared with; where there is none, with its third among its peers."""
    label, value = dated(standing.variable, language), value_of(standing.value, standing.variable, language)
    levels = compared_levels(profile)
    beside = [each for each in standing.references if isinstance(each.value, float) and each.home.level in levels]
    if any(each.home.level == level for each in beside):
        return said("atlas.summary.beside", language, label=label, value=value,
                    others=", ".join(_other(each, standing, language) for each in beside))  # fmt: skip
    among = next(each for each in standing.among if each.home.level == level)
    third = said(f"atlas.thirds.{among.third}", language)
    return said("atlas.summary.by_rank", language, label=label, value=value, third=third,
                zones=zones_of(profile.level, language), home=home_of(among.home, language))  # fmt: skip


def _other(reference: Reference, standing: Standing, language: Language) -> str:
    return said(f"atlas.summary.other_{reference.home.level}", language,
                value=value_of(reference.value, standing.variable, language))  # fmt: skip


def _unknown(standing: Standing, level: Level, language: Language) -> str:
    why = standing.beside(level)
    assert isinstance(why, NotEstimable)
    if isinstance(standing.value, NotEstimable):
        return _without(standing, why, language)
    return said("atlas.summary.not_compared", language, label=dated(standing.variable, language),
                why=why.sentence(language), value=value_of(standing.value, standing.variable, language))  # fmt: skip


def _rule(profile: Profile, level: Level, missing: Sequence[Missing], language: Language) -> Iterator[str]:
    zones = zones_of(profile.level, language)
    needs = profile.needs(level)
    yield said("atlas.summary.rule", language, zones=zones)
    told = [each.beside(level) for each in (*needs.more, *needs.near, *needs.less)]
    if any(not isinstance(each, NotEstimable) and each.by == "rank" for each in told):
        yield said("atlas.summary.rule_rank", language)
    yield said("atlas.summary.rule_overlap", language)
    if missing:
        yield said("atlas.summary.rule_files", language)


def _than(profile: Profile, level: Level, language: Language) -> str:
    home = next(each for each in profile.homes if each.level == level)
    return said(f"atlas.than.{level}", language, name=home.name, of=of(home.name, level, home.code))
