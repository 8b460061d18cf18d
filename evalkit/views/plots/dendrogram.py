"""The tree of the classes, from its root to the cut and a little below: how much each split tells apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from evalkit.multivariate.disclosure import THRESHOLD, too_small
from evalkit.stats.estimable import not_estimable
from evalkit.texts import Language, said
from evalkit.views.numbers import number
from evalkit.views.plots.canvas import GRID, Drawn, count_ticks, finish, house_style, margin, panel, sheet
from evalkit.views.plots.grouping import class_names
from evalkit.views.plots.keys import LINES
from evalkit.views.plots.labels import LABEL, Array, bold_characters, shown
from evalkit.views.style import COLORS, INK, MUTED, SMALL, WIDTH

if TYPE_CHECKING:
    from evalkit.stats.classes import Classes

ALL = 60
"""Rows that may all be drawn, when they may be named."""
ENDS = 30
"""Branches drawn otherwise."""
_PITCH, _TOP, _BOTTOM, _LEFT = 0.42, 0.25, 1.25, 0.4
_CLASSES, _ENDS = 5.0, 1.5
"""Centimetres for the names of classes, and for the ends of branches without a name."""
_NAMED = 3.4


@dataclass(frozen=True)
class _Node:
    """A branch: its height, place and class (0 above the cut), and the two under it, none at an end."""

    height: float
    place: float
    number: int
    under: tuple[_Node, ...] = ()


@dataclass(frozen=True)
class _Top:
    """The top of a tree: the root, and from top to bottom the class, size (None: not told) and name of each end."""

    root: _Node
    ends: tuple[tuple[int, int | None, str], ...]
    least: int


@house_style()
def dendrogram(
    classes: Classes,
    names: Mapping[int, str] | None = None,
    *,
    identifiers: bool = False,
    rows: str = "",
    language: Language = "fr",
) -> Drawn:
    """Draw the top of the tree with the cut; beyond `ENDS` branches their ends tell how many rows are under them.

    Without identifiers no branch of fewer than five rows is drawn: within a class, the branch that holds it is an end;
    a class (or several together) so small is left out with the merge above it, and no end of a class from which its
    size could be computed tells its own.

    Parameters
    ----------
    classes : Classes
        Branches have the classes of the cut, before consolidation.
    names : mapping of int to str, optional
        What each class is called.
    identifiers : bool
        Whether rows are named, where they are few enough (`ALL`), and branches of fewer than five rows are drawn.
    rows : str
        What the rows are, in the plural.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``plots.no_tree`` when the tree has a single leaf, ``plots.rows_hidden`` where `identifiers` is false and no
        class has five rows.
    """
    if classes.tree.leaves < 2:
        return not_estimable("plots.no_tree")
    named = identifiers and classes.cells is None and classes.tree.leaves <= ALL
    most = classes.tree.leaves if named else max(ENDS, classes.count)
    top = _top(classes, most, named, 1 if identifiers else THRESHOLD)
    if top is None:
        return not_estimable("plots.rows_hidden", n=THRESHOLD)
    called = class_names(range(1, classes.count + 1), names, language)
    height = max(_PITCH * len(top.ends), 4.0)
    on = sheet(_TOP + height + _BOTTOM)
    wide = WIDTH - _LEFT - _CLASSES - (_NAMED if named else _ENDS)
    frame = panel(on, _LEFT, _TOP, wide, height)
    _dress(frame, classes, top, language)
    _draw(frame, top.root)
    _write(margin(on), top, called, _LEFT + wide, height / len(top.ends), language)
    return finish(on, "dendrogram", *_words(classes, top, called, rows, language))


def _top(classes: Classes, most: int, named: bool, least: int) -> _Top | None:
    """Return the last `most` - 1 merges of branches of `least` rows; branches with the lower class come first."""
    tree, n = classes.tree, classes.tree.leaves
    first_class = _leaf_classes(classes)
    rows = _leaf_rows(classes)
    held, hidden = _held(classes, rows, least), _hidden(classes) if least > 1 else set()
    if not held[-1]:
        return None
    ends: list[tuple[int, int | None, str]] = []

    def class_of(node: int) -> int:
        while node >= n:
            node = int(tree.merges[node - n, 0])
        return int(first_class[node])

    gains = _heights(classes)

    def build(node: int) -> _Node:
        below_cut = node < 2 * n - classes.count
        within = [] if node < n or node < 2 * n - most else sorted(tree.merges[node - n].tolist(), key=class_of)
        kept = [child for child in within if held[child]]
        if not kept or (below_cut and kept != within):
            name, own = str(classes.labels.index[node]) if named else "", class_of(node)
            ends.append((own, None if own in hidden else int(rows[node]), name))
            return _Node(0.0 if node < n else float(gains[node - n]), len(ends) - 1, own)
        if kept != within:
            return build(kept[0])
        under = tuple(build(child) for child in kept)
        place = (under[0].place + under[1].place) / 2
        return _Node(float(gains[node - n]), place, under[0].number if below_cut else 0, under)

    root = build(2 * n - 2)
    return _Top(root, tuple(ends), least)


def _held(classes: Classes, rows: Array, least: int) -> NDArray[np.bool_]:
    """Tell of each node whether it may be drawn: above the cut, one that leads to a class that may."""
    n = classes.tree.leaves
    held = rows >= least
    for node in range(2 * n - classes.count, 2 * n - 1):
        held[node] = held[classes.tree.merges[node - n]].any()
    return held


def _hidden(classes: Classes) -> set[int]:
    """Return the classes whose size is not told, at the cut or (in the tables) after consolidation."""
    counted = [Counter(int(k) for k in labels) for labels in (classes.cut, classes.labels)]
    return {k for sizes in counted for k in too_small(sizes)}


def _heights(classes: Classes) -> Array:
    """Return the heights of the joins; among neighbours only, a join can cost less than one before it."""
    return np.asarray(np.maximum.accumulate(classes.tree.gains), dtype=np.float64)


def _leaf_classes(classes: Classes) -> Array:
    """Return the class of each leaf at the cut."""
    cut = classes.cut.to_numpy()
    if classes.cells is None:
        return np.asarray(cut, dtype=np.float64)
    found = np.zeros(classes.tree.leaves)
    found[classes.cells] = cut
    return found


def _leaf_rows(classes: Classes) -> Array:
    """Return how many rows are under each node."""
    n = classes.tree.leaves
    own = np.ones(n) if classes.cells is None else np.bincount(classes.cells, minlength=n).astype(np.float64)
    rows = np.concatenate([own, np.zeros(n - 1)])
    for i, (left, right) in enumerate(classes.tree.merges.tolist()):
        rows[n + i] = rows[left] + rows[right]
    return rows


def _dress(frame: Axes, classes: Classes, top: _Top, language: Language) -> None:
    gains = _heights(classes)
    frame.set_xscale("function", functions=(lambda x: np.sqrt(np.maximum(x, 0)), np.square))
    furthest = top.root.height
    frame.set_ylim(len(top.ends) - 0.5, -0.5)
    if classes.count > 1:
        below = float(gains[-classes.count]) if classes.count <= len(gains) else 0.0
        cut = (float(gains[1 - classes.count]) + below) / 2
        frame.axvline(cut, color=MUTED, linewidth=1, linestyle=LINES[1])
        furthest = max(furthest, cut)
    frame.set_xlim(1.06 * max(furthest, 1e-12), 0)
    frame.set_xlabel(said("plots.dendrogram.gain", language), loc="left")
    count_ticks(frame, language, 6)
    frame.yaxis.set_visible(False)
    frame.spines["left"].set_visible(False)
    frame.grid(axis="x", color=GRID, linewidth=0.6)


def _draw(frame: Axes, node: _Node) -> None:
    color = COLORS[(node.number - 1) % len(COLORS)] if node.number else INK
    for each in node.under:
        own = COLORS[(each.number - 1) % len(COLORS)] if each.number else INK
        frame.plot([node.height, each.height], [each.place] * 2, color=own, linewidth=1.3, solid_capstyle="round")
        _draw(frame, each)
    if node.under:
        frame.plot([node.height] * 2, [each.place for each in node.under], color=color, linewidth=1.3)
    elif node.height:
        frame.plot([node.height, 0], [node.place] * 2, color=color, linewidth=1.3, linestyle=LINES[2])


def _write(whole: Axes, top: _Top, called: Mapping[object, str], left: float, pitch: float, language: Language) -> None:
    """Write the ends of the branches, and a bracket with the name of each class."""
    for i, (_, size, name) in enumerate(top.ends):
        text = shown(name, 20) if name else "" if size is None else f"×\u00a0{number(size, language, 0)}"
        whole.text(left + 0.15, _TOP + pitch * (i + 0.5), text, size=LABEL, color=MUTED, va="center_baseline")
    bracket = WIDTH - _CLASSES + 0.1
    for number_, run in groupby(enumerate(top.ends), key=lambda pair: pair[1][0]):
        held = [i for i, _ in run]
        low, high = _TOP + pitch * (held[0] + 0.15), _TOP + pitch * (held[-1] + 0.85)
        color = COLORS[(number_ - 1) % len(COLORS)]
        whole.plot([bracket, bracket + 0.12, bracket + 0.12, bracket], [low, low, high, high], color=color, linewidth=2)
        lines = max(1, min(3, round(pitch * len(held) / 0.42)))
        text = shown(called.get(number_, ""), bold_characters(_CLASSES - 0.5, SMALL), lines)
        whole.text(bracket + 0.3, (low + high) / 2, text, size=SMALL, weight="bold", va="center")


def _words(classes: Classes, top: _Top, called: Mapping[object, str], rows: str, language: Language) -> tuple[str, str]:
    what = shown(rows, 60) if rows else said("plots.individuals.rows", language)
    n, k, ends = len(classes.labels), classes.count, len(top.ends)
    told = {"n": k, "classes": number(k, language, 0), "count": number(n, language, 0), "rows": what,
            "ends": number(ends, language, 0)}  # fmt: skip
    listed = ", ".join(said("plots.quoted", language, text=shown(name, 60)) for name in called.values())
    alt = said("plots.dendrogram.alt", language, listed=listed, **told)
    caption = [said("plots.dendrogram.caption", language, **told)]
    if ends < classes.tree.leaves:
        caption.append(said("plots.dendrogram.top", language, **told))
    if top.least > 1:
        caption += _left_out(classes, top, what, language)
    if moved := len(classes.moved):
        caption.append(said("plots.dendrogram.moved", language, n=moved, count=number(moved, language, 0), rows=what))
    return alt, " ".join(caption)


def _left_out(classes: Classes, top: _Top, what: str, language: Language) -> Iterator[str]:
    """Give what the caption says of small branches and classes."""
    yield said("plots.dendrogram.few", language, least=top.least, rows=what)
    if left := classes.count - len({number_ for number_, _, _ in top.ends}):
        yield said("plots.dendrogram.left_out", language, n=left)
    if any(size is None for _, size, _ in top.ends):
        yield said("plots.dendrogram.unwritten", language)
