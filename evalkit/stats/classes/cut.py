"""How many classes to keep: rules by their names and versions, beside criteria that look elsewhere, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from evalkit.stats.classes.cloud import Array, Cloud, cloud_of
from evalkit.stats.classes.criteria import SAMPLE, calinski_harabasz, drawn, gaps, silhouettes, within_of
from evalkit.stats.classes.tree import Tree

Rule = Literal["evalkit_1", "factominer_2_7", "factominer_2_14"]
"""A rule that reads the inertia gains of the tree; its number is its version and never changes its meaning."""
RULES: tuple[Rule, ...] = ("evalkit_1", "factominer_2_7", "factominer_2_14")
"""Ours first; then FactoMineR's up to 2.13, and FactoMineR's of 2.14."""
MOST = 10
"""Most classes that are thought of."""
FACTOMINER_LEAST = 3
"""Fewest classes that FactoMineR's rules think of."""
REFERENCES = 20
"""Clouds without classes drawn for the gap."""


@dataclass(frozen=True)
class ClassesChoice:
    """What each rule and criterion says of each number of classes.

    Parameters
    ----------
    table : DataFrame
        Index ``classes`` (1, 2, ...); columns ``within`` (inertia), ``between_share``, ``gain`` (inertia that the last
        cut gained), the figure of each rule (``evalkit_1``: largest is best; ``factominer_2_7``: smallest;
        ``factominer_2_14``: largest), ``silhouette``, ``calinski_harabasz``, ``gap``, ``gap_error``. Nan where a figure
        is not defined or a rule does not look.
    answers : Series
        Number of classes that each rule and criterion picks; not there where it can pick none.
    sampled : int
        Rows on which silhouette and gap were computed.
    """

    table: pd.DataFrame
    answers: pd.Series[int]
    sampled: int


def choose_classes(
    tree: Tree,
    coordinates: ArrayLike | pd.DataFrame,
    weights: ArrayLike | pd.Series | None = None,
    *,
    most: int = MOST,
    references: int = REFERENCES,
    sample: int = SAMPLE,
    seed: int = 0,
) -> ClassesChoice:
    """Return what each rule and criterion says of the cuts of a tree.

    Parameters
    ----------
    tree : Tree
        From `ward` on the same rows.
    coordinates, weights : array-like
        As given to `ward`.
    most : int
        Most classes thought of, 2 or more; half as many as there are rows where these are fewer (a half is rounded to
        the even number, as in R).
    references : int
        Clouds without classes drawn for the gap; 0 leaves it out.
    sample : int
        Rows drawn at most for silhouette and gap.
    seed : int
        Of the draws.

    Raises
    ------
    ValueError
        When the tree has another number of leaves than there are rows, or `most` is below 2.
    """
    cloud = cloud_of(coordinates, weights)
    if tree.leaves != cloud.rows:
        raise ValueError(f"the tree has {tree.leaves} rows and the coordinates {cloud.rows}")
    if most < 2:
        raise ValueError(f"at least two classes must be thought of, not {most}")
    most = _most(cloud.rows, most)
    looked = drawn(cloud, sample, seed)
    table = _inertia_table(tree, cloud, most)
    _add_silhouette(table, tree, cloud, looked)
    if references:
        part = Cloud(cloud.points[looked], cloud.shares[looked] / cloud.shares[looked].sum(), cloud.names[looked])
        table["gap"], table["gap_error"] = gaps(part, most, references, seed)
    return ClassesChoice(table, _answers(table, tree, cloud, most), len(looked))


def pick(tree: Tree, dimensions: float, rule: Rule = "evalkit_1", most: int = MOST) -> int:
    """Return the number of classes that a rule picks.

    Parameters
    ----------
    tree : Tree
        At least 2 leaves.
    dimensions : float
        See `effective_dimensions`; read by our own rule only.
    rule : str
        One of `RULES`.
    most : int
        Most classes thought of; FactoMineR 2.14's rule may pass it, as there.

    Notes
    -----
    With g(k) the inertia gained by the cut that makes k classes, and W(k) the inertia within them:

    - ``evalkit_1``: the k from 2 on with the largest ``g(k) / g(k + 1) / (k / (k - 1)) ** (1 + 2 / p)``: how much more
      the last cut kept gained than the first one left out, against what a cloud without classes in p dimensions shows,
      where W falls as ``k ** (-2 / p)`` (Zador 1982, *IEEE Trans. Inf. Theory* 28, 139-149);
    - ``factominer_2_7``: the k from 3 on with the smallest ``W(k) / W(k - 1)``;
    - ``factominer_2_14``: the k from 4 on with the largest ``g(k) / g(k + 1)``.

    Where a tree is too small for a rule (or gains nothing), the largest number it may think of.
    """
    if rule not in RULES:
        raise ValueError(f"a rule is one of {', '.join(RULES)}, not {rule!r}")
    figures = _figures(tree, dimensions, _most(tree.leaves, most))[rule]
    if figures.notna().any():
        return _best(-figures if rule == "factominer_2_7" else figures)
    return min(tree.leaves, FACTOMINER_LEAST if rule != "evalkit_1" else 2)


def effective_dimensions(points: Array, shares: Array) -> float:
    """Return in how many dimensions a cloud spreads: ``(sum l)**2 / sum l**2`` over the inertias l of its axes."""
    spread = np.linalg.eigvalsh(np.atleast_2d(np.cov(points, rowvar=False, aweights=shares)))
    return float(spread.sum() ** 2 / (spread**2).sum()) if (spread > 0).any() else 1.0


def _most(rows: int, most: int) -> int:
    return max(2, min(most, round(rows / 2)))


def _figures(tree: Tree, dimensions: float, most: int) -> pd.DataFrame:
    """Return what each rule looks at: index 1 to most + 2."""
    classes = np.arange(1, most + 3)
    gain = np.full(most + 4, np.nan)
    known = tree.inertia_gains[: most + 2]
    gain[2 : 2 + len(known)] = known
    inside = within_of(tree, most + 2)
    inside = np.concatenate([inside, np.full(most + 2 - len(inside), np.nan)])
    before = np.concatenate([[np.nan], inside[:-1]])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = gain[classes] / gain[classes + 1]
        flat = (classes / (classes - 1)) ** (1 + 2 / dimensions)
        left = inside / before
    frame = pd.DataFrame({"evalkit_1": ratio / flat, "factominer_2_7": left, "factominer_2_14": ratio}, index=classes)
    frame.loc[(classes < 2) | (classes > most), "evalkit_1"] = np.nan
    frame.loc[(classes < FACTOMINER_LEAST) | (classes > most), "factominer_2_7"] = np.nan
    frame.loc[classes <= FACTOMINER_LEAST, "factominer_2_14"] = np.nan
    return frame


def _inertia_table(tree: Tree, cloud: Cloud, most: int) -> pd.DataFrame:
    total = tree.total
    inside = within_of(tree, most)
    table = pd.DataFrame({"within": inside}, index=pd.RangeIndex(1, most + 1, name="classes"))
    table["between_share"] = 1 - inside / total if total > 0 else np.nan
    table["gain"] = np.concatenate([[np.nan], tree.inertia_gains[: most - 1]])
    figures = _figures(tree, effective_dimensions(cloud.points, cloud.shares), most)
    table[list(RULES)] = figures.loc[table.index, list(RULES)]
    table["calinski_harabasz"] = calinski_harabasz(inside, total, cloud.rows)
    return table


def _add_silhouette(table: pd.DataFrame, tree: Tree, cloud: Cloud, looked: np.ndarray) -> None:
    counts = [int(k) for k in table.index]
    cuts = [np.unique(tree.cut(k)[looked], return_inverse=True)[1] for k in counts]
    weights = cloud.shares[looked]
    found = silhouettes(cloud.points[looked], cuts, weights)
    table["silhouette"] = [float(np.average(each, weights=weights)) for each in found]


def _answers(table: pd.DataFrame, tree: Tree, cloud: Cloud, most: int) -> pd.Series[int]:
    dimensions = effective_dimensions(cloud.points, cloud.shares)
    answers: dict[str, int] = {rule: pick(tree, dimensions, rule, most) for rule in RULES}
    for name in ("silhouette", "calinski_harabasz"):
        if table[name].notna().any():
            answers[name] = _best(table[name])
    if "gap" in table and (found := _by_gap(table)):
        answers["gap"] = found
    return pd.Series(answers, name="classes", dtype="int64")


def _best(figures: pd.Series[float]) -> int:
    """Return the fewest classes with the largest figure."""
    return int(figures.index.to_numpy()[np.nanargmax(figures.to_numpy())])


def _by_gap(table: pd.DataFrame) -> int | None:
    """Return the fewest classes whose gap is not below the next one's less its error; 1 means no classes."""
    enough = np.flatnonzero(table["gap"] >= (table["gap"] - table["gap_error"]).shift(-1))
    return int(table.index.to_numpy()[enough[0]]) if len(enough) else None
