"""The wide table: one row per partnership-year, and how rows become a frame without a silent hole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from evalkit.model.vocabulary import MEANS_KINDS, ModelCode, SiaeType, Stake
from evalkit.portfolio.edition import Edition
from evalkit.portfolio.means import TIME_UNITS, amount, human_time, is_partial
from evalkit.review import SEVERITIES
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.exits import CATEGORIES
from evalkit.steps.progress import STATUSES
from evalkit.texts import Language, say

if TYPE_CHECKING:
    import pandas as pd

    from evalkit.portfolio.portfolio import Portfolio

Cells = dict[str, Any]
"""Column → value; `NotEstimable` where there is none, None where the dossier says nothing."""

MODELS: tuple[ModelCode, ...] = get_args(ModelCode)
STAKES: tuple[Stake, ...] = get_args(Stake)
SIAE_TYPES: tuple[SiaeType, ...] = get_args(SiaeType)


def wide_rows(portfolio: Portfolio) -> list[Cells]:
    """Return one row per partnership-year, by code and year.

    Columns: identity (code, year, latest, counted, title, fictional, territory, zone, insee_code, legal_form, form,
    device, partners, partner_types, siae_types); one yes/no for each model, SIAE type, stake and priority stake; means
    in euros (approximate: a stated approximation is in it; partial: some means of that kind have no amount) and in
    time; coverage; indicators by status; crossed views; findings of the review by severity; exits by category.
    """
    return [_row(each) for each in portfolio.editions]


def frame(rows: Sequence[Cells], language: Language = "fr") -> pd.DataFrame:
    """Return rows as a frame: what is not known is missing, and ``<column>_why`` beside it says why.

    Parameters
    ----------
    rows : sequence of dict
        With the same columns each.
    language : {"fr", "en"}
        Of the reasons.
    """
    import pandas as pd

    columns: dict[str, Any] = {}
    for name in rows[0] if rows else ():
        values = [row[name] for row in rows]
        known = [None if isinstance(value, NotEstimable) else value for value in values]
        columns[name] = pd.Series(known, dtype="object").convert_dtypes()
        why = [_why(value, language) for value in values]
        if any(isinstance(value, NotEstimable) for value in values):
            columns[f"{name}_why"] = pd.Series(why, dtype="string")
    return pd.DataFrame(columns)


def _why(value: object, language: Language) -> str | None:
    if isinstance(value, NotEstimable):
        return value.sentence(language)
    return say("headings.unsaid", language) if value is None else None


def _row(edition: Edition) -> Cells:
    return {
        **_identity(edition),
        **{f"model_{code}": code in edition.models for code in MODELS},
        **{f"siae_{kind}": kind in edition.siae_types for kind in SIAE_TYPES},
        **{f"stake_{code}": code in edition.stakes for code in STAKES},
        **{f"priority_{code}": code in edition.priority_stakes for code in STAKES},
        "lasting_employment": edition.lasting_employment,
        **_means(edition),
        **{f"count_{name}": value for name, value in vars(edition.coverage).items()},
        **_statuses(edition),
        **{f"views_{name}": value for name, value in vars(edition.crossed).items()},
        **{f"review_{name}": edition.findings.get(name, 0) for name in SEVERITIES},
        **_exits(edition),
    }


def _identity(edition: Edition) -> Cells:
    dossier, territory = edition.dossier, edition.dossier.territory
    return {
        "code": edition.code,
        "year": edition.year,
        "latest": edition.latest,
        "counted": edition.counted,
        "title": dossier.title,
        "fictional": dossier.fictional,
        "territory": territory.name if territory else None,
        "zone": territory.zone if territory else None,
        "insee_code": territory.insee_code if territory else None,
        "legal_form": dossier.legal_form,
        "form": edition.form,
        "device": dossier.device,
        "partners": len(dossier.partners),
        "partner_types": " ".join(edition.partner_types),
        "siae_types": " ".join(edition.siae_types) or None,
    }


def _means(edition: Edition) -> Cells:
    times = human_time(edition)
    nothing = not_estimable("nothing_quantified")
    amounts = edition.evaluation.content.amounts
    return {
        **{f"amount_{kind}": amount(edition, kind) for kind in MEANS_KINDS},
        **{f"amount_{kind}_approximate": kind in amounts and amounts[kind].approximate for kind in MEANS_KINDS},
        **{f"amount_{kind}_partial": kind in amounts and is_partial(amounts[kind]) for kind in MEANS_KINDS},
        **{f"human_{unit}": times[unit].value if unit in times else nothing for unit in TIME_UNITS},
    }


def _statuses(edition: Edition) -> Cells:
    """Return the indicators by status; a dossier without an indicator has no zero to show."""
    if not edition.indicators:
        return dict.fromkeys((f"status_{status}" for status in STATUSES), not_estimable("portfolio.no_indicator"))
    return {f"status_{status}": edition.statuses.get(status, 0) for status in STATUSES}


def _exits(edition: Edition) -> Cells:
    exits = edition.exits
    names = ("retained", *CATEGORIES)
    if exits is None:
        return {"exits_period": None, **{f"exits_{name}": not_estimable("no_exits_stated") for name in names}}
    counts: Mapping[str, Any] = {"retained": exits.retained, **exits.categories}
    return {"exits_period": f"{exits.start}/{exits.end}", **{f"exits_{name}": counts[name] for name in names}}
