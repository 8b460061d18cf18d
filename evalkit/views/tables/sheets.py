"""The sheet of each indicator: how it is defined and measured, field by field, as far as the dossier says."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.model.dates import PartialDate
from evalkit.model.dossier import Dossier
from evalkit.model.results import Indicator
from evalkit.review.spots import printed
from evalkit.texts import Language, say
from evalkit.views import numbers
from evalkit.views.blocks import Table
from evalkit.views.tables.build import Cell, table
from evalkit.views.words import titled, unsaid, who

FIELDS = (
    *("numerator", "denominator", "funnel_from", "perimeter", "exit_rate", "exits_counted"),
    *("source", "method", "frequency", "responsible", "horizon_months", "target_set_on", "iris", "sdg", "suggestion"),
)


def indicator_sheets_table(evaluation: Evaluation, language: Language) -> Table:
    """Return one row per indicator: its definition in lines for the reader, in columns for the CSV."""
    dossier = evaluation.dossier
    rows = [_row(dossier, each, language) for each in dossier.indicators]
    labels = {name: say(f"fields.indicator.{name}.label", language) for name in FIELDS}
    columns = " ".join(("code", "sheet", *(f"{name}~" for name in FIELDS)))
    return table("indicator_sheets", language, columns, rows, labels=labels)


def _row(dossier: Dossier, indicator: Indicator, language: Language) -> tuple[Cell, ...]:
    told = {name: text for name in FIELDS if (text := _told(dossier, indicator, name, language))}
    lines = [
        say("prose.sheet_line", language, field=say(f"fields.indicator.{name}.label", language), said=text)
        for name, text in told.items()
    ]
    fields: list[Cell] = [(told.get(name) or unsaid(language), told.get(name)) for name in FIELDS]
    return ((printed(indicator.code), indicator.code), "\n".join(lines) or unsaid(language), *fields)


def _told(dossier: Dossier, indicator: Indicator, name: str, language: Language) -> str:
    value = getattr(indicator, name)
    if name == "funnel_from" and value:
        return printed(value)
    if name == "exit_rate" and value:
        return titled("exit_rate", value, language)
    if name == "responsible" and value:
        return who(dossier, value, language)
    if name == "suggestion":
        return say("prose.suggested", language) if value else ""
    if isinstance(value, PartialDate):
        return numbers.date(value, language)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value or ""
