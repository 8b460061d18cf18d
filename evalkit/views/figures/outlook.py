"""The priority × result map: where each objective stands, by its priority and the evaluator's own conclusion."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import get_args

from evalkit.evaluation import Evaluation
from evalkit.model.vocabulary import Verdict
from evalkit.stats.estimable import not_estimable
from evalkit.steps.prospects import Outlook
from evalkit.texts import Language, say
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import caption, centred, joined, line_height, write
from evalkit.views.figures.rows import Drawn, cell, fitted, height_of, left_out, named
from evalkit.views.style import ACCENT, INK, MUTED, RULE, SMALL, SOFT, WIDTH, finish, sheet, text_width, who

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_SIDE, _HEAD, _CHIP, _GAP, _LEAST = 2.3, 0.95, 0.52, 0.12, 1.1
_WIDE = (WIDTH - _SIDE - 0.05) / len(VERDICTS)
_COLUMN = WIDTH / 2

Chip = tuple[Outlook, float, float]
"""An objective, and where its code stands in its cell (from the left, from the top)."""


def outlook_figure(evaluation: Evaluation, language: Language) -> Drawn:
    """Draw every objective's code in the cell of its priority and its verdict, and the list of objectives below."""
    outlooks = evaluation.prospects.outlooks
    if not outlooks:
        return not_estimable("no_objective")
    cells = {(kind, verdict): _chips(outlooks, kind, verdict) for kind in (True, False) for verdict in VERDICTS}
    heights = {kind: max(_height(cells[kind, verdict]) for verdict in VERDICTS) for kind in (True, False)}
    listed = [_entry(evaluation, each, language) for each in outlooks]
    map_height = _HEAD + sum(heights.values()) + 0.35
    lines, count = fitted(_pairs(listed), _pair_height, map_height + 0.1)
    pairs = _pairs(listed)[:count]
    drawing = sheet(map_height + 0.1 + sum(_pair_height(pair, lines) for pair in pairs))
    _draw_map(drawing, cells, heights, language)
    _draw_list(drawing, pairs, lines, map_height)
    more = left_out(max(0, len(listed) - 2 * count), language)
    return finish(drawing, "outlook", _alt(evaluation, language), _caption(evaluation, more, language))


def _caption(evaluation: Evaluation, more: list[str], language: Language) -> str:
    n = len(evaluation.prospects.outlooks)
    return caption("outlook", evaluation.dossier, language, say("figures.outlook.reading", language), *more, n=n)


def _chips(outlooks: Sequence[Outlook], priority: bool, verdict: Verdict) -> list[Chip]:
    """Place the codes of one cell on as many lines as it takes."""
    left, top, chips = _GAP, _GAP, []
    for each in outlooks:
        if (each.priority, each.verdict) != (priority, verdict):
            continue
        width = _chip_width(each)
        if left > _GAP and left + width > _WIDE - _GAP:
            left, top = _GAP, top + _CHIP + _GAP
        chips.append((each, left, top))
        left += width + _GAP
    return chips


def _chip_width(outlook: Outlook) -> float:
    return min(text_width(outlook.objective.code, SMALL) + 0.34, _WIDE - 2 * _GAP)


def _height(chips: Sequence[Chip]) -> float:
    return max(_LEAST, max((top for _, _, top in chips), default=0.0) + _CHIP + _GAP)


def _draw_map(
    drawing: Drawing, cells: dict[tuple[bool, Verdict], list[Chip]], heights: dict[bool, float], language: Language
) -> None:
    for i, verdict in enumerate(VERDICTS):
        text = cell(say(f"vocabulary.verdict.{verdict}", language), _WIDE - 0.2, 2)
        centred(drawing, _SIDE + _WIDE * (i + 0.5), _HEAD / 2, text, align="center")
    for kind, top in zip(heights, accumulate(heights.values(), initial=_HEAD), strict=False):
        text = say(f"figures.outlook.{'priority' if kind else 'other'}", language)
        centred(drawing, 0.1, top + heights[kind] / 2, cell(text, _SIDE - 0.2))
        for i, verdict in enumerate(VERDICTS):
            _draw_cell(drawing, cells[kind, verdict], _SIDE + _WIDE * i, top, heights[kind])


def _draw_cell(drawing: Drawing, chips: Sequence[Chip], left: float, top: float, height: float) -> None:
    drawing.box(left, top, _WIDE, height, "white", edge=RULE, edge_width=0.8)
    for outlook, across, down in chips:
        width, code = _chip_width(outlook), outlook.objective.code
        face, ink = (ACCENT, "white") if outlook.priority else (SOFT, INK)
        drawing.box(left + across, top + down, width, _CHIP, face, corner=0.08)
        centred(drawing, left + across + width / 2, top + down + _CHIP / 2, cell(code, width, 1), ink, align="center")


def _entry(evaluation: Evaluation, outlook: Outlook, language: Language) -> tuple[str, str]:
    """Return what the list says of an objective: its code and label, and who holds it."""
    objective = outlook.objective
    return named(objective.code, objective.label), who(evaluation.dossier, objective.holder, language)


Entry = tuple[str, str]


def _pairs(listed: Sequence[Entry]) -> list[tuple[Entry, ...]]:
    """Put the list in two columns, read row by row."""
    return [tuple(listed[i : i + 2]) for i in range(0, len(listed), 2)]


def _pair_height(pair: tuple[Entry, ...], lines: int) -> float:
    return height_of(*(_lines(entry, lines) for entry in pair))


def _lines(entry: Entry, lines: int) -> str:
    label, holder = entry
    return cell(label, _COLUMN - 0.4, lines) + "\n" + cell(holder, _COLUMN - 0.4, 1)


def _draw_list(drawing: Drawing, pairs: Sequence[tuple[Entry, ...]], lines: int, top: float) -> None:
    for pair in pairs:
        for i, entry in enumerate(pair):
            *label, holder = _lines(entry, lines).split("\n")
            write(drawing, 0.1 + _COLUMN * i, top, "\n".join(label), SMALL)
            write(drawing, 0.1 + _COLUMN * i, top + line_height(SMALL) * len(label), holder, SMALL, MUTED)
        top += _pair_height(pair, lines)


def _alt(evaluation: Evaluation, language: Language) -> str:
    outlooks = evaluation.prospects.outlooks
    told = [say("figures.outlook.alt", language, n=len(outlooks))]
    for kind in (True, False):
        for verdict in VERDICTS:
            here = [each for each in outlooks if (each.priority, each.verdict) == (kind, verdict)]
            if here:
                told.append(_told(here, verdict, language))
    return " ".join(told)


def _told(here: Sequence[Outlook], verdict: Verdict, language: Language) -> str:
    group = say(f"figures.outlook.{'priority' if here[0].priority else 'other'}", language)
    names = joined([named(each.objective.code, each.objective.label) for each in here], language)
    result = say(f"vocabulary.verdict.{verdict}", language)
    return say("figures.outlook.cell", language, group=group, verdict=result, names=names)
