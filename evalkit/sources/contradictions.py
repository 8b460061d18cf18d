"""Statements that say one thing twice, or two things that cannot both be true."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import chain

from evalkit.errors import Path, Problem, Said
from evalkit.model.framework import INSEE_CODE
from evalkit.sources.references import entries, part
from evalkit.sources.tree import Tree
from evalkit.sources.untyped import (
    Fields,
    code_in,
    fault,
    number_in,
    numbers_in,
    period_in,
    text_in,
)
from evalkit.sources.wording import fold, short

MOST_POINTS = 1
"""A share and its counts may differ by this many points: one of them is rounded."""

SCALE = re.compile(r"(?<!\d)(\d{1,6})\s*(?:-|–|à|to)\s*(\d{1,6})(?!\d)")
"""A scale inside the unit of a perception: ``1-5``, ``de 0 à 10``."""

MEANS_NUMBERS = ("planned", "actual", "planned_amount", "actual_amount")


def contradiction_problems(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    """Return the problems of measures, exits, means, years and figures that contradict each other or themselves."""
    return chain(
        _measures_given_twice(data, tree),
        _shares_that_contradict_their_counts(data, indicators, tree),
        _counts_of_no_share(data, indicators, tree),
        _impossible_counts(data, indicators, tree),
        _answers_outside_their_scale(data, indicators, tree),
        _negative_means(data, tree),
        _respondents_by_another_name(data, tree),
        _several_respondents(data, tree),
        _answers_in_the_wrong_place(data, indicators, tree),
        _overlapping_exits(data, tree),
        _late_previous_year(data, tree),
        _code_of_another_zone(data, tree),
        _half_comparisons(data, tree),
    )


def _measures_given_twice(data: Fields, tree: Tree) -> Iterator[Problem]:
    first: dict[object, Path] = {}
    for i, entry in entries(data, "measures"):
        who = fold(text_in(entry, "respondent")), fold(text_in(entry, "subgroup"))
        key = code_in(entry, "indicator"), period_in(entry), who
        if None in key or first.setdefault(key, ("measures", i)) == ("measures", i):
            continue
        yield fault(("measures", i), tree, "measure_twice", at=tree.near(first[key]))


def _of_form(data: Fields, indicators: dict[str, Fields], *forms: str) -> Iterator[tuple[int, Fields, Fields]]:
    """Yield the position and the fields of the measures of some forms, with their indicator."""
    for i, entry in entries(data, "measures"):
        indicator = indicators.get(code_in(entry, "indicator"), {})
        if indicator.get("form") in forms:
            yield i, entry, indicator


def _shares_that_contradict_their_counts(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    for i, entry, _ in _of_form(data, indicators, "share"):
        part, whole = number_in(entry, "numerator"), number_in(entry, "denominator")
        said = numbers_in(entry, "value")
        if part is None or not whole or not said:
            continue
        share = 100 * part / whole
        if not min(said) - MOST_POINTS <= share <= max(said) + MOST_POINTS:
            shown = {name: short(entry[name]) for name in ("numerator", "denominator", "value")}
            yield fault(("measures", i, "value"), tree, "share_contradicts", share=f"{share:.0f}", **shown)


def _counts_of_no_share(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    for i, entry, indicator in _of_form(data, indicators, "count", "amount", "perception", "text"):
        for field in ("numerator", "denominator"):
            if field in entry:
                yield fault(("measures", i, field), tree, "counts_of_no_share", **_form(indicator))


def _form(indicator: Fields) -> dict[str, object]:
    form = indicator["form"]
    return {"form": form, "form_label": Said(f"vocabulary.indicator_form.{form}")}


def _impossible_counts(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    for i, entry, _ in _of_form(data, indicators, "count"):
        if any(each < 0 or each != int(each) for each in numbers_in(entry, "value")):
            yield fault(("measures", i, "value"), tree, "count_impossible", found=short(entry["value"]))


def _answers_outside_their_scale(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    answers: list[tuple[Path, Fields, Fields]] = [
        (("measures", i, "value"), entry, indicator) for i, entry, indicator in _of_form(data, indicators, "perception")
    ]
    for i, entry in entries(data, "indicators"):
        if entry.get("form") == "perception":
            answers += [(("indicators", i, field), entry, entry) for field in ("baseline", "target")]
    for path, entry, indicator in answers:
        scale = SCALE.search(text_in(indicator, "unit"))
        low, high = (int(scale[1]), int(scale[2])) if scale else (0, 0)
        said = numbers_in(entry, str(path[-1]))
        if low < high and any(not low <= each <= high for each in said):
            yield fault(path, tree, "outside_scale", low=low, high=high, found=short(entry[str(path[-1])]))


def _negative_means(data: Fields, tree: Tree) -> Iterator[Problem]:
    for i, entry in entries(data, "means"):
        for field in MEANS_NUMBERS:
            if any(each < 0 for each in numbers_in(entry, field)):
                yield fault(("means", i, field), tree, "negative_means", found=short(entry[field]))


def _respondents_by_another_name(data: Fields, tree: Tree) -> Iterator[Problem]:
    partners = [(text_in(entry, "code"), text_in(entry, "name")) for _, entry in entries(data, "partners")]
    codes = {code for code, _ in partners if code}
    meant = {fold(word): code for code, name in partners for word in (name, code) if code and word}
    for i, entry in entries(data, "measures"):
        said = text_in(entry, "respondent")
        if said not in codes and fold(said) in meant:
            shown = {"found": short(said), "code": short(meant[fold(said)])}
            yield fault(("measures", i, "respondent"), tree, "respondent_code", **shown)


def _several_respondents(data: Fields, tree: Tree) -> Iterator[Problem]:
    """Look for « P1 et P2 », and for what looks like a partner's code: each would be one more respondent."""
    codes = {text_in(entry, "code") for _, entry in entries(data, "partners")}
    for i, entry in entries(data, "measures"):
        said = text_in(entry, "respondent")
        parts = [part for part in SEVERAL.split(said) if part]
        if len(parts) > 1 and set(parts) <= codes:
            yield fault(("measures", i, "respondent"), tree, "respondents_together", found=short(said))
        elif (
            fold(said) not in map(fold, codes)
            and LIKE_A_CODE.fullmatch(said)
            and any(LIKE_A_CODE.fullmatch(code) for code in codes)
        ):
            known = ", ".join(map(short, sorted(codes)))
            yield fault(("measures", i, "respondent"), tree, "unknown_code", found=short(said), known=known)


SEVERAL = re.compile(r"\s*[,;/&+\n]\s*|\s+(?:et|and)\s+")
LIKE_A_CODE = re.compile(r"[A-Za-z]\s?[0-9]{1,2}")


def _answers_in_the_wrong_place(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    """Look for a number in words only, and for a number where words are expected: neither would show in the report."""
    for i, entry, indicator in _of_form(data, indicators, "count", "share", "amount", "text"):
        words = indicator["form"] == "text"
        if words and "value" in entry:
            yield fault(("measures", i, "value"), tree, "number_for_words", found=short(entry["value"]))
        if not words and "text" in entry and not {"value", "numerator"} & set(entry):
            yield fault(("measures", i, "text"), tree, "words_for_number", found=short(entry["text"]))


def _overlapping_exits(data: Fields, tree: Tree) -> Iterator[Problem]:
    periods = [(fold(text_in(entry, "perimeter")), period_in(entry), i) for i, entry in entries(data, "exits")]
    known = [(where, min(period), max(period), i) for where, period, i in periods if period]
    last: dict[str, tuple[dt.date, int]] = {}
    for where, start, end, i in sorted(known):
        until, other = last.get(where, (dt.date.min, i))
        if start <= until:
            earlier = tree.near(("exits", min(i, other)))
            yield fault(("exits", max(i, other)), tree, "exits_overlap", at=earlier)
        last[where] = max((until, other), (end, i))


def _late_previous_year(data: Fields, tree: Tree) -> Iterator[Problem]:
    year, previous = number_in(data, "year"), number_in(data, "previous_year")
    if year is not None and previous is not None and previous >= year:
        shown = {"found": short(data["previous_year"]), "year": short(data["year"])}
        yield fault(("previous_year",), tree, "previous_year_late", **shown)


DIGITS = {"commune": (5,), "epci": (9,), "employment_zone": (4,), "departement": (2, 3), "region": (2,)}
"""How long the Insee codes of each kind of zone are."""


def _code_of_another_zone(data: Fields, tree: Tree) -> Iterator[Problem]:
    territory = part(data, "territory")
    zone, code = territory.get("zone"), text_in(territory, "insee_code")
    if not isinstance(zone, str) or not re.fullmatch(INSEE_CODE, code or ""):
        return
    if len(code) not in DIGITS.get(zone, (len(code),)):
        length = "/".join(str(each) for each in DIGITS[zone])
        shown = {"found": short(code), "length": length, "zone": Said(f"vocabulary.zone_kind.{zone}")}
        yield fault(("territory", "insee_code"), tree, "insee_zone", **shown)


def _half_comparisons(data: Fields, tree: Tree) -> Iterator[Problem]:
    """Look for a value that is compared with no named zone, and for a zone without its value."""
    for i, entry in entries(data, "diagnosis"):
        for missing, given in (("compared_with", "compared_value"), ("compared_value", "compared_with")):
            if text_in(entry, given) and not text_in(entry, missing):
                yield fault(("diagnosis", i, given), tree, f"comparison_without.{missing}", found=short(entry[given]))
