"""What a dossier states about people: each statement with its counts, and whether it may stand by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from evalkit.model.dates import PartialDate
from evalkit.model.dossier import Dossier
from evalkit.model.framework import KeyFigure
from evalkit.model.quantity import Quantity
from evalkit.model.results import Exits, Finding, Indicator, Measure
from evalkit.model.vocabulary import BENEFICIARIES

Unit = tuple[int | str, ...]
"""Year of the dossier, then the path of what is shown or kept back as one."""
Size = Literal["value", "whole", "n", "part", "rest", "lasting", "transition", "positive", "other", "withdrawn"]
WHOLES: tuple[Size, ...] = ("value", "whole", "n")
CATEGORIES: tuple[Size, ...] = ("lasting", "transition", "positive", "other")

PEOPLE = re.compile(
    r"(?<!\w)(?:personnes?|gens|salari[ée]e?s?|femmes?|hommes?|jeunes?|seniors?|participante?s?|b[ée]n[ée]ficiaires?"
    r"|tuteurs?|tutrices?|stagiaires?|demandeu(?:rs?|ses?)|candidate?s?|embauch[ée]*e?s?|recrutements?|recrues?|sorties?"
    r"|emplois?|postes?|contrats?|cdd?i?i?|b[ée]n[ée]voles?|allocataires?|travailleu(?:rs?|ses?)|apprentie?s?|alternante?s?"
    r"|encadrante?s?|habitante?s?|familles?|r[ée]ponses?|r[ée]pondante?s?|usag[eè]re?s?|r[ée]sidente?s?|r[ée]fugi[ée]e?s?"
    r"|collaborat(?:eurs?|rices?)|op[ée]rat(?:eurs?|rices?)|parcours|people|persons?|employees?|workers?|women|men"
    r"|participants?|beneficiar(?:y|ies)|hires?|jobs?|contracts?|trainees?|volunteers?|respondents?|answers?|exits?"
    r"|leavers?|residents?|candidates?|individus?|m[ée]nages?|foyers?|enfants?|adultes?|[ée]l[eè]ves?|[ée]tudiante?s?"
    r"|int[ée]rimaires?|saisonni(?:ers?|[eè]res?)|inscrite?s?|dipl[oô]m[ée]+s?|ch[oô]meu(?:rs?|ses?)|migrante?s?|agents?"
    r"|ouvri(?:ers?|[eè]res?)|employ[ée]e?s?|permanents?|d[ée]parts?|arriv[ée]es?|abandons?|ruptures?|immersions?|pmsmp"
    r"|households?|children|adults?|students?)(?!\w)",
    re.IGNORECASE,
)
"""Words of what is counted one by one for each person."""
_PERSONS = re.compile(r"(?<!\w)(?:personnes?|salari[ée]e?s?|femmes?|hommes?|people|persons?)(?!\w)", re.IGNORECASE)
_EUROS = re.compile(r"€|(?<!\w)(?:euros?|eur)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """Counts of people that stand and fall together.

    Parameters
    ----------
    unit : Unit
    about : hashable
        What is counted: an indicator's code, a partner's key figure, exits.
    respondent : str or None
        None for what any respondent's statements are compared with (a baseline).
    subgroup : str or None
    start, end : datetime.date
    sizes : mapping of Size to int
        Empty where nobody says how many people it rests on.
    flow : bool
        True where other days are surely other people: they leave a path once.
    released : bool
        Stands in an edition that is public already.
    """

    unit: Unit
    about: Hashable
    respondent: str | None
    subgroup: str | None
    start: dt.date
    end: dt.date
    sizes: Mapping[Size, int]
    flow: bool = False
    released: bool = False

    def too_small(self, threshold: int) -> bool:
        """Tell whether it cannot stand by itself: a count too small, or the group's size unknown."""
        return not self.sizes or min(self.sizes.values()) < threshold

    def overlaps(self, other: Statement) -> bool:
        """Tell whether a day is common to both."""
        return self.start <= other.end and other.start <= self.end


def statements_of(dossier: Dossier, released: bool = False) -> tuple[Statement, ...]:
    """Return every statement about people in a dossier.

    A partner's own answer to a perception or in words is an organisation's, and is none.
    """
    found = [*_measures(dossier), *_baselines(dossier), *_exits(dossier), *_key_figures(dossier), *_others(dossier)]
    return tuple(_released(each) for each in found) if released else tuple(found)


def _released(each: Statement) -> Statement:
    """Name a released statement apart: its edition may be made again beside it."""
    return Statement(
        ("released", *each.unit), each.about, each.respondent, each.subgroup, each.start, each.end, each.sizes,
        each.flow, True,
    )  # fmt: skip


def people_indicators(dossier: Dossier) -> dict[str, Indicator]:
    """Return the indicators that count or ask people, by code; of two of one code, the one that does."""
    return {each.code: each for each in dossier.indicators if is_of_people(each)}


def is_of_people(indicator: Indicator) -> bool:
    """Tell whether an indicator bears on people: it says so, or its unit does whatever it says."""
    return indicator.population == "people" or bool(_PERSONS.search(indicator.unit or ""))


def _measures(dossier: Dossier) -> Iterator[Statement]:
    indicators = people_indicators(dossier)
    for i, measure in enumerate(dossier.measures):
        indicator = indicators.get(measure.indicator)
        if indicator and not _of_an_organisation(dossier, indicator, measure):
            yield Statement(
                (dossier.year, "measures", i), measure.indicator, measure.respondent, measure.subgroup,
                *_days(measure.start, measure.end), sizes_of(indicator, measure), indicator.exit_rate is not None,
            )  # fmt: skip


def _days(start: PartialDate, end: PartialDate) -> tuple[dt.date, dt.date]:
    """Return the first and the last day, whichever way round they are typed."""
    first, last = sorted((start.first_day, end.last_day))
    return first, last


def _of_an_organisation(dossier: Dossier, indicator: Indicator, measure: Measure) -> bool:
    own = indicator.form in ("perception", "text") and dossier.partner(measure.respondent) is not None
    return own and measure.subgroup is None and not sizes_of(indicator, measure)


def sizes_of(indicator: Indicator, measure: Measure) -> dict[Size, int]:
    """Return the counts of people in a measure."""
    sizes: dict[Size, int] = {}
    if indicator.form == "count" and (counted := lowest(measure.value)) is not None:
        sizes["value"] = counted
    if measure.denominator is not None:
        sizes["whole"] = measure.denominator
    if measure.n is not None:
        sizes["n"] = measure.n
    if measure.numerator is not None:
        sizes["part"] = measure.numerator
        if measure.denominator is not None:
            sizes["rest"] = max(measure.denominator - measure.numerator, 0)
    return sizes


def lowest(stated: Quantity | None) -> int | None:
    """Return the least whole number that a statement can mean; 0 for ``moins de 20``."""
    if stated is None:
        return None
    least = stated.minimum if stated.value is None else stated.value
    return max(int(least), 0) if least is not None else 0


def _baselines(dossier: Dossier) -> Iterator[Statement]:
    for i, indicator in enumerate(dossier.indicators):
        if not is_of_people(indicator) or indicator.baseline is None:
            continue
        date = indicator.baseline_date
        days = (date.first_day, date.last_day) if date else (dt.date(dossier.year, 1, 1), dt.date(dossier.year, 1, 1))
        sizes: dict[Size, int] = {"value": max(int(indicator.baseline), 0)} if indicator.form == "count" else {}
        yield Statement((dossier.year, "indicators", i, "baseline"), indicator.code, None, None, *days, sizes)


def _exits(dossier: Dossier) -> Iterator[Statement]:
    for i, each in enumerate(dossier.exits):
        days = _days(each.start, each.end)
        unit: Unit = (dossier.year, "exits", i)
        yield Statement(unit, "exits", None, None, *days, _categories(each), True)
        if each.withdrawn is not None:
            yield Statement((*unit, "withdrawn"), "withdrawn", None, None, *days, {"withdrawn": each.withdrawn}, True)
        if each.training is not None:
            sizes: dict[Size, int] = {"part": each.training, "rest": max(each.positive - each.training, 0)}
            yield Statement((*unit, "training"), "training", None, None, *days, sizes, True)


def _categories(each: Exits) -> dict[Size, int]:
    return {"lasting": each.lasting, "transition": each.transition, "positive": each.positive, "other": each.other}


def _key_figures(dossier: Dossier) -> Iterator[Statement]:
    for i, partner in enumerate(dossier.partners):
        for j, figure in enumerate(partner.key_figures):
            if counts_people(figure):
                day = figure.date.last_day if figure.date else dt.date(dossier.year, 12, 31)
                about = ("key_figure", partner.code, figure.label.casefold())
                unit = (dossier.year, "partners", i, "key_figures", j)
                yield Statement(unit, about, None, None, day, day, {"value": lowest(figure.value) or 0})


def _others(dossier: Dossier) -> Iterator[Statement]:
    year = dt.date(dossier.year, 1, 1), dt.date(dossier.year, 12, 31)
    for i, finding in enumerate(dossier.findings):
        unit: Unit = (dossier.year, "findings", i, "figure")
        if finding.figure is not None and _is_share_of_people(finding):
            yield Statement(unit, unit, None, None, *year, {})
        elif finding.figure is not None and finding_counts_people(finding):
            yield Statement(unit, unit, None, None, *year, {"value": lowest(finding.figure) or 0})
    for i, means in enumerate(dossier.means):
        for name in ("planned", "actual"):
            quantity = getattr(means, name)
            if quantity is not None and PEOPLE.search(f"{means.unit or ''} {quantity.unit}"):
                unit = (dossier.year, "means", i, name)
                yield Statement(unit, unit, None, None, *year, {"value": lowest(quantity) or 0})
    for i, known in enumerate(dossier.diagnosis):
        # Official figures keep their own secrecy; what else is typed among them is a count like any other.
        if PEOPLE.search(known.unit or ""):
            unit, values = (dossier.year, "diagnosis", i), [known.value, known.compared_value]
            least = min(max(int(each), 0) for each in values if each is not None)
            yield Statement(unit, unit, None, None, *year, {"value": least})
    if dossier.effort and dossier.effort.people is not None:
        unit = (dossier.year, "effort", "people")
        yield Statement(unit, unit, None, None, *year, {"value": dossier.effort.people})


def counts_people(figure: KeyFigure) -> bool:
    """Tell whether a key figure counts people."""
    return not in_euros(figure.value) and bool(PEOPLE.search(f"{figure.label} {figure.value.unit}"))


def finding_counts_people(finding: Finding) -> bool:
    """Tell whether a finding's figure counts people: by its unit, or, without one, by whom it is about."""
    if finding.figure is None or in_euros(finding.figure, finding.unit):
        return False
    unit = f"{finding.unit or ''} {finding.figure.unit}".strip()
    return bool(PEOPLE.search(unit)) or (not unit and finding.about == BENEFICIARIES)


def _is_share_of_people(finding: Finding) -> bool:
    """Tell whether a figure is a percentage of the beneficiaries: nothing says of how many."""
    unit = f"{finding.unit or ''}{finding.figure.unit if finding.figure else ''}"
    return "%" in unit and finding.about == BENEFICIARIES


def in_euros(quantity: Quantity | None, unit: str | None = None) -> bool:
    """Tell whether a quantity is an amount of money."""
    said = f"{unit or ''} {quantity.unit if quantity else ''}"
    return bool(_EUROS.search(said))
