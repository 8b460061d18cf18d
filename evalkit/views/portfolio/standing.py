"""Where the indicators of each partnership stand: one mark each, partnerships by code, nothing added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.portfolio.edition import Edition
from evalkit.steps.progress import STATUSES, Status
from evalkit.texts import Language, said, say
from evalkit.views import prose
from evalkit.views.blocks import Figure
from evalkit.views.figures.parts import KeyItem, centred, draw_key, key_height
from evalkit.views.figures.rows import cell, fitted, left_out
from evalkit.views.marks import Mark
from evalkit.views.portfolio.build import name_of
from evalkit.views.style import ACCENT, MUTED, RULE, WIDTH, finish, sheet

_LABEL, _STEP, _ROW, _HEAD, _FOOT = 5.2, 0.42, 0.5, 0.1, 0.25
_ORANGE = "#a6480f"
_MARKS: dict[Status, Mark] = {
    "reached": Mark("circle", ACCENT, 7),
    "under_way": Mark("diamond", "#3f88a5", 6),
    "not_reached": Mark("cross", _ORANGE, 7),
    "moving_away": Mark("down", _ORANGE, 7),
    "without_target": Mark("square", MUTED, 6, face="white"),
    "several_views": Mark("circle", MUTED, 7, face="white", half=True),
    "not_judged": Mark("times", MUTED, 6),
    "not_measured": Mark("dash", MUTED, 6),
}
_MOST = int((WIDTH - _LABEL) / _STEP)


@dataclass(frozen=True)
class _Row:
    edition: Edition
    statuses: tuple[Status, ...]

    def name(self, language: Language) -> str:
        return name_of(self.edition, language, self.edition.year)

    def height(self, lines: int) -> float:
        return _ROW * max(1, -(-len(self.statuses) // _MOST))


def standing_figure(editions: Sequence[Edition], language: Language) -> Figure:
    """Draw one mark per indicator, by partnership; those without an indicator are left to the text."""
    rows = [_Row(each, _in_order(each)) for each in editions if each.indicators]
    present = [status for status in STATUSES if any(status in row.statuses for row in rows)]
    key: list[KeyItem] = [(_MARKS[status], say(f"figures.progress.status.{status}", language)) for status in present]
    around = _HEAD + _FOOT + key_height(key)
    lines, count = fitted(rows, _Row.height, around)
    drawing = sheet(around + sum(row.height(lines) for row in rows[:count]))
    top = _HEAD
    for row in rows[:count]:
        drawing.line([(0, top), (WIDTH, top)], RULE, 0.6)
        centred(drawing, 0.1, top + row.height(lines) / 2, cell(row.name(language), _LABEL - 0.3, 1))
        for i, status in enumerate(row.statuses):
            drawing.mark(_LABEL + _STEP * (i % _MOST + 0.5), top + _ROW * (i // _MOST + 0.5), _MARKS[status])
        top += row.height(lines)
    draw_key(drawing, top + _FOOT / 2, key)
    alt = [said("portfolio.figures.standing.alt", language, n=len(rows)), *(_sentence(row, language) for row in rows)]
    caption = [
        said("portfolio.figures.standing.caption", language, n=len(rows)),
        *left_out(len(rows) - count, language),
    ]
    return finish(drawing, "standing", " ".join(alt), " ".join(caption))


def _in_order(edition: Edition) -> tuple[Status, ...]:
    return tuple(status for status in STATUSES for _ in range(edition.statuses.get(status, 0)))


def _sentence(row: _Row, language: Language) -> str:
    told = prose.spread(row.edition.statuses, language)
    return said("portfolio.figures.row", language, label=row.name(language), told=told)
