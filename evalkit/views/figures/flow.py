"""The flow of actions: one arrow from who acts to whom, one mark on it for each action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evalkit.evaluation import Evaluation
from evalkit.model.content import Action
from evalkit.model.dossier import Dossier
from evalkit.model.vocabulary import BENEFICIARIES, TERRITORY
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.steps.content import Flow
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
from evalkit.views.style import (
    ACCENT,
    MUTED,
    RULE,
    SMALL,
    SOFT,
    TALLEST,
    WIDTH,
    characters,
    finish,
    sheet,
    who,
    wrap,
)

Status = Literal["done", "ongoing", "planned", "dropped", "not_said"]
_MARKS: dict[Status, Mark] = {
    "done": Mark("circle", ACCENT, 8),
    "ongoing": Mark("circle", ACCENT, 8, face="white", half=True),
    "planned": Mark("circle", ACCENT, 8, face="white"),
    "dropped": Mark("cross", MUTED, 8, edge="white", edge_width=0.5),
    "not_said": Mark("square", MUTED, 6.5, face=RULE),
}
_LEFT, _RIGHT, _HEAD, _PAD, _BETWEEN, _CORNER = 4.7, 11.9, 0.6, 0.12, 0.16, 0.1
_COUNT = 1.9
"""Room in centimetres for the number of actions, at the end of the arrow."""


@dataclass(frozen=True)
class _Row:
    flow: Flow
    text: str

    @property
    def height(self) -> float:
        return max(0.6, line_height(SMALL) * (self.text.count("\n") + 1) + 2 * _PAD)


@dataclass(frozen=True)
class _Group:
    """The arrows that leave from the same actors."""

    by: tuple[str, ...]
    text: str
    rows: tuple[_Row, ...]

    @property
    def height(self) -> float:
        words = line_height(SMALL) * (self.text.count("\n") + 1) + 2 * _PAD
        return max(words, sum(row.height for row in self.rows))


def action_flow_figure(evaluation: Evaluation, language: Language) -> Figure | NotEstimable:
    """Draw who acts for whom: number of actions and how far each has come.

    Returns
    -------
    Figure or NotEstimable
        ``no_recipient`` when no action says for whom it is.
    """
    dossier, flows = evaluation.dossier, evaluation.content.flows
    if not flows:
        return not_estimable("no_recipient")
    groups, key = _groups(dossier, flows, language), _key(dossier, flows, language)
    body = sum(group.height + _BETWEEN for group in groups)
    drawing = sheet(_HEAD + body + 0.1 + key_height(key))
    write(drawing, 0.05, 0.1, say("figures.flow.by", language), SMALL, face="bold")
    write(drawing, _RIGHT, 0.1, say("figures.flow.to", language), SMALL, face="bold")
    top = _HEAD
    for group in groups:
        _draw_group(drawing, dossier, group, top, language)
        top += group.height + _BETWEEN
    draw_key(drawing, top + 0.1, key)
    said = caption("flow", dossier, language, *_remarks(dossier, language))
    return finish(drawing, "actions", _alt(dossier, groups, language), said)


def _status(action: Action) -> Status:
    return action.status or "not_said"


def _groups(dossier: Dossier, flows: Sequence[Flow], language: Language) -> list[_Group]:
    """Put the arrows in the partners' order, each alone first, then together; fewer lines when they are many."""
    codes = [*(partner.code for partner in dossier.partners), TERRITORY, BENEFICIARIES]
    order = sorted({flow.by for flow in flows}, key=lambda by: (len(by) or len(codes), [codes.index(c) for c in by]))
    for lines in (3, 2, 1):
        groups = []
        for by in order:
            ours = sorted((flow for flow in flows if flow.by == by), key=lambda flow: codes.index(flow.to))
            room = characters(WIDTH - _RIGHT - 0.8, SMALL)
            rows = tuple(_Row(flow, wrap(who(dossier, flow.to, language), room, lines)) for flow in ours)
            text = wrap(actors(dossier, by, language), characters(_LEFT - 1.0, SMALL), lines + 1)
            groups.append(_Group(by, text, rows))
        if sum(group.height + _BETWEEN for group in groups) < TALLEST - 2.5:
            break
    return groups


def _key(dossier: Dossier, flows: Sequence[Flow], language: Language) -> list[KeyItem]:
    present = {_status(action) for flow in flows for action in flow.actions}
    items: list[KeyItem] = [
        (mark, say(f"figures.flow.status.{status}", language)) for status, mark in _MARKS.items() if status in present
    ]
    together = some_together(dossier, (flow.by for flow in flows))
    return items + (partner_key(dossier, language) if together else [])


def _draw_group(drawing: Drawing, dossier: Dossier, group: _Group, top: float, language: Language) -> None:
    drawing.box(0.05, top, _LEFT - 0.1, group.height, SOFT, corner=_CORNER)
    name_in_box(drawing, dossier, group.by, 0.2, top + group.height / 2, group.text)
    spare = (group.height - sum(row.height for row in group.rows)) / len(group.rows)
    for row in group.rows:
        _draw_arrow(drawing, row, top + (row.height + spare) / 2, language)
        drawing.box(_RIGHT, top + 0.04, WIDTH - _RIGHT - 0.05, row.height + spare - 0.08, "white",
                    edge=RULE, edge_width=0.9, corner=_CORNER)  # fmt: skip
        name_in_box(drawing, dossier, (row.flow.to,), _RIGHT + 0.15, top + (row.height + spare) / 2, row.text)
        top += row.height + spare


def _draw_arrow(drawing: Drawing, row: _Row, middle: float, language: Language) -> None:
    actions = sorted(row.flow.actions, key=lambda action: list(_MARKS).index(_status(action)))
    drawing.line([(_LEFT, middle), (_RIGHT - 0.15, middle)], MUTED, 1.1)
    drawing.mark(_RIGHT - 0.15, middle, Mark("right", MUTED))
    step = min(0.42, (_RIGHT - _LEFT - _COUNT - 0.8) / len(actions))
    for i, action in enumerate(actions):
        drawing.mark(_LEFT + 0.35 + step * i, middle, _MARKS[_status(action)])
    words = say("figures.count.action", language, n=len(actions))
    centred(drawing, _RIGHT - _COUNT / 2 - 0.3, middle, words, align="center", ground=1.5)


def _remarks(dossier: Dossier, language: Language) -> list[str]:
    remarks = []
    if any(len(action.to) > 1 for action in dossier.actions):
        remarks.append(say("figures.flow.several", language))
    left_out = sum(not action.to for action in dossier.actions)
    if left_out:
        remarks.append(say("figures.flow.left_out", language, n=left_out))
    return remarks


def _alt(dossier: Dossier, groups: Sequence[_Group], language: Language) -> str:
    arrows = [_told(dossier, row.flow, language) for group in groups for row in group.rows]
    drawn = sum(bool(action.to) for action in dossier.actions)
    return say(
        "figures.flow.alt",
        language,
        actions=say("figures.count.action", language, n=drawn),
        arrows=say("figures.semicolon", language).join(arrows),
    )


def _told(dossier: Dossier, flow: Flow, language: Language) -> str:
    counts = Counter(_status(action) for action in flow.actions)
    told = [say(f"figures.flow.told.{status}", language, n=counts[status]) for status in _MARKS if counts[status]]
    return say(
        "figures.flow.arrow",
        language,
        by=actors(dossier, flow.by, language),
        to=who(dossier, flow.to, language),
        actions=say("figures.count.action", language, n=len(flow.actions)),
        statuses=", ".join(told),
    )
