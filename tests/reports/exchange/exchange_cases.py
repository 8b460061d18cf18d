"""What the tests of exports share: every dossier of the tree, secrets below the threshold, files read back."""

from __future__ import annotations

import csv
import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any

from samples import ROOT

from evalkit.model import Dossier
from evalkit.reports.exchange import Case, shown_case
from evalkit.reports.exchange.columns import Table, all_columns
from evalkit.reports.exchange.formats import unmarked
from evalkit.reports.previous import find_previous
from evalkit.sources import read_dossier

DOSSIERS = sorted([*(ROOT / "data" / "partnerships").glob("*.yaml"), *(ROOT / "data" / "samples").glob("*.yaml")])
PARTNERS = (
    {"code": "P1", "name": "Atelier Rivage", "type": "siae"},
    {"code": "P2", "name": "Menuiseries Delorme", "type": "company"},
)
SECRETS = ("zz9-text", "zz9-note", "zz9-quote", "zz9-proof", "7654.25", "63.63", "7 sur 11", "7 out of 11")
"""What `secret_dossier` holds below its threshold of 12."""


@lru_cache
def case_of(path: Path) -> Case:
    dossier = read_dossier(path)
    return shown_case(dossier, find_previous(path, dossier))


def every_case() -> tuple[Case, ...]:
    return tuple(case_of(path) for path in DOSSIERS)


def indicator(code: str, form: str, **fields: Any) -> dict[str, Any]:
    kind = "qualitative" if form == "text" else "quantitative"
    return {"code": code, "criterion": "C1", "label": f"mesure {code}", "kind": kind, "form": form, **fields}


def measure(code: str, **fields: Any) -> dict[str, Any]:
    return {"indicator": code, "start": 2024, "end": 2024, "respondent": "Salariés en parcours", **fields}


def small_dossier(**fields: Any) -> Dossier:
    given = {
        "code": "rivage",
        "year": 2024,
        "title": "Rivage",
        "partners": PARTNERS,
        "objectives": [{"code": "O1", "holder": "P1", "label": "embaucher", "stake": "EN1"}],
        "criteria": [{"code": "C1", "label": "embauches", "objectives": ["O1"]}],
    }
    return Dossier.model_validate(given | fields)


def secret_dossier() -> Dossier:
    beside = {"note": "zz9-note", "quote": "zz9-quote", "consent": True, "proof": "zz9-proof"}
    return small_dossier(
        disclosure_threshold=12,
        indicators=[
            indicator("C1.I1", "share", unit="%", baseline=40, target=80),
            indicator("C1.I2", "amount", unit="€"),
            indicator("C1.I3", "text"),
        ],
        measures=[
            measure("C1.I1", numerator=7, denominator=11, **beside),
            measure("C1.I2", value="7654.25", n=11, subgroup="femmes", **beside),
            measure("C1.I3", text="zz9-text", n=3, subgroup="hommes", **beside),
        ],
        exits=[
            {"start": 2024, "end": 2024, "lasting": 7, "transition": 1, "positive": 2, "other": 1, "note": "zz9-note"}
        ],
    )


def below_threshold(numerator: int, denominator: int, n: int, value: int, exits: tuple[int, int, int, int]) -> Dossier:
    """A dossier in which every count of people given stands below the threshold of 5."""
    names = ("lasting", "transition", "positive", "other")
    return small_dossier(
        indicators=[
            indicator("C1.I1", "share", unit="%"),
            indicator("C1.I2", "perception", unit="1-5"),
            indicator("C1.I3", "count", unit="personnes"),
        ],
        measures=[
            measure("C1.I1", numerator=numerator, denominator=denominator, proof="registre"),
            measure("C1.I2", value=value, n=n, proof="questionnaire"),
            measure("C1.I3", value=n, subgroup="femmes", proof="registre"),
        ],
        exits=[{"start": 2024, "end": 2024, **dict(zip(names, exits, strict=True)), "withdrawn": n}],
    )


def read_csv(file: Path, table: Table) -> list[dict[str, object]]:
    """Read a table back as a program would that follows the dictionary."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, strict=True))
    return [{c.name: typed(row[c.name], c.type) for c in all_columns(table) if row[c.name]} for row in rows]


def typed(cell: str, type_: str) -> object:
    if type_ == "boolean":
        return {"true": True, "false": False}[cell]
    if type_ == "date":
        return dt.date.fromisoformat(cell)
    return {"string": unmarked, "integer": int, "number": float}[type_](cell)


def without_nothing(row: Any) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}
