"""What an import is told as: rows of plain texts, with no count of what was kept back."""

from __future__ import annotations

from evalkit.model.dates import PartialDate
from evalkit.model.results import Measure
from evalkit.sources.survey.imported import Imported
from evalkit.texts import Language, say

EXITS = ("lasting", "transition", "positive", "training", "other", "withdrawn")


def added_measures(found: Imported, language: Language) -> list[tuple[str, ...]]:
    """Return the headings, then one row for each measure that was added."""
    names = ("indicator", "respondent", "subgroup", "period", "value", "n")
    rows = [tuple(say(f"survey.table.{name}", language) for name in names)]
    for each in found.measures:
        n = "" if each.n is None else str(each.n)
        period = period_words(each.start, each.end)
        rows.append((each.indicator, each.respondent, each.subgroup or "", period, _value(each, language), n))
    return rows


def added_exits(found: Imported, language: Language) -> list[tuple[str, ...]]:
    """Return the headings, then one row for each line of exits that was added."""
    heads = [say("survey.table.perimeter", language), say("survey.table.period", language)]
    rows = [(*heads, *(say(f"fields.exits.{name}.label", language) for name in EXITS))]
    for each in found.exits:
        counts = (getattr(each, name) for name in EXITS)
        shown = ("" if count is None else str(count) for count in counts)
        rows.append((each.perimeter or "", period_words(each.start, each.end), *shown))
    return rows


def kept_back(found: Imported, language: Language) -> list[str]:
    """Return one line for each value that was not taken over: what it is, and why.

    The subgroups of a group that is too small itself go without saying.
    """
    colon = " : " if language == "fr" else ": "
    small = {(each.what, each.who, each.start) for each in found.withheld if not each.subgroup and each.reason == "few"}
    lines = []
    for each in found.withheld:
        if each.subgroup and (each.what, each.who, each.start) in small:
            continue
        what = each.what or say("survey.table.exits", language)
        parts = (what, each.who, each.subgroup, period_words(each.start, each.end))
        lines.append(", ".join(part for part in parts if part) + colon + each.sentence(language))
    return lines


def period_words(start: PartialDate, end: PartialDate) -> str:
    """Return a whole year as its number, another period by its two ends."""
    first, last = start.first_day, end.last_day
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"


def _value(measure: Measure, language: Language) -> str:
    if measure.denominator is not None:
        return f"{measure.numerator} / {measure.denominator}"
    said = measure.value.raw if measure.value else ""
    return said.replace(".", ",") if language == "fr" else said
