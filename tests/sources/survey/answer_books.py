"""Small files of answers and the dossier they are read into."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from evalkit.model import Dossier
from evalkit.sources import parse_dossier
from evalkit.sources.grid import Book, Cell, Sheet
from evalkit.sources.survey import Imported, import_answers, parse_mapping

FILES = Path(__file__).parent / "files"
MEASURE = "measures:\n- {indicator: %s, start: 2024-01-01, end: 2024-12-31, respondent: %s, %s}\n"
PERIOD = "period: {start: 2024-01-01, end: 2024-12-31}\n"
GROUP = "respondent: {name: salariés}\n"
DOSSIER = """
code: essai
year: 2024
title: Essai
partners:
- {code: P1, name: Atelier Rivage, type: siae}
- {code: P2, name: Menuiseries Delorme, type: company}
stakeholders:
- {name: salariés, group: beneficiaries, consulted: true}
- {name: équipes, group: employees, consulted: true}
criteria:
- {code: C1, label: essai}
indicators:
- {code: C1.I1, criterion: C1, label: se sent capable de travailler, kind: qualitative, form: perception, unit: "1-5"}
- {code: C1.I2, criterion: C1, label: est encore en poste, kind: quantitative, form: share, unit: "%"}
- {code: C1.I3, criterion: C1, label: a été embauché dans l'année, kind: quantitative, form: count, unit: personnes}
- {code: C1.I4, criterion: C1, label: salaire horaire de chacun, kind: quantitative, form: amount, unit: "€"}
- {code: C1.I5, criterion: C1, label: ce qui a changé pour eux, kind: qualitative, form: text}
"""


def dossier(more: str = "") -> Dossier:
    return parse_dossier(DOSSIER + more)


def book(headings: Sequence[str], rows: Sequence[Sequence[object]], name: str = "") -> Book:
    return Book("reponses.csv", "csv" if not name else "xlsx", (sheet(headings, rows, name),))


def sheet(headings: Sequence[str], rows: Sequence[Sequence[object]], name: str = "") -> Sheet:
    cells = {
        (r, c): Cell(value)  # type: ignore[arg-type]
        for r, row in enumerate([headings, *rows], 1)
        for c, value in enumerate(row, 1)
        if value not in (None, "")
    }
    return Sheet("reponses.csv", name, cells, lines={r: r for r in range(1, len(rows) + 2)})


def asked(column: str, indicator: str, more: str = "") -> str:
    return f'- {{column: "{column}", indicator: {indicator}{", " if more else ""}{more}}}\n'


def run(
    columns: Mapping[str, Sequence[object]], questions: str, *, head: str = GROUP + PERIOD, into: Dossier | None = None
) -> Imported:
    """Import columns of answers by the questions of a file of correspondences."""
    rows = list(zip(*columns.values(), strict=True))
    mapping = parse_mapping(f"kind: answers\n{head}questions:\n{questions}", "correspondance.yaml")
    return import_answers(into or dossier(), book(list(columns), rows), mapping)
