"""Tables of the columns studied and of the axes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evalkit.multivariate.axis_readings import LINKED, marks_of
from evalkit.multivariate.frames import figure, rows_of
from evalkit.multivariate.selections import AxisMark
from evalkit.stats.factor import Ca, Cloud, Mfa
from evalkit.views.blocks import Table
from evalkit.views.multivariate.axis_prose import TOLD
from evalkit.views.multivariate.build import Cell, table
from evalkit.views.multivariate.wording import Wording

AXES_SHOWN = 10
FIRST, FEW = 6, 2
"""Columns shown at each end of an axis that sentences tell, and of another."""


def columns_table(words: Wording) -> Table:
    """Return the columns studied, with what is missing of each."""
    analysis = words.analysis
    grouped = bool(analysis.table.groups)
    rows = []
    for each in analysis.table.variables:
        holes = int(analysis.holes.get(each.name, 0))
        row: list[Cell] = [
            each.label,
            each.name,
            (words.say(f"kind.{each.kind}"), each.kind),
            (words.say(f"role.{each.role}"), each.role),
        ]
        if grouped:
            row.append((words.group(each.group), each.group) if each.group else (words.say("none"), None))
        rows.append([*row, (words.count(holes), holes)])
    keys = f"column variable~ kind role {'group ' if grouped else ''}missing#"
    return table(words, "study_columns", keys, rows, [words.say("notes.study_columns")])


def rare_table(words: Wording) -> Table:
    """Return the rare active levels that may be told."""
    rare = words.analysis.rare
    rows = [(words.label(name), name, words.level(level), (words.count(n), n)) for name, level, n in rare]
    return table(words, "rare_levels", "column variable~ level rows#", rows)


def axes_table(words: Wording) -> Table:
    """Return the inertia of each axis beside what chance gives."""
    found = words.analysis.choice
    rows = []
    for axis, row in rows_of(found.table):
        chance = 100 * row["parallel_quantile"] / (row["mean_eigenvalue"] * len(found.table))
        rows.append(
            (
                (str(axis), axis),
                _number(words, row["eigenvalue"], 3),
                (words.percent(row["percentage"]), row["percentage"]),
                (words.percent(row["cumulative"]), row["cumulative"]),
                (words.percent(chance), chance),
                (words.yes(int(axis) <= found.suggested), int(axis) <= found.suggested),
                (words.yes(int(axis) <= words.analysis.axes), int(axis) <= words.analysis.axes),
            )
        )
    last = max(AXES_SHOWN, words.analysis.axes)
    notes = [words.say("notes.axes", n=words.count(found.simulations))]
    keys = "axis# eigenvalue# percentage# cumulative# chance# beyond_chance kept"
    return table(words, "axes", keys, rows, notes, lambda i: i < last)


def rules_table(words: Wording) -> Table:
    """Return the number of axes that each rule keeps."""
    rows = [
        ((words.say(f"rule.{rule}"), rule), (words.count(n), n), words.say(f"looks_at.{rule}"))
        for rule, n in words.analysis.choice.rules.items()
    ]
    return table(words, "axes_rules", "rule axes# looks_at", rows)


def axis_columns_table(words: Wording) -> Table:
    """Return the active columns and levels on the axes kept."""
    result = words.analysis.factors
    clouds = [result.columns] if isinstance(result, Ca) else [result.variables, result.categories]
    told = {
        (each.axis, mark.variable, mark.level)
        for each in words.analysis.readings
        for side in (each.negative, each.positive)
        for mark in side.marks[: FIRST if each.axis <= TOLD else FEW]
    }
    rows, shown = [], []
    for axis in range(1, words.analysis.axes + 1):
        marks = [mark for cloud in clouds if cloud is not None for mark in _told(words, cloud, axis)]
        for mark in sorted(marks, key=lambda each: -(each.contrib or 0)):
            rows.append(_axis_row(words, axis, mark))
            shown.append((axis, mark.variable, mark.level) in told)
    keys = "axis# column variable~ level~ side contrib# coord# cos2# correlation#~ v_test#~"
    return table(words, "axis_columns", keys, rows, [words.say("notes.axis_columns")], lambda i: shown[i])


def _told(words: Wording, cloud: Cloud, axis: int) -> Iterator[AxisMark]:
    hidden = words.analysis.withheld.levels
    return (mark for mark in marks_of(cloud, axis) if (mark.variable, mark.level) not in hidden)


def _axis_row(words: Wording, axis: int, mark: AxisMark) -> list[Cell]:
    return [
        (str(axis), axis),
        words.name(mark.variable, mark.level),
        mark.variable,
        mark.level or words.say("none"),
        (words.side(axis, mark.coord > 0), "positive" if mark.coord > 0 else "negative"),
        (words.percent(mark.contrib or 0), mark.contrib),
        _number(words, mark.coord),
        _number(words, mark.cos2),
        _maybe(words, mark.correlation),
        _maybe(words, mark.v_test, 1),
    ]


def _number(words: Wording, value: float, digits: int = 2) -> Cell:
    return words.number(value, digits), None if math.isnan(value) else value


def _maybe(words: Wording, value: float | None, digits: int = 2) -> Cell:
    return (words.say("none"), None) if value is None else _number(words, value, digits)


def supplementary_table(words: Wording) -> Table:
    """Return the supplementary columns and levels on the axes kept."""
    if isinstance(words.analysis.factors, Ca):
        return _supplementary_counts(words)
    rows, shown = [], []
    for axis, name, level, measure, value, p, clear in _links(words):
        cells: list[Cell] = [
            (str(axis), axis),
            words.name(name, level),
            name,
            level or words.say("none"),
            (words.say(f"measure.{measure}"), measure),
            (words.side(axis, value > 0), "positive" if value > 0 else "negative"),
            _number(words, value),
            (words.p_value(p), p),
        ]
        rows.append(cells)
        shown.append(clear)
    keys = "axis# column variable~ level~ measure side link# p_adjusted#"
    return table(words, "axis_supplementary", keys, rows, [words.say("notes.axis_supplementary")], lambda i: shown[i])


def _links(words: Wording) -> Iterator[tuple[int, str, str, str, float, float, bool]]:
    """Give each supplementary column and level on each axis kept, the most linked first."""
    marks, aside = words.analysis.axis_marks, set(words.analysis.table.named("supplementary"))
    if marks is None:
        return
    for axis in range(1, words.analysis.axes + 1):
        found = []
        for frame, measure in ((marks.numbers, "correlation"), (marks.categories, "difference")):
            for key, row in rows_of(frame):
                at, name, *level = key
                if at == axis and name in aside:
                    value, p = float(row[measure]), float(row["p_adjusted"])
                    clear = bool(row["significant"]) and abs(value) >= LINKED
                    found.append((axis, name, level[0] if level else "", measure, value, p, clear))
        yield from sorted(found, key=lambda each: -abs(each[4]))


def _supplementary_counts(words: Wording) -> Table:
    result = words.analysis.factors
    cloud = result.supplementary_columns if isinstance(result, Ca) else None
    rows: list[list[Cell]] = []
    for axis in range(1, words.analysis.axes + 1):
        for mark in () if cloud is None else marks_of(cloud, axis):
            side = (words.side(axis, mark.coord > 0), "positive" if mark.coord > 0 else "negative")
            name: list[Cell] = [(str(axis), axis), words.label(mark.variable), mark.variable]
            rows.append([*name, side, _number(words, mark.coord), _number(words, mark.cos2)])
    keys = "axis# column variable~ side coord# cos2#"
    return table(words, "axis_supplementary", keys, rows, [words.say("notes.axis_supplementary_ca")])


def groups_table(words: Wording) -> Table | None:
    """Return the groups of an MFA on the axes kept; None for other methods."""
    result = words.analysis.factors
    if not isinstance(result, Mfa):
        return None
    rows = []
    for axis in range(1, words.analysis.axes + 1):
        for name in result.groups.coord.index:
            active = name in result.groups.contrib.index
            contrib = figure(result.groups.contrib, name, axis) if active else math.nan
            rows.append(
                (
                    (str(axis), axis),
                    (words.group(name), name),
                    (words.say(f"role.{'active' if active else 'supplementary'}"), active),
                    (words.percent(contrib), contrib if active else None),
                    _number(words, figure(result.groups.coord, name, axis)),
                )
            )
    return table(words, "groups", "axis# of role contrib# coord#", rows, [words.say("notes.groups")])


def groups_links_table(words: Wording) -> Table | None:
    """Return the RV and Lg coefficients of each pair of groups; None for methods without groups."""
    result = words.analysis.factors
    if not isinstance(result, Mfa):
        return None
    rv, lg = result.groups.rv, result.groups.lg
    names = list(rv.index)
    rows = [
        (
            (words.group(one), one),
            (words.group(other), other),
            _number(words, figure(rv, one, other)),
            _number(words, figure(lg, one, other)),
        )
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    ]
    return table(words, "groups_links", "of with rv# lg#", rows, [words.say("notes.groups_links")])
