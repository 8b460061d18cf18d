"""The parts of the report and of the step notebooks: ``(evaluation, review, language)`` → blocks."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.views.sections.content import actions, content, means, steering
from evalkit.views.sections.framework import (
    framework,
    objectives,
    partners,
    priorities,
    purposes,
    strategy_questions,
    territory_need,
    timeline,
    typology,
)
from evalkit.views.sections.parts import Part
from evalkit.views.sections.prospects import decisions, expectations, next_evaluation, outlook, prospects
from evalkit.views.sections.results import (
    criteria,
    crossed_views,
    effects,
    exits,
    findings,
    indicators,
    results,
    trend,
)
from evalkit.views.sections.review import limits, review, sources
from evalkit.views.sections.summary import summary

_ALL: tuple[Part, ...] = (
    *(summary, framework, content, results, prospects, review, limits, sources),
    *(purposes, territory_need, partners, timeline, typology, objectives, priorities, strategy_questions),
    *(actions, means, steering),
    *(indicators, criteria, crossed_views, trend, exits, findings, effects),
    *(outlook, expectations, decisions, next_evaluation),
)
PARTS: Mapping[str, Part] = {part.__name__: part for part in _ALL}
"""Every part by its name, big and small."""

__all__ = ["PARTS", "Part", *PARTS]
