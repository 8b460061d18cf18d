"""The long table of results: one row per indicator of each partnership-year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from evalkit.portfolio.comparison import Row, definition_of
from evalkit.portfolio.wide import Cells
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.progress import Status

if TYPE_CHECKING:
    from evalkit.portfolio.portfolio import Portfolio

Standing = Literal["reached", "not_reached", "unknown"]
_STANDING: dict[Status, Standing] = {
    "reached": "reached",
    "not_reached": "not_reached",
    "under_way": "not_reached",
    "moving_away": "not_reached",
}


def standing(status: Status) -> Standing:
    """Return where an indicator stands against its target on the day it was read: reached, not, or not known."""
    return _STANDING.get(status, "unknown")


def result_rows(portfolio: Portfolio) -> list[Cells]:
    """Return one row per indicator, by partnership, year and the order of the file.

    Columns: code, year, latest, fictional, counted, criterion, indicator, label, form, unit, source, definition,
    baseline, start, end, value, approximate, numerator, denominator, target, due, status (evalkit's), standing
    (reached, not_reached, unknown), gap (between crossed views), outdated. What the partnership's own report keeps
    back is kept back here.
    """
    return [_row(Row(edition, result)) for edition in portfolio.editions for result in edition.indicators]


def _row(row: Row) -> Cells:
    result = row.result
    return {
        **_identity(row),
        **_measured(row),
        "target": _target(row),
        "due": str(row.indicator.target_due) if row.indicator.target_due else None,
        "status": result.status,
        "standing": standing(result.status),
        "gap": result.views.gap if result.views else not_estimable("portfolio.not_crossed"),
        "outdated": result.outdated,
    }


def _identity(row: Row) -> Cells:
    edition, indicator = row.edition, row.indicator
    return {
        "code": edition.code,
        "year": edition.year,
        "latest": edition.latest,
        "fictional": edition.dossier.fictional,
        "counted": edition.counted,
        "criterion": indicator.criterion,
        "indicator": indicator.code,
        "label": indicator.label,
        "form": indicator.form,
        "unit": indicator.unit,
        "source": indicator.source,
        "definition": _definition(row),
    }


def _measured(row: Row) -> Cells:
    baseline, reading, share = row.indicator.baseline, row.reading, row.share
    return {
        "baseline": not_estimable("no_baseline") if baseline is None else baseline,
        "start": str(reading.start) if reading else None,
        "end": str(reading.end) if reading else None,
        "value": row.result.value,
        "approximate": row.approximate,
        "numerator": share.numerator if share else _why_no_counts(row),
        "denominator": share.denominator if share else _why_no_counts(row),
    }


def _target(row: Row) -> float | NotEstimable:
    indicator = row.indicator
    if indicator.target is not None:
        return indicator.target
    return not_estimable("without_target" if indicator.followed_without_target else "no_target")


def _why_no_counts(row: Row) -> NotEstimable:
    if row.indicator.form != "share":
        return not_estimable("portfolio.no_share")
    value = row.result.value
    return value if isinstance(value, NotEstimable) else not_estimable("share_without_counts")


def _definition(row: Row) -> str | None:
    """Return the fields that make the definition, unit and source aside, as ``numerator: …; denominator: …``."""
    said = {field: value for field, value in definition_of(row.indicator).items() if field not in ("unit", "source")}
    return "; ".join(f"{field}: {_plain(value)}" for field, value in said.items()) or None


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
