"""Tables of the classes: how many, which, what marks each, how far to trust them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from evalkit.multivariate.class_profiles import APART, TOGETHER
from evalkit.multivariate.disclosure import THRESHOLD
from evalkit.multivariate.frames import rows_of
from evalkit.multivariate.grouping import ROWS_BY_CLASS
from evalkit.multivariate.selections import ClassProfile
from evalkit.stats.classes import Classes
from evalkit.views.blocks import Table
from evalkit.views.multivariate.build import Cell, table
from evalkit.views.multivariate.class_prose import by_size, may_count, standing
from evalkit.views.multivariate.names import TOLD, class_names, told_marks
from evalkit.views.multivariate.wording import Wording

FIRST = 10
"""Lines of a class shown at least, where so many are beyond chance."""
MOVED_NAMED = 6
"""Names told of the rows that went from one class to another; the CSV file holds all."""
_FIGURES = {"silhouette": 2, "gap": 2, "jaccard": 2, "jaccard_least": 2}


def sure_tables(words: Wording) -> tuple[Table, ...]:
    """Return the tables that tell how far to trust the classes; none where there are none."""
    found = words.analysis.classes
    if not isinstance(found, Classes):
        return ()
    names = class_names(words.analysis, words.language)
    made = (
        choice_table(words),
        answers_table(words),
        comparison_table(words),
        moves_table(words, found, names),
        placed_table(words, names),
    )
    return tuple(each for each in made if each is not None)


def choice_table(words: Wording) -> Table:
    """Return what each number of classes shows: inertia, rule, silhouette, gap and stability."""
    choice, classes = words.analysis.classes_choice, words.analysis.classes
    assert choice is not None and isinstance(classes, Classes)
    rule = classes.rule or "evalkit_1"
    rows = []
    for count, row in rows_of(choice.table):
        figures: list[Cell] = [_figure(words, row, name, digits) for name, digits in _FIGURES.items()]
        between = float(row["between_share"])
        kept = int(count) == classes.count
        rows.append(
            [
                (str(count), count),
                (words.percent(100 * between), between),
                _figure(words, row, rule, 3),
                *figures,
                (words.yes(kept), kept),
            ]
        )
    notes = [words.say(f"notes.{rule}"), words.say("notes.classes_choice", n=ROWS_BY_CLASS)]
    keys = f"classes# between_share# {rule}# silhouette# gap# jaccard# jaccard_least# kept"
    return table(words, "classes_choice", keys, rows, notes)


def _figure(words: Wording, row: pd.Series, name: str, digits: int) -> Cell:
    value = float(row[name]) if name in row.index else float("nan")
    return words.number(value, digits), None if pd.isna(value) else value


def answers_table(words: Wording) -> Table:
    """Return the number of classes that each rule and criterion picks."""
    choice = words.analysis.classes_choice
    assert choice is not None
    rows = [
        ((words.say(f"rule.{rule}"), rule), (words.count(n), n), words.say(f"looks_at.{rule}"))
        for rule, n in choice.answers.items()
    ]
    return table(words, "classes_rules", "rule classes# looks_at", rows)


def sizes_table(words: Wording) -> Table:
    """Return the classes: size, stability, and the rows that show them best where rows may be named."""
    names, named = class_names(words.analysis, words.language), words.analysis.table.identifiers
    rows = []
    for each in by_size(words):
        stable = each.stability or 0.0
        written = words.judged(stable, standing)
        row: list[Cell] = [
            names[each.number],
            (str(each.number), each.number),
            _size(words, each),
            (words.percent(100 * each.share), each.share) if may_count(each) else (words.say("none"), None),
            (written, stable),
        ]
        if named:
            row += [words.joined(each.paragons), words.joined(each.specific) or words.say("none")]
        rows.append(row)
    keys = f"class number~ rows# share# stability#{' paragons specific' if named else ''}"
    return table(words, "classes", keys, rows, [words.say("notes.classes")])


def _size(words: Wording, profile: ClassProfile) -> Cell:
    if may_count(profile):
        return words.count(profile.rows), profile.rows
    return words.few() if profile.rows < THRESHOLD else words.say("undisclosed"), None


def links_table(words: Wording) -> Table:
    """Return how far each column tells the classes apart, all columns."""
    found = words.analysis.by_class
    assert found is not None
    active = set(words.analysis.table.named("active"))
    rows = []
    for frame, measure in ((found.variables, "eta2"), (found.factors, "cramer_v")):
        for name, row in rows_of(frame):
            value, p, n = (float(row[key]) for key in (measure, "p_adjusted", "n"))
            role = "active" if name in active else "supplementary"
            cells: list[Cell] = [
                words.label(str(name)),
                str(name),
                (words.say(f"role.{role}"), role),
                (words.say(f"measure.{measure}"), measure),
                (words.number(value), value),
                (words.number(n, 0), n),
                (words.p_value(p), p),
            ]
            rows.append((value, cells))
    ordered = [cells for _, cells in sorted(rows, key=lambda each: -each[0])]
    keys = "column variable~ role measure strength# n# p_adjusted#"
    return table(words, "class_links", keys, ordered, [words.say("notes.class_links")])


def profiles_tables(words: Wording) -> Iterator[Table]:
    """Give a table for each class, from the largest to the smallest: its strongest marks, with n, effect and p-value.

    The CSV file, the same for all, holds every class by every column and level.
    """
    names = class_names(words.analysis, words.language)
    lines = sorted(_lines(words), key=lambda each: (each[0], not each[1], -abs(each[2])))
    rows = [[(names[number], names[number]), *cells] for number, _, _, cells in lines]
    shown = _shown(words, [(number, clear, cells) for number, clear, _, cells in lines])
    keys = "class~ column variable~ level~ measure~ value# overall# effect# v_test# p_adjusted# n# class_in_level#~"
    for each in by_size(words):
        own = {i for i, line in enumerate(lines) if line[0] == each.number and shown[i]}
        if own:
            made = table(words, "class_profiles", keys, rows, (), own.__contains__)
            whole = words.count(sum(line[0] == each.number for line in lines))
            note = words.say("notes.all_in_csv", shown=words.count(len(own)), all=whole)
            yield replace(made, caption=names[each.number], notes=(note,))


def _shown(words: Wording, lines: Sequence[tuple[int, bool, Sequence[Cell]]]) -> list[bool]:
    """Tell which lines are shown: the first of each class beyond chance, and all that a sentence tells."""
    told = {
        (each.number, words.name(mark.variable, mark.level))
        for each in words.analysis.profiles
        for marks in told_marks(words.analysis, each).values()
        for mark in marks[:TOLD]
    }
    seen: Counter[int] = Counter()
    shown = []
    for number, clear, cells in lines:
        seen[number] += 1
        shown.append(clear and (seen[number] <= FIRST or (number, cells[0]) in told))
    return shown


def _lines(words: Wording) -> Iterator[tuple[int, bool, float, list[Cell]]]:
    """Give each line: class, whether it is shown, v-test, cells."""
    found = words.analysis.by_class
    assert found is not None
    measure = "count_share" if words.analysis.method == "ca" else "mean"
    counted = set(words.analysis.table.named("active")) if words.analysis.method == "ca" else set()
    for (number, name), row in rows_of(found.numbers):
        value, overall = float(row["mean"]), float(row["overall_mean"])
        write = (words.percent(value), words.percent(overall)) if name in counted else (
            words.mean(value, overall), words.mean(overall, value)
        )  # fmt: skip
        clear = bool(row["significant"]) and abs(row["difference"]) >= APART
        kind = measure if name in counted or measure == "mean" else "mean"
        yield _line(words, number, name, "", kind, (value, overall), write, row, float(row["difference"]), clear)
    for (number, name, level), row in rows_of(found.categories):
        value, overall = float(row["level_in_class"]), float(row["overall"])
        clear = bool(row["significant"]) and abs(row["phi"]) >= TOGETHER
        write = words.percent(value), words.percent(overall)
        yield _line(words, number, name, level, "share", (value, overall), write, row, float(row["phi"]), clear)


def _line(
    words: Wording,
    number: int,
    name: str,
    level: str,
    measure: str,
    values: tuple[float, float],
    written: tuple[str, str],
    row: pd.Series,
    effect: float,
    clear: bool,
) -> tuple[int, bool, float, list[Cell]]:
    inside = float(row["class_in_level"]) if level else None
    v, p, n = (float(row[key]) for key in ("v_test", "p_adjusted", "n"))
    cells: list[Cell] = [
        words.name(name, level),
        name,
        level or words.say("none"),
        (words.say(f"measure.{measure}"), measure),
        (written[0], values[0]),
        (written[1], values[1]),
        (words.number(effect), effect),
        (words.v_test(v), v),
        (words.p_value(p), p),
        (words.number(n, 0), n),
        (words.say("none"), None) if inside is None else (words.percent(inside), inside),
    ]
    return number, clear, v, cells


def comparison_table(words: Wording) -> Table | None:
    """Return the classes beside other ways of making them."""
    found = words.analysis.comparison
    if found is None:
        return None
    rows = [
        (
            (words.say(f"way.{way}"), way),
            (words.count(row["classes"]), int(row["classes"])),
            (words.percent(100 * row["between_share"]), row["between_share"]),
            (words.number(row["adjusted_rand"]), row["adjusted_rand"]),
        )
        for way, row in rows_of(found.table)
    ]
    keys = "way classes# between_share# adjusted_rand#"
    return table(words, "class_comparison", keys, rows, [words.say("notes.class_comparison")])


def moves_table(words: Wording, found: Classes, names: Mapping[int, str]) -> Table | None:
    """Return how many rows the consolidation moved; from which class to which, and which, where rows may be named."""
    moved = len(found.moved)
    if not moved:
        return None
    whole = len(found.labels)
    whole_row = _part(words, moved, whole)
    rows: list[list[Cell]] = []
    if named := words.analysis.table.identifiers:
        ways_taken = found.moved.groupby(["before", "after"], observed=True)
        for (before, after), group in sorted(ways_taken, key=lambda each: -len(each[1])):
            there = [str(row) for row in group.index]
            who = words.some(there, MOVED_NAMED), ", ".join(there)
            ways: list[Cell] = [names[int(str(before))], names[int(str(after))], who]
            rows.append([*ways, *_part(words, len(there), whole)])
    everything = [words.say("columns.all")] * (3 if named else 2)
    keys = f"before after {'names ' if named else ''}rows# share#"
    return table(words, "class_moves", keys, [[*everything, *whole_row], *rows], (), lambda i: i <= FIRST)


def _part(words: Wording, n: int, whole: int) -> tuple[Cell, Cell]:
    return (words.count(n), n), (words.percent(100 * n / whole), n / whole)


def placed_table(words: Wording, names: Mapping[int, str]) -> Table | None:
    """Return the class nearest to each supplementary row; None where there is none or rows may not be named."""
    placed = words.analysis.placed
    if placed is None or not words.analysis.table.identifiers:
        return None
    rows = [(str(row), names[int(number)]) for row, number in placed.items()]
    return table(words, "placed_rows", "row class", rows)
