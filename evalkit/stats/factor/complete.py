"""A table with its holes filled, on its own: for methods that know nothing of missing values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from evalkit.stats.factor.checks import check_names, check_values, quantitative_in, refuse_single, with_text_names
from evalkit.stats.factor.coding import category_index, read
from evalkit.stats.factor.core import Array, Table
from evalkit.stats.factor.famd import famd_metric
from evalkit.stats.factor.impute import Imputation, completed
from evalkit.stats.factor.mca import mca_metric


def impute(table: pd.DataFrame, how: Imputation | None = None, *, scale: bool = True) -> pd.DataFrame:
    """Return a table completed by regularised iterative PCA (numbers), MCA (categories) or FAMD (both).

    Parameters
    ----------
    table : DataFrame
        Numbers and categories; each row weighs the same.
    how : Imputation, optional
        Two axes, regularised, by default.
    scale : bool
        Whether numbers are standardised.

    Returns
    -------
    DataFrame
        Numbers: shape (n, p), the table's columns. With categories: shape (n, p + J), columns are pairs of variable
        and level (an empty level for numbers); a known category is 1 or 0, an imputed one shares that sum to 1.

    Raises
    ------
    ValueError
        As in `evalkit.stats.factor.pca`, when more axes are asked for than the table has, or values do not settle.
    """
    table = with_text_names(table)
    check_names(table, (), ())
    check_values(table, "iterative")
    raw, weights = read(table, "iterative"), np.full(len(table), 1 / len(table))
    numeric = quantitative_in(table)
    refuse_single(raw.single)
    ones = np.ones(table.shape[1])

    def metric(rows: Table, shares: Array) -> Array:
        if not numeric.any():
            return mca_metric(rows, ones, np.zeros((), dtype=bool))
        return famd_metric(rows, ones[numeric], ones[~numeric])

    scaled = np.full(int(numeric.sum()), scale)
    if raw.complete:
        numbers, levels = raw.numbers, raw.indicator(np.zeros(sum(map(len, raw.levels.values()))))
    else:
        numbers, levels = completed(raw, weights, how or Imputation(), scaled, metric)
    if levels is None:
        return pd.DataFrame(numbers, index=table.index, columns=list(raw.number_names))
    pairs = [(name, "") for name in raw.number_names] + list(category_index(raw.levels))
    columns = pd.MultiIndex.from_tuples(pairs, names=["variable", "level"])
    return pd.DataFrame(np.hstack([numbers, levels.matrix.toarray()]), index=table.index, columns=columns)
