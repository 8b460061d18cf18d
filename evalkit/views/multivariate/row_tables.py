"""Tables of the rows: how well they are shown, who makes the axes. Names only where they may be shown."""

from __future__ import annotations

from evalkit.multivariate.outliers import AGREEMENT
from evalkit.multivariate.quality import WEAK, WELL
from evalkit.stats.factor import Ca
from evalkit.views.blocks import Table
from evalkit.views.multivariate.build import Cell, table
from evalkit.views.multivariate.wording import Wording


def quality_table(words: Wording) -> Table:
    """Return how many rows the axes kept show badly, in part, and well."""
    found = words.analysis.quality
    low, high = (words.percent(100 * each) for each in (WEAK, WELL))
    bands = {
        "low": (words.say("band.low", to=low), found.weak),
        "middle": (words.say("band.middle", **{"from": low, "to": high}), found.middle),
        "high": (words.say("band.high", **{"from": high}), found.well),
    }
    rows = [
        ((text, key), (words.count(n), n), (words.percent(100 * n / found.rows), n / found.rows))
        for key, (text, n) in bands.items()
    ]
    return table(words, "rows_quality", "shown_part rows# share#", rows, [words.say("notes.rows_quality")])


def rows_table(words: Wording) -> Table | None:
    """Return the rows on the axes kept; None where rows may not be named."""
    analysis = words.analysis
    if not analysis.table.identifiers:
        return None
    points = analysis.factors.rows if isinstance(analysis.factors, Ca) else analysis.factors.individuals
    told = {(r.axis, each.row) for r in analysis.readings for side in (r.negative, r.positive) for each in side.rows}
    rows, shown = [], []
    assert points.contrib is not None
    for axis in range(1, analysis.axes + 1):
        parts = points.contrib[axis].sort_values(ascending=False, kind="stable")
        coords, cos2 = points.coord[axis].loc[parts.index], points.cos2[axis].loc[parts.index]
        for name, *figures in zip(parts.index, parts.to_list(), coords.to_list(), cos2.to_list(), strict=True):
            shown.append((axis, name) in told)
            rows.append(_row(words, axis, str(name), figures, written=shown[-1]))
    keys = "axis# row side contrib# coord# cos2#"
    return table(words, "axis_rows", keys, rows, [words.say("notes.axis_rows")], lambda i: shown[i])


def _row(words: Wording, axis: int, name: str, figures: list[float], written: bool) -> list[Cell]:
    """Return a line; of one that stands in the CSV only, figures are not written out, which takes its time."""
    part, coord, cos2 = figures
    side = "positive" if coord > 0 else "negative"
    if not written:
        return [("", axis), name, ("", side), ("", part), ("", coord), ("", cos2)]
    texts = words.percent(part), words.number(coord), words.number(cos2)
    return [(str(axis), axis), name, (words.side(axis, coord > 0), side), *zip(texts, figures, strict=True)]


def outliers_table(words: Wording) -> Table | None:
    """Return the rows that weigh on an axis; None where there are none or rows may not be named."""
    analysis = words.analysis
    if not analysis.table.identifiers or not analysis.outliers:
        return None
    rows = [
        (
            each.row,
            (str(each.axis), each.axis),
            (words.percent(each.contrib), each.contrib),
            (words.judged(each.agreement, lambda value: value > AGREEMENT), each.agreement),
            (words.say(f"verdict.{'moves' if each.moves else 'stays'}"), "moves" if each.moves else "stays"),
        )
        for each in analysis.outliers
    ]
    return table(words, "outliers", "row axis# contrib# agreement# verdict", rows, [words.say("notes.outliers")])
