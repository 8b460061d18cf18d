"""The inertia of each axis, beside what chance gives, and the axes kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from evalkit.stats.estimable import not_estimable
from evalkit.texts import Language, said
from evalkit.views.numbers import number, percent
from evalkit.views.plots.canvas import GRID, Drawn, finish, house_style, panel, sheet
from evalkit.views.plots.keys import LINES, Key, Symbol
from evalkit.views.plots.labels import Array
from evalkit.views.style import ACCENT, COLORS, INK, MUTED, SOFT, WIDTH

if TYPE_CHECKING:
    from evalkit.stats.factor import AxesChoice

MOST = 20
"""Axes drawn; those after them are told in the caption."""
_LEFT, _TOP, _HEIGHT, _BOTTOM = 1.55, 0.3, 6.2, 1.6
_CHANCE, _STICK = Symbol("", COLORS[3], line=LINES[1]), Symbol("", INK, line=LINES[2])


@house_style()
def scree(choice: AxesChoice, language: Language = "fr", *, kept: int | None = None) -> Drawn:
    """Draw the part of inertia of each axis with the parallel analysis, the broken stick and how many axes are kept.

    Parameters
    ----------
    choice : AxesChoice
    language : {"fr", "en"}
    kept : int, optional
        Axes kept for reading; those suggested, when it is not given.

    Returns
    -------
    Figure or NotEstimable
        ``plots.no_point`` when there is no axis.
    """
    if not len(choice.table):
        return not_estimable("plots.no_point")
    kept = choice.suggested if kept is None else kept
    table = choice.table.head(MOST)
    parts = table["percentage"].to_numpy(dtype=np.float64)
    chance = 100 * table["parallel_quantile"].to_numpy() / (table["mean_eigenvalue"].to_numpy() * len(choice.table))
    key = _key(choice, kept, language)
    on = sheet(_TOP + _HEIGHT + _BOTTOM + key.height)
    frame = panel(on, _LEFT, _TOP, WIDTH - _LEFT - 0.25, _HEIGHT)
    _draw(frame, parts, chance, table["broken_stick"].to_numpy(), kept, language)
    key.draw(on, _TOP + _HEIGHT + _BOTTOM)
    return finish(on, "scree", _alt(choice, parts, chance, kept, language), _caption(choice, kept, language))


def _key(choice: AxesChoice, kept: int, language: Language) -> Key:
    bars = [(Symbol("s", ACCENT, 7), said("plots.scree.kept", language))] if kept else []
    if kept < len(choice.table):
        bars.append((Symbol("s", SOFT, 7), said("plots.scree.left", language)))
    quantile = percent(100 * choice.quantile, language, 1)
    lines = [
        (_CHANCE, said("plots.scree.chance", language, quantile=quantile)),
        (_STICK, said("plots.scree.stick", language)),
    ]
    return Key(tuple(bars), tuple(lines))


def _draw(frame: Axes, parts: Array, chance: Array, stick: Array, kept: int, language: Language) -> None:
    at = np.arange(1, len(parts) + 1)
    faces = [ACCENT if axis <= kept else SOFT for axis in at]
    frame.bar(at, parts, width=0.7, color=faces, edgecolor=ACCENT, linewidth=0.6)
    for symbol, line in ((_CHANCE, chance), (_STICK, stick)):
        frame.plot(at, line, marker="o", markersize=2.5, color=symbol.color, linestyle=symbol.line, linewidth=1.3)
    if 0 < kept < len(parts):
        frame.axvline(kept + 0.5, color=MUTED, linewidth=1, linestyle=LINES[1])
    frame.set_xlim(0.4, max(len(parts), 5) + 0.6)
    frame.set_ylim(0, 1.08 * float(max(parts.max(), chance.max(), stick.max())))
    frame.set_xlabel(said("plots.scree.axis", language))
    frame.set_ylabel(said("plots.scree.part", language))
    frame.set_xticks(at, [f"{axis}\n{number(float(part), language, 1)}" for axis, part in zip(at, parts, strict=True)])
    frame.yaxis.set_major_locator(MaxNLocator(6))
    frame.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(float(value), language)))
    frame.grid(axis="y", color=GRID, linewidth=0.6)


def _alt(choice: AxesChoice, parts: Array, chance: Array, kept: int, language: Language) -> str:
    shown = max(kept, 3)
    each = [
        said("plots.scree.one", language, axis=axis, part=percent(float(part), language, 1),
             chance=percent(float(by_chance), language, 1))
        for axis, part, by_chance in zip(range(1, shown + 1), parts, chance, strict=False)
    ]  # fmt: skip
    n = len(choice.table)
    kept_text = said("plots.scree.told", language, n=kept, count=number(kept, language, 0))
    return " ".join(
        [said("plots.scree.alt", language, n=n, count=number(n, language, 0)), ", ".join(each) + ".", kept_text]
    )


def _caption(choice: AxesChoice, kept: int, language: Language) -> str:
    count = number(choice.simulations, language, 0)
    quantile = percent(100 * choice.quantile, language, 1)
    caption = [
        said("plots.scree.caption", language, count=count, n=choice.simulations, quantile=quantile),
        said("plots.scree.told", language, n=kept, count=number(kept, language, 0)),
    ]
    if kept != choice.suggested:
        caption.append(said("plots.scree.suggested", language, n=choice.suggested))
    if more := max(0, len(choice.table) - MOST):
        caption.append(said("plots.scree.more", language, n=more, count=number(more, language, 0)))
    return " ".join(caption)
