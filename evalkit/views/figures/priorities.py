"""The priority matrix: each partner's level side by side, the gap between them visible, never a mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evalkit.evaluation import Evaluation
from evalkit.model.dossier import Dossier
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.framework import Framework, ObjectiveRow
from evalkit.texts import Language, say
from evalkit.views.blocks import Figure
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import (
    KeyItem,
    caption,
    centred,
    draw_key,
    key_height,
    line_height,
    partner_key,
    write,
)
from evalkit.views.marks import Mark
from evalkit.views.style import (
    ACCENT,
    INK,
    MUTED,
    NORMAL,
    RULE,
    SMALL,
    SOFT,
    TALLEST,
    WIDTH,
    characters,
    finish,
    partner_marks,
    sheet,
    text_width,
    who,
    wrap,
)

Cell = Literal["high", "medium", "low", "missing", "not_asked"]
_MARKS: dict[Cell, Mark] = {
    "high": Mark("circle", ACCENT, 11),
    "medium": Mark("circle", ACCENT, 8, face="#7fabbb"),
    "low": Mark("circle", ACCENT, 5, face="white"),
    "missing": Mark("times", INK),
    "not_asked": Mark("dash", MUTED),
}
_FULL, _EMPTY = Mark("square", INK, 4.5), Mark("square", INK, 4.5, face="white")
_PAD, _HEADING, _NAMED, _BOLD = 0.1, 0.62, 3, 0.88
_WIDE_GAP, _NARROW_GAP, _CROWD = 2.5, 1.5, 6
"""`_NAMED`: up to so many partners, columns are wide enough for names and words. `_BOLD`: bold letters are
wider, so that fewer fit."""


@dataclass(frozen=True)
class _Grid:
    """Where the columns stand, and the wrapped labels of the rows."""

    partners: tuple[str, ...]
    codes: float
    column: float
    gap: float
    size: float
    labels: tuple[str, ...]

    @property
    def first(self) -> float:
        return WIDTH - self.gap - self.column * len(self.partners)

    @property
    def squares(self) -> float:
        """Where the squares of the gap start."""
        return WIDTH - self.gap + 0.4

    @property
    def named(self) -> bool:
        return len(self.partners) <= _NAMED

    def middle(self, i: int) -> float:
        """Where the mark of a partner stands: in the middle, or to the left of its word."""
        return self.first + self.column * i + (0.35 if self.named else self.column / 2)

    def height(self, i: int) -> float:
        return max(line_height(self.size) * (self.labels[i].count("\n") + 1), 0.4) + _PAD


def priority_matrix_figure(evaluation: Evaluation, language: Language) -> Figure | NotEstimable:
    """Draw objectives by partners, with each partner's level and the gap between them.

    Returns
    -------
    Figure or NotEstimable
        ``no_objective`` when the dossier states none.
    """
    framework, dossier = evaluation.framework, evaluation.dossier
    rows = [row for holder in framework.holders for row in framework.of_holder(holder)]
    if not rows:
        return not_estimable("no_objective")
    key = _key(dossier, rows, language)
    grid = _fitting_grid(dossier, framework, rows, TALLEST - 1.3 - key_height(key))
    head = _head_height(dossier, grid, language)
    body = sum(grid.height(i) for i in range(len(rows))) + _HEADING * len(framework.holders)
    drawing = sheet(head + body + 0.2 + key_height(key))
    _draw_head(drawing, dossier, grid, head, language)
    _draw_rows(drawing, dossier, rows, grid, head, language)
    draw_key(drawing, head + body + 0.2, key)
    unranked = () if _counts(dossier, rows).keys() & {"high", "medium", "low"} else ("unranked",)
    more = [say(f"figures.priorities.{each}", language) for each in unranked]
    return finish(drawing, "priorities", _alt(dossier, rows, language), caption("priorities", dossier, language, *more))


def _cell(row: ObjectiveRow, partner: str) -> Cell:
    if partner not in row.levels:
        return "not_asked"
    return row.levels[partner] or "missing"


def _counts(dossier: Dossier, rows: Sequence[ObjectiveRow]) -> Counter[str]:
    return Counter(_cell(row, partner.code) for row in rows for partner in dossier.partners)


def _fitting_grid(dossier: Dossier, framework: Framework, rows: Sequence[ObjectiveRow], tallest: float) -> _Grid:
    """Wrap the labels on three lines at most, on fewer when the page would be too tall."""
    partners = tuple(partner.code for partner in dossier.partners)
    codes = 0.3 + 1.15 * max(text_width(row.objective.code, SMALL) for row in rows)
    gap = _WIDE_GAP if len(partners) < _CROWD else _NARROW_GAP
    column = min(2.5 if len(partners) <= _NAMED else 0.95, (WIDTH - gap - 8.2) / len(partners))
    room = WIDTH - gap - column * len(partners) - codes - 0.2
    for lines, size in ((3, NORMAL), (2, NORMAL), (2, SMALL), (1, SMALL)):
        labels = tuple(wrap(row.objective.label, characters(room, size), lines) for row in rows)
        grid = _Grid(partners, codes, column, gap, size, labels)
        if sum(grid.height(i) for i in range(len(rows))) + _HEADING * len(framework.holders) < tallest:
            break
    return grid


def _key(dossier: Dossier, rows: Sequence[ObjectiveRow], language: Language) -> list[KeyItem]:
    present = _counts(dossier, rows)
    items: list[KeyItem] = [
        (mark, say(f"figures.priorities.marks.{cell}", language)) for cell, mark in _MARKS.items() if present[cell]
    ]
    return items if len(dossier.partners) <= _NAMED else items + partner_key(dossier, language)


def _names(dossier: Dossier, grid: _Grid, language: Language) -> list[str]:
    room = int(_BOLD * characters(grid.column - 0.15, SMALL))
    if grid.named:
        return [wrap(who(dossier, code, language), room, 4) for code in grid.partners]
    return [wrap(code, room, 1) for code in grid.partners]


def _head_height(dossier: Dossier, grid: _Grid, language: Language) -> float:
    lines = max(name.count("\n") + 1 for name in _names(dossier, grid, language))
    return 0.5 + line_height(SMALL) * lines + 0.1


def _draw_head(drawing: Drawing, dossier: Dossier, grid: _Grid, head: float, language: Language) -> None:
    marks = partner_marks(dossier)
    for i, name in enumerate(_names(dossier, grid, language)):
        drawing.mark(grid.middle(i), 0.25, marks[grid.partners[i]])
        left = grid.first + grid.column * i + 0.1 if grid.named else grid.middle(i)
        write(drawing, left, 0.5, name, SMALL, face="bold", align="left" if grid.named else "center")
    write(drawing, WIDTH - grid.gap + 0.3, 0.5, say("figures.priorities.gap", language), SMALL, face="bold")
    drawing.line([(0, head), (WIDTH, head)], INK, 0.8)


def _tops(rows: Sequence[ObjectiveRow], grid: _Grid, head: float) -> list[float]:
    """Return where each row starts; the first row of a holder leaves room for its heading."""
    tops, top, holder = [], head, None
    for i, row in enumerate(rows):
        if row.objective.holder != holder:
            holder, top = row.objective.holder, top + _HEADING
        tops.append(top)
        top += grid.height(i)
    return tops


def _draw_rows(
    drawing: Drawing, dossier: Dossier, rows: Sequence[ObjectiveRow], grid: _Grid, head: float, language: Language
) -> None:
    tops = _tops(rows, grid, head)
    for i, (row, top) in enumerate(zip(rows, tops, strict=True)):
        if i == 0 or row.objective.holder != rows[i - 1].objective.holder:
            title = say("figures.priorities.held_by", language, who=who(dossier, row.objective.holder, language))
            text = wrap(title, int(_BOLD * characters(WIDTH, SMALL)), 1)
            write(drawing, 0.05, top - _HEADING + 0.2, text, SMALL, ACCENT, face="bold")
        _draw_row(drawing, row, grid, i, top, language)


def _draw_row(drawing: Drawing, row: ObjectiveRow, grid: _Grid, i: int, top: float, language: Language) -> None:
    height = grid.height(i)
    middle = top + height / 2
    text = top + (height - line_height(grid.size) * (grid.labels[i].count("\n") + 1)) / 2
    if row.gap == 2:
        drawing.box(0, top, WIDTH, height, SOFT, opacity=0.6)
    drawing.line([(0, top + height), (WIDTH, top + height)], RULE, 0.5, cap="butt")
    write(drawing, 0.05, text, row.objective.code, grid.size, face="bold")
    write(drawing, grid.codes, text, grid.labels[i], grid.size)
    for column, partner in enumerate(grid.partners):
        cell = _cell(row, partner)
        drawing.mark(grid.middle(column), middle, _MARKS[cell])
        if grid.named and cell != "not_asked":
            word = say(f"figures.priorities.cell.{cell}", language)
            centred(drawing, grid.middle(column) + 0.3, middle, word)
    _draw_gap(drawing, row.gap, grid, middle, language)


def _draw_gap(drawing: Drawing, gap: int | None, grid: _Grid, middle: float, language: Language) -> None:
    """Draw a gap as two squares, one filled for each level between the highest and the lowest."""
    if gap is None:
        drawing.mark(grid.squares, middle, _MARKS["not_asked"])
        return
    for i in range(2):
        drawing.mark(grid.squares + 0.24 * i, middle, _FULL if i < gap else _EMPTY)
    words = str(gap) if grid.gap == _NARROW_GAP else _gap_words(gap, language)
    centred(drawing, grid.squares + 0.45, middle, words, face="bold" if gap == 2 else "plain")


def _gap_words(gap: int, language: Language) -> str:
    return say("figures.priorities.gap_of", language, n=gap) if gap else say("figures.priorities.no_gap", language)


def _alt(dossier: Dossier, rows: Sequence[ObjectiveRow], language: Language) -> str:
    counts = _counts(dossier, rows)
    return " ".join(
        [
            say(
                "figures.priorities.alt",
                language,
                objectives=say("figures.count.objective", language, n=len(rows)),
                partners=say("figures.count.partner", language, n=len(dossier.partners)),
            ),
            say("figures.priorities.alt_levels", language, **{cell: counts[cell] for cell in _MARKS}),
            _alt_gaps(rows, language),
            *_alt_missing(rows, language),
        ]
    )


def _alt_gaps(rows: Sequence[ObjectiveRow], language: Language) -> str:
    apart = [_told(row, language) for row in rows if row.gap]
    if apart:
        return say("figures.priorities.alt_gaps", language, rows=say("figures.semicolon", language).join(apart))
    compared = sum(row.gap is not None for row in rows)
    return say("figures.priorities.alt_no_gap" if compared else "figures.priorities.alt_alone", language, n=compared)


def _told(row: ObjectiveRow, language: Language) -> str:
    levels = [f"{code} {say(f'vocabulary.level.{level}', language)}" for code, level in row.levels.items() if level]
    return f"{row.objective.code} ({', '.join(levels)})"


def _alt_missing(rows: Sequence[ObjectiveRow], language: Language) -> Iterator[str]:
    missing = [f"{row.objective.code} ({', '.join(row.missing)})" for row in rows if row.missing]
    if missing:
        yield say("figures.priorities.alt_missing", language, rows=", ".join(missing))
