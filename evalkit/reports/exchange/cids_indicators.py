"""Indicators in the Common Impact Data Standard: definition, unit, baseline, target, and one report per reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from evalkit.evaluation import Evaluation
from evalkit.model import Dossier, PartialDate
from evalkit.model.results import Indicator
from evalkit.reports.exchange.names import Names
from evalkit.review.spots import printed
from evalkit.stats.estimable import NotEstimable
from evalkit.steps.readings import Reading, readings_of, shares_its_code
from evalkit.steps.results import IndicatorResult
from evalkit.texts import Language, say
from evalkit.views import numbers
from evalkit.views.words import answer, inside, label, measured, who

Node = dict[str, Any]
DEFINITION = (
    "numerator",
    "denominator",
    "perimeter",
    "method",
    "source",
    "frequency",
    "baseline_date",
    "baseline_reason",
)
SDG = "http://metadata.un.org/sdg/"
"""The United Nations' own names of the seventeen goals."""


def indicator_nodes(evaluation: Evaluation, names: Names, language: Language) -> Iterator[Node]:
    """Give the nodes of every indicator of a dossier and of its readings."""
    for result, name in zip(evaluation.results.indicators, names.indicators, strict=True):
        indicator = result.indicator
        own = () if shares_its_code(evaluation.dossier, indicator) else readings_of(evaluation.dossier, indicator)
        reports = [_report(evaluation.dossier, result, reading, name, names, language) for reading in own]
        target = _target(indicator, name, language)
        yield {
            **_definition(evaluation.dossier, result, name, names, language),
            "cids:hasTarget": {"@id": target["@id"]} if target else None,
            "hasIndicatorReport": [report["@id"] for report in reports],
        }
        yield from _codes(indicator, name, names, language)
        yield from _unit(indicator, name)
        yield from [target] if target else []
        yield from reports


def _definition(dossier: Dossier, result: IndicatorResult, name: str, names: Names, language: Language) -> Node:
    indicator = result.indicator
    outcomes = _outcomes(dossier, indicator, names)
    baseline = indicator.baseline
    return {
        "@id": name,
        "@type": "cids:Indicator",
        "hasName": indicator.label,
        "hasIdentifier": indicator.code,
        "hasDescription": " ".join(_described(result, language)),
        "forOrganization": names.partnership,
        "forOutcome": outcomes[0] if len(outcomes) == 1 else None,  # the standard allows one
        "unitDescription": indicator.unit,
        "unit_of_measure": f"{name}:unit" if indicator.unit else None,
        "hasBaseline": _measure(f"{name}:baseline", baseline, indicator, name) if baseline is not None else None,
        "hasCode": [node["@id"] for node in _codes(indicator, name, names, language)],
    }


def _outcomes(dossier: Dossier, indicator: Indicator, names: Names) -> list[str]:
    served = {code for each in dossier.criteria if each.code == indicator.criterion for code in each.objectives}
    pairs = zip(dossier.objectives, names.objectives, strict=True)
    return [name for objective, name in pairs if objective.code in served]


def _described(result: IndicatorResult, language: Language) -> Iterator[str]:
    indicator = result.indicator
    for field in DEFINITION:
        said = getattr(indicator, field)
        if said:
            words = say(f"fields.indicator.{field}.label", language)
            written = numbers.date(said, language) if isinstance(said, PartialDate) else inside(said)
            yield say("exchange.cids.defined", language, field=words, said=written)
    if indicator.target is not None and _target_period(indicator) is None:
        value = measured(indicator.target, indicator.unit, language, 2)
        yield say("exchange.cids.target_said", language, value=value)
    if indicator.followed_without_target:
        yield say("exchange.cids.no_target", language)
    yield say("exchange.cids.strength", language, strength=label("strength", result.strength, language))


def _measure(identifier: str, value: float, indicator: Indicator, name: str) -> Node:
    measure = {"@id": identifier, "@type": "i72:Measure", "hasNumericalValue": plain_number(value)}
    return {**measure, "unit_of_measure": f"{name}:unit"} if indicator.unit else measure


def plain_number(value: float) -> str:
    """Write a number for programs: ``40``, ``40.5``."""
    return str(int(value)) if value.is_integer() else repr(value)


def _unit(indicator: Indicator, name: str) -> Iterator[Node]:
    if indicator.unit:
        yield {"@id": f"{name}:unit", "@type": "i72:Unit_of_measure", "symbol": indicator.unit}


def _codes(indicator: Indicator, name: str, names: Names, language: Language) -> list[Node]:
    """Return the goals and metrics that an indicator is tied to; a goal that is no number has a name of ours."""
    found = []
    for number, goal in enumerate(dict.fromkeys(indicator.sdg), start=1):
        known = re.fullmatch(r"[1-9]|1[0-7]", goal)
        identifier = f"{SDG}{goal}" if known else f"{name}:sdg:{number}"
        found.append(_code(identifier, say("exchange.cids.sdg", language, number=goal), goal))
    if indicator.iris:
        words = say("exchange.cids.iris", language, name=indicator.iris)
        found.append(_code(f"{name}:iris", words, indicator.iris))
    return found


def _code(identifier: str, words: str, code: str) -> Node:
    return {
        "@id": identifier,
        "@type": "cids:Code",
        "hasName": words,
        "hasDescription": f"{words}.",
        "hasIdentifier": code,
    }


def _target_period(indicator: Indicator) -> tuple[dt.date, dt.date] | None:
    """Return the days a target covers, or None: the standard wants both, and none is made up."""
    start = indicator.baseline_date or indicator.target_set_on
    if start is None or indicator.target_due is None:
        return None
    return start.first_day, indicator.target_due.last_day


def _target(indicator: Indicator, name: str, language: Language) -> Node | None:
    period = _target_period(indicator)
    if indicator.target is None or period is None:
        return None
    return {
        "@id": f"{name}:target",
        "@type": "cids:Target",
        "hasName": say("exchange.cids.target", language, code=printed(indicator.code)),
        "hasComment": say(
            "exchange.cids.target_comment", language, direction=label("sense", indicator.direction, language)
        ),
        "value": _measure(f"{name}:target:value", indicator.target, indicator, name),
        "unit_of_measure": f"{name}:unit" if indicator.unit else None,
        **_times(*period),
    }


def _times(start: dt.date, end: dt.date) -> Node:
    return {"startedAtTime": f"{start.isoformat()}T00:00:00", "endedAtTime": f"{end.isoformat()}T23:59:59"}


def _report(
    dossier: Dossier, result: IndicatorResult, reading: Reading, name: str, names: Names, language: Language
) -> Node:
    indicator = result.indicator
    identifier = names.of("report", int(reading.path[1]) + 1)
    value = None if isinstance(reading.value, NotEstimable) else reading.value
    return {
        "@id": identifier,
        "@type": "cids:IndicatorReport",
        "hasName": _report_name(dossier, indicator, reading, language),
        "hasComment": " ".join(_comment(dossier, result, reading, language)),
        "forIndicator": name,
        "forOrganization": names.partnership,
        "value": _measure(f"{identifier}:value", value, indicator, name) if value is not None else None,
        "unit_of_measure": f"{name}:unit" if indicator.unit else None,
        **_times(reading.start, reading.end),
    }


def _report_name(dossier: Dossier, indicator: Indicator, reading: Reading, language: Language) -> str:
    return say(
        f"exchange.cids.{'report_part' if reading.subgroup else 'report'}",
        language,
        code=printed(indicator.code),
        period=numbers.period(reading.start, reading.end, language),
        who=who(dossier, reading.respondent, language),
        subgroup=reading.subgroup,
    )


def _comment(dossier: Dossier, result: IndicatorResult, reading: Reading, language: Language) -> Iterator[str]:
    said = answer(reading, result.indicator, language)
    respondent = who(dossier, reading.respondent, language)
    yield say("exchange.cids.says", language, who=respondent, said=inside(said))
    if reading.subgroup:
        yield say("exchange.cids.subgroup", language, subgroup=inside(reading.subgroup))
    if reading.n is not None and reading.share is None:
        yield say("exchange.cids.counted", language, n=reading.n)
    yield say("exchange.cids.strength", language, strength=label("strength", "description", language))
