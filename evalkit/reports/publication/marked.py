"""An evaluation of a public copy that tells what is not published from what was not measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from evalkit.evaluation import Evaluation
from evalkit.model.publication import PublicEdition, Why
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.readings import Reading
from evalkit.steps.results import CriterionResult, CrossedViews, IndicatorResult, ObjectiveResult, Results

_REASONS: Mapping[Why, str] = {
    "people": "disclosure_public",
    "unknown_size": "disclosure_unknown",
    "company": "one_organisation",
}
_HOLD_READINGS = (Results, ObjectiveResult, CriterionResult, CrossedViews)


def marked(evaluation: Evaluation, edition: PublicEdition) -> Evaluation:
    """Return an evaluation in which each measure that is not published says so, in every result that is made of it."""
    year = evaluation.dossier.year
    reasons = {(year, each.path[1]): _REASONS[each.why] for each in edition.left_out if _is_measure(each.path)}
    before = evaluation.previous
    if before is not None:
        reasons |= {(before.year, each.position): _REASONS[each.why] for each in edition.previous}
    codes = [each.code for each in evaluation.dossier.indicators]
    baselines = {codes[int(each.path[1])]: _REASONS[each.why] for each in edition.left_out if _is_baseline(each.path)}
    results = _Marking(reasons, baselines).of(evaluation.results)
    hidden = {each.indicator.code for each in results.indicators if each.latest and _all_hidden(each, reasons)}
    prospects = evaluation.prospects
    asked = tuple(each for each in prospects.next_time if not (each.addition == "measure" and each.code in hidden))
    return replace(evaluation, results=results, prospects=replace(prospects, next_time=asked))


def _is_measure(path: tuple[str | int, ...]) -> bool:
    return len(path) == 2 and path[0] == "measures"


def _is_baseline(path: tuple[str | int, ...]) -> bool:
    return path[:1] == ("indicators",) and path[-1] == "baseline"


def _all_hidden(result: IndicatorResult, reasons: Mapping[tuple[int, Any], str]) -> bool:
    return all((each.year, each.path[1]) in reasons for each in result.latest)


@dataclass(frozen=True)
class _Marking:
    """Year and position of a measure → why it is not published; code of an indicator → why its baseline is not."""

    reasons: Mapping[tuple[int, Any], str]
    baselines: Mapping[Any, str]

    def of(self, value: Any) -> Any:
        if isinstance(value, Reading):
            return self._reading(value)
        if isinstance(value, IndicatorResult):
            return self._indicator(value)
        if isinstance(value, tuple):
            return tuple(self.of(each) for each in value)
        if is_dataclass(value) and isinstance(value, _HOLD_READINGS):
            return self._fields(value)
        return value

    def _fields(self, value: Any) -> Any:
        return replace(value, **{each.name: self.of(getattr(value, each.name)) for each in fields(value)})

    def _reading(self, reading: Reading) -> Reading:
        reason = self.reasons.get((reading.year, reading.path[1]))
        return replace(reading, value=not_estimable(reason), text=None) if reason else reading

    def _indicator(self, result: IndicatorResult) -> IndicatorResult:
        """Give the value the reason of its one reading; what is computed from it has none other."""
        found: IndicatorResult = self._fields(result)
        if reason := self.baselines.get(found.indicator.code):
            found = replace(found, change=not_estimable(reason), progress=not_estimable(reason))
        last = found.latest[-1] if found.latest else None
        several = isinstance(found.value, NotEstimable) and found.value.reason == "several_views"
        if last is None or several or last == result.latest[-1]:
            return found
        return replace(found, value=last.value, change=last.value, progress=last.value)
