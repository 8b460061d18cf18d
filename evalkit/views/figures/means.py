"""The means: one square per entry by provider and kind, and the euros of what is quantified with its coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evalkit.evaluation import Evaluation
from evalkit.model.content import Means
from evalkit.model.dossier import Dossier
from evalkit.model.vocabulary import MEANS_KINDS, MeansKind
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.content import Content, Total
from evalkit.texts import Language, say
from evalkit.views.blocks import Figure
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import (
    KeyItem,
    actors,
    caption,
    centred,
    draw_key,
    key_height,
    line_height,
    name_in_box,
    partner_key,
    some_together,
    write,
)
from evalkit.views.marks import Mark
from evalkit.views.numbers import with_unit
from evalkit.views.style import (
    ACCENT,
    INK,
    MUTED,
    RULE,
    SMALL,
    TALLEST,
    WIDTH,
    characters,
    finish,
    sheet,
    wrap,
)

_MARKS: dict[Literal["quantified", "unquantified"], Mark] = {
    "quantified": Mark("square", ACCENT, 7),
    "unquantified": Mark("square", ACCENT, 7, face="white"),
}
_BARS: dict[MeansKind, dict[str, Any]] = {
    "human": {"face": ACCENT},
    "financial": {"face": "#7fabbb", "hatch": INK},
    "logistic": {"face": "#e6eef1"},
}
_KINDS, _AMOUNTS, _STEP, _BAR = 4.6, 11.0, 0.36, 0.34
_BOLD = 0.88
"""Bold letters are wider: fewer fit."""


@dataclass(frozen=True)
class _Row:
    """One provider: its entries by kind and the total of what it quantifies."""

    by: tuple[str, ...]
    text: str
    entries: dict[MeansKind, tuple[Means, ...]]
    total: Total
    height: float


def means_figure(evaluation: Evaluation, language: Language) -> Figure | NotEstimable:
    """Draw the means by provider and kind; amounts only of what is quantified, with the coverage said.

    Returns
    -------
    Figure or NotEstimable
        ``no_means`` when the dossier states none.
    """
    dossier, content = evaluation.dossier, evaluation.content
    if not content.means:
        return not_estimable("no_means")
    with_amounts = any(total.quantified for total in content.amounts.values())
    width = ((_AMOUNTS if with_amounts else WIDTH) - _KINDS) / len(MEANS_KINDS)
    titles, key = _titles(width, with_amounts, language), _key(dossier, content, with_amounts, language)
    head = (0.45 if with_amounts else 0.1) + line_height(SMALL) * max(_lines(text) for _, text in titles) + 0.12
    rows = _fitting_rows(dossier, content, width, language, TALLEST - head - key_height(key))
    body = sum(row.height for row in rows)
    drawing = sheet(head + body + 0.15 + key_height(key))
    _draw_head(drawing, titles, head)
    _draw_rows(drawing, dossier, rows, head, width)
    if with_amounts:
        _draw_swatches(drawing, titles[1:], head)
        _draw_amounts(drawing, rows, head, language)
    draw_key(drawing, head + body + 0.15, key)
    said = caption("means", dossier, language, *_coverage(content, dossier, language))
    return finish(drawing, "means", _alt(dossier, rows, language), said)


def _lines(text: str) -> int:
    return text.count("\n") + 1


def _fitting_rows(dossier: Dossier, content: Content, width: float, language: Language, tallest: float) -> list[_Row]:
    """Give each row some air, less when the page would be too tall."""
    for air in (0.36, 0.16):
        rows = _rows(dossier, content, width, air, language)
        if sum(row.height for row in rows) < tallest:
            break
    return rows


def _rows(dossier: Dossier, content: Content, width: float, air: float, language: Language) -> list[_Row]:
    """Put the providers in the partners' order, each alone first, then together."""
    codes = [partner.code for partner in dossier.partners]
    order = sorted(
        content.amounts_by_provider, key=lambda by: (len(by) or len(codes) + 1, [codes.index(c) for c in by])
    )
    rows = []
    for by in order:
        text = wrap(actors(dossier, by, language), characters(_KINDS - 0.7, SMALL), 3)
        entries = {kind: content.means.get((by, kind), ()) for kind in MEANS_KINDS}
        lines = max(-(-len(each) // _per_line(width)) for each in entries.values())
        height = max(line_height(SMALL) * _lines(text), _STEP * lines, _BAR + line_height(SMALL)) + air
        rows.append(_Row(by, text, entries, content.amounts_by_provider[by], height))
    return rows


def _per_line(width: float) -> int:
    return max(1, int((width - 0.7) / _STEP))


def _mark(means: Means) -> Literal["quantified", "unquantified"]:
    amount = means.actual_amount
    return "quantified" if amount is not None and amount.value is not None else "unquantified"


def _key(dossier: Dossier, content: Content, with_amounts: bool, language: Language) -> list[KeyItem]:
    present = {_mark(means) for group in content.means.values() for means in group}
    items: list[KeyItem] = [
        (_MARKS[mark], say(f"figures.means.marks.{mark}", language)) for mark in _MARKS if mark in present
    ]
    together = some_together(dossier, content.amounts_by_provider)
    return items + (partner_key(dossier, language) if together else [])


def _titles(width: float, with_amounts: bool, language: Language) -> list[tuple[float, str]]:
    """Return where the title of each column starts, and its text."""
    titles = [(0.05, _KINDS, say("figures.means.provider", language))]
    for i, kind in enumerate(MEANS_KINDS):
        titles.append((_KINDS + width * i, width - 0.1, say(f"figures.means.kinds.{kind}", language)))
    if with_amounts:
        titles.append((_AMOUNTS + 0.2, WIDTH - _AMOUNTS - 0.3, say("figures.means.amounts", language)))
    return [(left, wrap(text, int(_BOLD * characters(room, SMALL)), 3)) for left, room, text in titles]


def _draw_head(drawing: Drawing, titles: Sequence[tuple[float, str]], head: float) -> None:
    for left, text in titles:
        write(drawing, left, head - 0.12 - line_height(SMALL) * _lines(text), text, SMALL, face="bold")
    drawing.line([(0, head), (WIDTH, head)], INK, 0.8)


def _draw_swatches(drawing: Drawing, titles: Sequence[tuple[float, str]], head: float) -> None:
    """Show above the title of each kind how its euros are drawn."""
    for kind, (left, text) in zip(MEANS_KINDS, titles, strict=False):
        middle = head - 0.3 - line_height(SMALL) * _lines(text)
        drawing.box(left, middle - 0.11, 0.5, 0.22, **_BARS[kind], edge=INK, edge_width=0.6)


def _draw_rows(drawing: Drawing, dossier: Dossier, rows: Sequence[_Row], head: float, width: float) -> None:
    top = head
    for row in rows:
        _draw_row(drawing, dossier, row, top, width)
        top += row.height
        drawing.line([(0, top), (WIDTH, top)], RULE, 0.5)


def _draw_row(drawing: Drawing, dossier: Dossier, row: _Row, top: float, width: float) -> None:
    middle = top + row.height / 2
    name_in_box(drawing, dossier, row.by, 0.05, middle, row.text)
    for i, kind in enumerate(MEANS_KINDS):
        entries = row.entries[kind]
        left, per_line = _KINDS + width * i, _per_line(width)
        centred(drawing, left + 0.05, middle, str(len(entries)), INK if entries else MUTED)
        first = middle - _STEP * ((len(entries) - 1) // per_line) / 2
        for j, means in enumerate(sorted(entries, key=_mark)):
            at, height = left + 0.7 + _STEP * (j % per_line), first + _STEP * (j // per_line)
            drawing.mark(at, height, _MARKS[_mark(means)])


def _draw_amounts(drawing: Drawing, rows: Sequence[_Row], head: float, language: Language) -> None:
    """Draw each provider's euros as one bar, its entries side by side in the order of the kinds."""
    left, room = _AMOUNTS + 0.2, WIDTH - _AMOUNTS - 0.4
    longest = max(sum(amount for _, amount in _amounts(row)) for row in rows) or 1.0
    top = head
    for row in rows:
        middle, start = top + row.height / 2, left
        upper = middle - line_height(SMALL) / 2 if row.total.quantified else middle
        for kind, amount in _amounts(row):
            length = room * amount / longest
            drawing.box(start, upper - _BAR / 2, length, _BAR, **_BARS[kind], edge=INK, edge_width=0.6)
            start += length
        color = INK if row.total.quantified else MUTED
        lower = upper + _BAR / 2 + line_height(SMALL) * 0.6 if row.total.quantified else middle
        centred(drawing, left, lower, _total(row.total, language), color)
        top += row.height


def _amounts(row: _Row) -> list[tuple[MeansKind, float]]:
    stated = [(kind, means.actual_amount) for kind in MEANS_KINDS for means in row.entries[kind]]
    return [(kind, amount.value) for kind, amount in stated if amount and amount.value and amount.value > 0]


def _total(total: Total, language: Language) -> str:
    if not total.quantified:
        return say("figures.means.row_nothing", language)
    said = _euros(total, language)
    return say("figures.means.total", language, amount=said, n=total.quantified, entries=total.entries)


def _euros(total: Total, language: Language) -> str:
    amount = with_unit(total.value, "€", language, 0)
    return say("figures.means.about", language, amount=amount) if total.approximate else amount


def _coverage(content: Content, dossier: Dossier, language: Language) -> list[str]:
    quantified = sum(total.quantified for total in content.amounts.values())
    entries = len(dossier.means)
    told = "all_covered" if quantified == entries else "covered" if quantified else "none_covered"
    remarks = [say(f"figures.means.{told}", language, n=quantified, entries=entries)]
    if any(means.actual_amount and means.actual_amount.value is None for means in dossier.means):
        remarks.append(say("figures.means.ranges", language))
    return remarks


def _alt(dossier: Dossier, rows: Sequence[_Row], language: Language) -> str:
    return say(
        "figures.means.alt",
        language,
        means=say("figures.count.means", language, n=len(dossier.means)),
        rows=say("figures.semicolon", language).join(_told(dossier, row, language) for row in rows),
    )


def _told(dossier: Dossier, row: _Row, language: Language) -> str:
    counts = {kind: len(entries) for kind, entries in row.entries.items() if entries}
    amount = say("figures.means.row_nothing", language)
    if row.total.quantified:
        said = _euros(row.total, language)
        amount = say("figures.means.row_amount", language, amount=said, n=row.total.quantified)
    return say(
        "figures.means.row",
        language,
        who=actors(dossier, row.by, language),
        means=say("figures.count.means", language, n=row.total.entries),
        kinds=", ".join(say(f"figures.means.told.{kind}", language, n=n) for kind, n in counts.items()),
        amount=amount,
    )
