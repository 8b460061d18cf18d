"""A dossier with something to ask, and what an export of Kobo made of its XLSForm looks like."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import load_workbook

from evalkit.model.dossier import Dossier
from evalkit.sources import parse_dossier
from evalkit.sources.grid import Book, Cell, Sheet
from evalkit.sources.questionnaire import Questionnaire, questionnaires_of, xlsform

DOSSIER = """
code: essai
year: 2024
title: Essai
partners:
- {code: P1, name: Atelier Rivage, type: siae}
- {code: P2, name: Menuiseries Delorme, type: company}
stakeholders:
- {name: Salariés en parcours, group: beneficiaries, consulted: true}
- {name: équipes, group: employees, consulted: true}
criteria:
- {code: C1, label: essai}
indicators:
- {code: C1.I1, criterion: C1, label: "Qualité de l'accueil, vue par chacun", kind: qualitative, form: perception,
   unit: "1-5", question: "L'accueil est-il bon ?", plain_question: "Êtes-vous bien accueilli ?"}
- {code: C1.I2, criterion: C1, label: Emplois créés, kind: quantitative, form: count, unit: emplois}
- {code: C1.I3, criterion: C1, label: "Confiance, vue par chacun", kind: qualitative, form: perception, unit: 0 à 10}
- {code: C1.I4, criterion: C1, label: Ce qui a changé, kind: qualitative, form: text}
"""


def dossier(*changes: tuple[str, str]) -> Dossier:
    text = DOSSIER
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_dossier(text)


def forms(*changes: tuple[str, str], language: str = "fr") -> list[Questionnaire]:
    return list(questionnaires_of(dossier(*changes), language).forms)


def sheet_of(workbook: bytes, name: str) -> list[dict[str, str]]:
    rows = load_workbook(io.BytesIO(workbook))[name].iter_rows(values_only=True)
    head = next(rows)
    return [{key: value or "" for key, value in zip(head, row, strict=True)} for row in rows]


def kobo_export(form: Questionnaire, answers: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """Return the table that Kobo gives with XML values and headers: headings, then one line for each answer."""
    survey = sheet_of(xlsform(form), "survey")
    names = [each["name"] for each in survey]
    constants = {each["name"]: each["calculation"].strip("'") for each in survey if each["type"] == "calculate"}
    known = [constants | dict(each) for each in answers]
    assert all(set(each) <= set(names) for each in known)
    lines = [
        ["2024-11-05T10:00:00", *(each.get(name, "") for name in names), str(i), f"uuid-{i}", "2024-11-05T10:01:00"]
        for i, each in enumerate(known, 1)
    ]
    return [["start", *names, "_id", "_uuid", "_submission_time"], *lines]


def as_book(table: Sequence[Sequence[str]]) -> Book:
    cells = {(r, c): Cell(value) for r, row in enumerate(table, 1) for c, value in enumerate(row, 1) if value}
    lines = {r: r for r in range(1, len(table) + 1)}
    return Book("reponses.csv", "csv", (Sheet("reponses.csv", "", cells, lines=lines),))
