"""Headings, paragraphs and tables of a portfolio: as those of a report, with words of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from evalkit.portfolio.edition import Edition
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.proportion import Proportion
from evalkit.texts import Language, said, say
from evalkit.views import numbers
from evalkit.views.blocks import Column, Heading, Prose, Table
from evalkit.views.tables.build import Cell

MOST_CODES = 8
"""Partnerships that a cell names; beyond, it counts the others."""


def table(
    name: str,
    language: Language,
    columns: str,
    rows: Iterable[Sequence[Cell]],
    notes: Iterable[str] = (),
    labels: Mapping[str, str] | None = None,
) -> Table:
    """Put a table together, captioned ``portfolio.captions.<name>``; see `evalkit.views.tables.build.table`.

    A cell without a plain value holds in the CSV what the page shows: no cell is empty, there either.
    """
    kept = [tuple(row) for row in rows]
    return Table(
        name=name,
        caption=said(f"portfolio.captions.{name}", language),
        columns=tuple(_column(key, language, labels or {}) for key in columns.split()),
        rows=tuple(tuple(cell if isinstance(cell, str) else cell[0] for cell in row) for row in kept),
        values=tuple(tuple(_value(cell) for cell in row) for row in kept),
        notes=tuple(notes),
    )


def heading(key: str, language: Language, level: Literal[2, 3, 4] = 3) -> Heading:
    """Return the heading ``portfolio.parts.<key>``."""
    return Heading(level, said(f"portfolio.parts.{key}", language))


def prose(language: Language, *keys: str, **values: object) -> Prose:
    """Return sentences of ``portfolio.prose`` as one paragraph."""
    return Prose(tuple(said(f"portfolio.prose.{key}", language, **values) for key in keys))


def named(codes: Sequence[str], language: Language) -> Cell:
    """Name partnerships by their codes, the first of many; all of them in the CSV."""
    left = len(codes) - MOST_CODES
    shown = ", ".join(codes[:MOST_CODES])
    text = said("portfolio.and_others", language, codes=shown, n=left) if left > 0 else shown
    return text, " ".join(codes)


def who(edition: Edition, language: Language) -> tuple[Cell, Cell]:
    """Name a partnership by its code, and say beside it when it is shown without being counted."""
    answer = say(f"headings.{'yes' if edition.dossier.fictional else 'no'}", language)
    return (name_of(edition, language), edition.code), answer


def name_of(edition: Edition, language: Language, year: int | None = None) -> str:
    """Return the code, with a year where it is given; a fictional one among real ones is named as such."""
    name = f"{edition.code} · {year}" if year else edition.code
    return name if edition.counted else said("portfolio.fictional_code", language, code=name)


def counted(n: int) -> Cell:
    """Write a count."""
    return str(n), n


def of_all(part: int, whole: int, language: Language) -> Cell:
    """Write a count beside its whole: ``5 sur 13``."""
    figures = {"part": numbers.number(part, language, 0), "whole": numbers.number(whole, language, 0)}
    return said("portfolio.of_all", language, **figures), part


def amount(value: float | NotEstimable, language: Language, unit: str | None = None) -> tuple[str, object]:
    """Write a number with its unit, or why there is none."""
    if isinstance(value, NotEstimable):
        return value.sentence(language), value
    return numbers.with_unit(value, unit, language), value


def share(value: Proportion | NotEstimable, language: Language) -> Cell:
    """Write a share with its counts, or why there is none."""
    return numbers.share(value, language), value.value if isinstance(value, Proportion) else value


def unsaid(language: Language) -> str:
    """Return what stands where no dossier says anything."""
    return said("headings.unsaid", language)


def _value(cell: Cell) -> object:
    if isinstance(cell, str):
        return cell
    return cell[0] if cell[1] in (None, "") else cell[1]


def _column(key: str, language: Language, labels: Mapping[str, str]) -> Column:
    name = key.rstrip("#~")
    label = labels[name] if name in labels else said(f"portfolio.columns.{name}", language)
    return Column(name, label, "number" if "#" in key else "text", not key.endswith("~"))
