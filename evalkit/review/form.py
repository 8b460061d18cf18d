"""Rules on codes and dates: RM-44 and RM-45."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalkit.errors import Path
from evalkit.model import Dossier, PartialDate
from evalkit.model.vocabulary import BENEFICIARIES, TERRITORY
from evalkit.review.registry import Broken, Previous, rule
from evalkit.review.result import said
from evalkit.review.spots import dated, spot

FORMS = {
    "partners": rf"(?!(?:{TERRITORY}|{BENEFICIARIES})$).+",
    "objectives": r"O[0-9]+",
    "criteria": r"C[0-9]+",
    "indicators": r"C[0-9]+\.I[0-9]+",
    "findings": r"R[0-9]+",
}
"""What a code looks like; a partner is called as one wishes, but not as the territory or the beneficiaries."""


@rule("RM-44", "form", "blocking", "derived")
def _codes_are_well_formed_and_unique(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for part, form in FORMS.items():
        codes = [entry.code for entry in getattr(dossier, part)]
        for i, code in enumerate(codes):
            if not re.fullmatch(form, code):
                yield (part, i, "code"), {"code": code, "reason": said(f"form_{part}")}
            elif code in codes[:i]:
                yield (part, i, "code"), {"code": code, "reason": said("code_twice")}
    for i, indicator in enumerate(dossier.indicators):
        if re.fullmatch(FORMS["indicators"], indicator.code) and _criterion_in(indicator.code) != indicator.criterion:
            reason = said("code_of_another_criterion", criterion=indicator.criterion)
            yield ("indicators", i, "code"), {"code": indicator.code, "reason": reason}


@rule("RM-45", "form", "blocking", "own")
def _dates_are_in_order(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for path, earlier, later in _pairs(dossier):
        if earlier and later and earlier.first_day > later.last_day:
            yield path, {"where": spot(dossier, path), "first": dated(earlier), "second": dated(later)}


def _criterion_in(code: str) -> str:
    return code.split(".")[0]


def _pairs(dossier: Dossier) -> Iterator[tuple[Path, PartialDate | None, PartialDate | None]]:
    """Yield the dates that must follow each other. Only what is surely incoherent: partial dates may overlap."""
    yield ("end",), dossier.start, dossier.end
    yield ("start",), dossier.start, PartialDate(dossier.year)
    yield ("evaluated_on",), dossier.start, dossier.evaluated_on
    yield ("next_review",), dossier.evaluated_on, dossier.next_review
    for part in ("models", "actions", "measures", "exits", "findings"):
        for i, entry in enumerate(getattr(dossier, part)):
            yield (part, i, "end"), entry.start, entry.end
    known_on = dossier.evaluated_on or PartialDate(dossier.year)
    for i, measure in enumerate(dossier.measures):
        yield ("measures", i, "end"), measure.end, known_on
    for i, indicator in enumerate(dossier.indicators):
        yield ("indicators", i, "target_due"), indicator.baseline_date, indicator.target_due
        yield ("indicators", i, "target_due"), indicator.target_set_on, indicator.target_due
    for i, decision in enumerate(dossier.prospects.decisions if dossier.prospects else ()):
        yield ("prospects", "decisions", i, "date"), dossier.start, decision.date
