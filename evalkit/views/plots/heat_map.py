"""What marks each class: the v-tests of the variables and levels that tell the classes apart most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from numpy.typing import NDArray

from evalkit.stats.estimable import not_estimable
from evalkit.texts import Language, said
from evalkit.views.numbers import number, signed
from evalkit.views.plots.canvas import Drawn, finish, house_style, margin, panel, sheet
from evalkit.views.plots.labels import LABEL, Array, bold_characters, shown
from evalkit.views.style import ACCENT, INK, MUTED, SMALL, WIDTH, characters

if TYPE_CHECKING:
    import pandas as pd

    from evalkit.stats.factor import ByClass

MOST = 30
"""Lines drawn: those with the largest v-test in size."""
LARGEST = 38.0
"""A v-test beyond it cannot be written: its p-value is below the smallest number."""
_FULL = 10.0
"""The v-test from which a colour is full."""
_COLORS = LinearSegmentedColormap.from_list("v_test", ["#a04400", "#e8a66a", "#ffffff", "#6fa8bf", ACCENT])
_LABELS, _LINE, _KEY = 5.6, 0.52, 1.1
_NARROW = 1.7
"""Centimetres: names stand upright above narrower columns."""
_TWO_LINES, _COUNT = 0.65, 0.5
"""Centimetres: width of a column above which a name stands upright on two lines; room of its number of rows."""


@dataclass(frozen=True)
class _Tests:
    """V-tests, lines x classes (nan where a class has none), and whether each holds after correction."""

    values: Array
    holds: NDArray[np.bool_]
    texts: tuple[str, ...]
    left: int


@house_style()
def class_heat_map(
    by_class: ByClass,
    names: Mapping[int, str] | None = None,
    labels: Mapping[str, str] | None = None,
    *,
    sizes: Mapping[int, int] | None = None,
    language: Language = "fr",
) -> Drawn:
    """Draw the v-tests of variables and levels by class; colour only where they hold after correction.

    Parameters
    ----------
    by_class : ByClass
    names : mapping of int to str, optional
        What each class is called.
    labels : mapping of str to str, optional
        What a reader sees of each column.
    sizes : mapping of int to int, optional
        Rows of each class.
    language : {"fr", "en"}

    Returns
    -------
    Figure or NotEstimable
        ``plots.no_mark`` when no variable describes the classes.
    """
    table = _table(by_class, labels or {}, language)
    if table.empty:
        return not_estimable("plots.no_mark")
    keys = _sorted({str(key) for key in table["class"]})
    given = {str(key): name for key, name in (names or {}).items()}
    called = [given.get(key) or said("plots.class", language, number=key) for key in keys]
    counts = {str(key): n for key, n in (sizes or {}).items()}
    tests = _strongest(table, keys)
    wide = (WIDTH - _LABELS - 0.1) / len(keys)
    head = 2.05 if wide >= _NARROW else 5.2
    height = _LINE * len(tests.texts)
    on = sheet(head + height + _KEY)
    frame = panel(on, _LABELS, head, WIDTH - _LABELS - 0.1, height)
    _draw(frame, tests, language)
    whole = margin(on)
    _head(whole, called, [counts.get(key) for key in keys], wide, head, language)
    for i, text in enumerate(tests.texts):
        line = shown(text, characters(_LABELS - 0.3, SMALL))
        whole.text(_LABELS - 0.15, head + _LINE * (i + 0.5), line, ha="right", va="center_baseline", size=SMALL)
    _key(whole, head + height + 0.4, language)
    return finish(on, "class_heat_map", *_words(tests, called, language))


def _table(by_class: ByClass, labels: Mapping[str, str], language: Language) -> pd.DataFrame:
    """Return one row per class and line: numbers and levels together."""
    import pandas as pd

    parts = []
    for part in (by_class.numbers, by_class.categories):
        if len(part):
            table = part.reset_index()
            variable = table["variable"].astype(str)
            table["line"] = variable if "level" not in table else variable + "\0" + table["level"].astype(str)
            parts.append(table[["class", "line", "v_test", "p_adjusted", "significant"]])
    if not parts:
        return pd.DataFrame(columns=["class", "line"])
    both = pd.concat(parts, ignore_index=True)
    both["class"] = both["class"].astype(str)
    texts = {line: _text(line, labels, language) for line in both["line"].unique()}
    return both.assign(text=both["line"].map(texts))


def _text(line: str, labels: Mapping[str, str], language: Language) -> str:
    variable, _, level = line.partition("\0")
    label = labels.get(variable, variable)
    return said("plots.level", language, variable=label, level=level) if level else label


def _sorted(keys: set[str]) -> list[str]:
    """Sort classes by number, then by name."""
    return sorted(keys, key=lambda key: (not key.isdecimal(), int(key) if key.isdecimal() else 0, key))


def _strongest(table: pd.DataFrame, keys: list[str]) -> _Tests:
    """Return the lines with the largest v-test in size, sorted by the class they mark most."""
    import pandas as pd

    values = table.pivot(index="line", columns="class", values="v_test").reindex(columns=keys)
    holds = table.pivot(index="line", columns="class", values="significant").reindex(columns=keys)
    size = values.abs().fillna(0.0)
    marked = holds.fillna(False).astype(bool).any(axis=1)
    ranked = pd.DataFrame({"marked": marked, "size": size.max(axis=1)})
    kept = ranked.sort_values(["marked", "size"], ascending=False, kind="stable").index[:MOST]
    values, size = values.loc[kept].clip(-LARGEST, LARGEST), size.loc[kept]
    order = np.lexsort((-size.max(axis=1).to_numpy(), values.fillna(0.0).to_numpy().argmax(axis=1)))
    texts = dict(zip(table["line"], table["text"], strict=True))
    held = holds.loc[kept].fillna(False).to_numpy(dtype=bool)
    lines = tuple(texts[str(line)] for line in values.index[order])
    return _Tests(values.to_numpy(dtype=np.float64)[order], held[order], lines, len(holds) - len(kept))


def _draw(frame: Axes, tests: _Tests, language: Language) -> None:
    rows, columns = tests.values.shape
    coloured = np.where(tests.holds & np.isfinite(tests.values), tests.values, 0.0)
    scale = Normalize(-_FULL, _FULL, clip=True)
    frame.pcolormesh(coloured, cmap=_COLORS, norm=scale, edgecolors="white", linewidth=1)
    frame.set(xlim=(0, columns), ylim=(rows, 0))
    frame.axis("off")
    for i, j in np.ndindex(rows, columns):
        dark = abs(coloured[i, j]) > 0.55 * _FULL
        color = ("white" if dark else INK) if tests.holds[i, j] else MUTED
        text = _written(float(tests.values[i, j]), language)
        frame.text(j + 0.5, i + 0.5, text, ha="center", va="center_baseline", size=LABEL, color=color,
                   weight="bold" if tests.holds[i, j] else "normal")  # fmt: skip


def _written(value: float, language: Language) -> str:
    if np.isnan(value):
        return "–"
    if abs(value) >= LARGEST:
        return f"{'>' if value > 0 else '<'}\u00a0{signed(float(np.sign(value)) * LARGEST, language)}"
    return signed(round(value, 1) + 0.0, language)


def _head(
    whole: Axes, called: list[str], sizes: list[int | None], wide: float, head: float, language: Language
) -> None:
    style: dict[str, Any] = {"ha": "center", "va": "bottom", "size": LABEL, "weight": "bold"}
    counted = any(size is not None for size in sizes)
    for j, (name, size) in enumerate(zip(called, sizes, strict=True)):
        at, written = _LABELS + wide * (j + 0.5), "–" if size is None else number(size, language, 0)
        if wide >= _NARROW:
            n = "" if size is None else "\n" + said("plots.heat_map.size", language, count=written)
            whole.text(at, head - 0.12, shown(name, bold_characters(wide - 0.1, LABEL), 4) + n, **style)
            continue
        lines = 2 if wide >= _TWO_LINES else 1
        text = shown(name, bold_characters(head - _COUNT - 0.3, LABEL), lines)
        whole.text(at, head - _COUNT if counted else head - 0.12, text, rotation=90, **style)
        if counted:
            whole.text(at, head - 0.12, written, **style)
    if counted and wide < _NARROW:
        whole.text(_LABELS - 0.15, head - 0.12, said("plots.heat_map.count", language), **style | {"ha": "right"})


def _key(whole: Axes, top: float, language: Language) -> None:
    """Draw the scale of colours, from far below to far above."""
    left, width, steps = _LABELS + 1.6, 0.5, (-10, -6, -3, 0, 3, 6, 10)
    for i, step in enumerate(steps):
        face = _COLORS((step + _FULL) / (2 * _FULL))
        whole.fill_between([left + width * i, left + width * (i + 1)], top, top + 0.3, color=face, linewidth=0)
    words: dict[str, Any] = {"ha": "right", "va": "center_baseline", "size": LABEL, "color": MUTED}
    whole.text(left - 0.15, top + 0.15, said("plots.heat_map.below", language), **words)
    whole.text(
        left + width * len(steps) + 0.15, top + 0.15, said("plots.heat_map.above", language), **words | {"ha": "left"}
    )


def _words(tests: _Tests, called: list[str], language: Language) -> tuple[str, str]:
    n = len(tests.texts)
    told = [
        said(
            "plots.heat_map.alt", language, n=n, count=number(n, language, 0), classes=number(len(called), language, 0)
        )
    ]
    for j, name in enumerate(called):
        sizes = np.where(tests.holds[:, j], np.abs(np.nan_to_num(tests.values[:, j])), 0.0)
        most = [i for i in np.argsort(-sizes, kind="stable")[:3] if sizes[i] > 0]
        listed = ", ".join(
            f"{shown(tests.texts[i], 60)} ({_written(float(tests.values[i, j]), language)})" for i in most
        )
        key = "one" if most else "nothing"
        told.append(said(f"plots.heat_map.{key}", language, name=shown(name, 60), listed=listed))
    caption = [said("plots.heat_map.caption", language)]
    if tests.left:
        caption.append(
            said("plots.heat_map.left", language, n=tests.left, count=number(tests.left, language, 0), shown=n)
        )
    return " ".join(told), " ".join(caption)
