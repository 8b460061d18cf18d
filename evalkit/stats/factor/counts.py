"""Which columns mark each row of a table of counts, and the axes of its correspondence analysis put in order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evalkit.stats.correction import corrected
from evalkit.stats.factor.ca import Ca
from evalkit.stats.factor.checks import check_kind, check_names, check_values, numbers_of
from evalkit.stats.factor.marks import LEVEL, class_shares


def describe_counts(table: pd.DataFrame, *, level: float = LEVEL) -> pd.DataFrame:
    """Return for each row of counts how far each column is more or less frequent there than in the whole table.

    Parameters
    ----------
    table : DataFrame
        Counts, 0 or more; whole numbers (others are rounded for the p-value).
    level : float
        Corrected p-values below it are flagged.

    Returns
    -------
    DataFrame
        Index: row, column; by row, largest v-test first. Columns: ``v_test``, ``in_row``, ``overall`` (per cent),
        ``count``, ``total`` (of the column), ``n`` (of the table), ``p_value``, ``p_adjusted``, ``significant``.

    Raises
    ------
    ValueError
        When counts are negative, missing or infinite, or names stand twice.

    Notes
    -----
    As in FactoMineR's ``descfreq``, the p-value counts the very number found in full (`association.draw_p`).
    """
    check_names(table, (), ())
    check_kind(table, quantitative=True)
    check_values(table, "refuse")
    counts = numbers_of(table)
    if (counts < 0).any():
        raise ValueError("counts cannot be negative")
    rows = []
    for (j, i), (v, _, in_row, overall, _, n, p) in class_shares(counts.T, middle=False):
        names = table.index[i], table.columns[j]
        rows.append((*names, v, in_row, overall, counts[i, j], counts[:, j].sum(), n, p))
    columns = ["row", "column", "v_test", "in_row", "overall", "count", "total", "n", "p_value"]
    found = pd.DataFrame(rows, columns=columns)
    found["place"] = found["row"].map({name: place for place, name in enumerate(table.index)})
    found = found.sort_values(["place", "v_test"], ascending=[True, False], kind="stable").drop(columns="place")
    found["p_adjusted"] = corrected(found["p_value"].to_numpy(dtype=np.float64), "bh")
    found["significant"] = found["p_adjusted"] < level
    return found.set_index(["row", "column"])


def ordered_axes(result: Ca) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows and columns, supplementary ones with them, along each axis from one end to the other.

    Parameters
    ----------
    result : Ca

    Returns
    -------
    tuple of DataFrame
        Rows, columns. Index: axis, name; column: ``coord``, growing within the axis.
    """
    rows = [result.rows, result.supplementary_rows]
    columns = [result.columns, result.supplementary_columns]
    return _ordered([each.coord for each in rows if each]), _ordered([each.coord for each in columns if each])


def _ordered(coords: list[pd.DataFrame]) -> pd.DataFrame:
    both = pd.concat(coords)
    each = {axis: both[axis].sort_values(kind="stable").rename("coord").to_frame() for axis in both.columns}
    return pd.concat(each, names=["axis", "name"])
