"""All methods with weights, supplementary parts, passive levels and groups of counts, on tables of our own, against
FactoMineR: every figure of `tests/reference/multivariate/factominer.json`, but those that `WRONG` says are wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evalkit.stats.factor import (
    ByClass,
    ByNumber,
    Ca,
    Factors,
    Groups,
    Mfa,
    ca,
    choose_axes,
    describe_axes,
    describe_by,
    describe_counts,
    famd,
    mca,
    mfa,
    ordered_axes,
    pca,
    reconstruct,
)

FOLDER = Path(__file__).parents[2] / "reference" / "multivariate"
ROUNDED = 1e-11
"""The figures are written with 12 digits."""
WRONG = {
    "famd: quali.var.cos2": "with supplementary individuals it is missing for most levels",
    "mfa_counts: quali.var.sup.v.test": "where counts weigh the rows, FactoMineR reads their shares as one individual",
    "mfa_counts_mixed: quali.var.v.test": "the same",
    "mfa_counts_mixed: own.b": "a supplementary table of counts is divided by the total of the active one as well",
}
"""Figures of FactoMineR 2.7 that are not compared, and why."""


@cache
def reference() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "factominer.json").read_text(encoding="utf-8"))
    return found


def table_of(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", index_col="id")


PEOPLE, COUNTS = table_of("people"), table_of("counts")
ANSWERS = PEOPLE[["q1", "q2", "q3", "q4", "q5", "q6", "x1"]]
MIXED = ["x1", "q1", "x2", "q2", "x3", "q3", "x4", "q4"]
SUP = {"supplementary_columns": ["q5", "q6", "x1"]}


def weights(last: int = 24) -> list[float]:
    """Return FactoMineR's weights of the active rows; those of the supplementary ones do not count."""
    return [*reference()["weights"][:last], *[1.0] * (24 - last)]


def of_pca(scale: bool) -> Factors:
    return pca(
        PEOPLE.iloc[:, :7],
        axes=3,
        scale=scale,
        supplementary_columns=["x5", "q1", "q2"],
        supplementary_individuals=list(PEOPLE.index[20:]),
        row_weights=weights(20),
        column_weights={"x1": 1, "x2": 0.5, "x3": 2, "x4": 1.5},
    )


def of_mca(burt: bool) -> Factors:
    aside = list(PEOPLE.index[21:])
    return mca(
        ANSWERS, axes=4, burt=burt, missing="category", supplementary_individuals=aside, row_weights=weights(21), **SUP
    )


def of_mfa() -> Mfa:
    columns = {"a": ["x1", "x2"], "b": ["x3", "x4"], "c": ["q1", "q2"], "d": ["q3", "q4"], "e": ["x5"], "f": ["q5"]}
    return mfa(
        PEOPLE[[name for each in columns.values() for name in each]],
        columns,
        axes=4,
        unscaled=["e"],
        supplementary_groups=["e", "f"],
        supplementary_individuals=list(PEOPLE.index[21:]),
        row_weights=weights(21),
    )


TABLES = {"a": [f"a{i}" for i in range(1, 6)], "b": [f"b{i}" for i in range(1, 5)]}
ANALYSES: dict[str, Any] = {
    "pca": lambda: of_pca(True),
    "pca_unscaled": lambda: of_pca(False),
    "ca": lambda: ca(
        COUNTS,
        axes=3,
        supplementary_rows=["r11", "r12"],
        supplementary_columns=["b3", "b4"],
        supplementary_variables=["kind", "size", "share"],
    ),
    "ca_weighted": lambda: ca(COUNTS.iloc[:, :9], axes=3, row_weights=reference()["row_weights"]),
    "ca_described": lambda: ca(COUNTS, axes=3, supplementary_variables=["kind", "size", "share"]),
    "mca": lambda: of_mca(False),
    "mca_burt": lambda: of_mca(True),
    "mca_unweighted": lambda: mca(ANSWERS, axes=4, missing="category", **SUP),
    "mca_excluded": lambda: mca(
        ANSWERS.drop(columns="q5"),
        axes=4,
        missing="category",
        passive={"q1": ["q1_a"], "q2": ["q2_c"], "q3": ["q3_d"]},
        supplementary_columns=["q6", "x1"],
        row_weights=weights(),
    ),
    "mca_missing": lambda: mca(PEOPLE[["q1", "q2", "q3", "q6"]], axes=4, missing="category", row_weights=weights()),
    "famd": lambda: famd(
        PEOPLE[MIXED],
        axes=4,
        supplementary_columns=["x4", "q4"],
        supplementary_individuals=list(PEOPLE.index[21:]),
        row_weights=weights(21),
    ),
    "famd_whole": lambda: famd(PEOPLE[MIXED], axes=4, supplementary_columns=["x4", "q4"], row_weights=weights()),
    "mfa": of_mfa,
    "mfa_unscaled": lambda: mfa(
        PEOPLE.iloc[:, :5], {"a": ["x1", "x2"], "b": ["x3", "x4", "x5"]}, axes=4, unscaled=["b"], row_weights=weights()
    ),
    "mfa_counts": lambda: mfa(
        COUNTS.iloc[:, :11],
        {**TABLES, "k": ["kind"], "s": ["size"]},
        axes=4,
        frequencies=["a", "b"],
        supplementary_groups=["k", "s"],
        supplementary_individuals=["r12"],
    ),
    "mfa_counts_mixed": lambda: mfa(
        COUNTS,
        {**TABLES, "s": ["size", "share"], "k": ["kind"]},
        axes=4,
        frequencies=["a", "b"],
        supplementary_groups=["b"],
    ),
}


def agree(what: str, mine: Any, theirs: Any, signs: bool = True, by_name: bool = True) -> None:
    """Compare all figures; rows by name, FactoMineR's order of levels being its own; axes up to their sign."""
    rows = theirs.get("rows") or theirs.get("names")
    expected = np.array(theirs["values"], dtype=float).reshape(len(theirs["values"]), -1)
    found = np.asarray(mine, dtype=float).reshape(len(mine), -1)
    if by_name:
        names = named(mine.index, rows)
        found = found[[names.index(row) for row in rows]]
        assert len(mine) == len(rows), what
    assert found.shape == expected.shape, what
    if signs:
        turned = np.sign((found * expected).sum(axis=0))
        found = found * np.where(turned == 0, 1, turned)
    floor = 1e-11 * np.abs(expected).max(initial=1e-300)
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=floor, err_msg=what)


def named(index: pd.Index, theirs: list[str]) -> list[str]:
    """Return FactoMineR's names: a level with or without its variable, a partial point with its group."""
    names = []
    for name in index:
        parts = list(name) if isinstance(name, tuple) else [name]
        if "level" in index.names:
            variable, level, *group = parts
            level = "NA" if level == "(missing)" else level
            parts = [f"{variable}.{level}" if f"{variable}.{level}" in theirs else level, *group]
        names.append(".".join(str(part) for part in parts))
    return names


PARTS = {"cor": "correlation", "v.test": "v_test", "dist": "distance", "dist2": "distance"}
CLOUDS = {
    "ind": "individuals",
    "ind.sup": "supplementary_individuals",
    "predict": "predicted",
    "quanti.sup": "supplementary_variables",
    "quanti.var": "variables",
    "quanti.var.sup": "supplementary_variables",
    "quali.var": "categories",
    "quali.sup": "supplementary_categories",
    "quali.var.sup": "supplementary_categories",
    "row": "rows",
    "col": "columns",
    "row.sup": "supplementary_rows",
    "col.sup": "supplementary_columns",
    "freq": "frequencies",
    "freq.sup": "supplementary_frequencies",
}
PARTIAL = {"within.inertia": "within", "coord.partiel": "coord", "within.partial.inertia": "within_partial"}


def figures_of(case: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give every table of figures of a case: its name, the name of its part, the figures."""
    for name, part in reference()["cases"][case].items():
        if "values" in part:
            yield name, "", part
        else:
            yield from ((name, inner, each) for inner, each in part.items() if name != "dimdesc")


@pytest.mark.parametrize("case", ANALYSES)
def test_every_figure_is_factominer_s(case: str) -> None:
    result = ANALYSES[case]()
    for name, inner, theirs in figures_of(case):
        what = f"{case}: {name}.{inner}"
        if what not in WRONG:
            compare(what, result, name, inner, theirs)


def compare(what: str, result: Any, name: str, inner: str, theirs: dict[str, Any]) -> None:
    if name == "eig":
        rows = min(len(result.eigenvalues), len(theirs["values"]))
        assert all(abs(row[0]) < 1e-12 for row in theirs["values"][rows:]), what
        cut = {"values": [row[:3] for row in theirs["values"][:rows]]}
        agree(what, result.eigenvalues.iloc[:rows], cut, signs=False, by_name=False)
    elif name == "reconst":
        agree(what, reconstruct(result, 2), theirs, signs=False)
    elif name in ("group", "partial.axes", "inertia.ratio", "own"):
        compare_groups(what, result, name, inner, theirs)
    elif name == "var" and "square" in (square := square_of(result, inner)):
        agree(what, square["square"].loc[theirs["rows"]], theirs)
    elif inner in PARTIAL:
        agree(what, partial_of(result, name, inner), theirs, signs=inner == "coord.partiel")
    elif inner == "eta2":
        links = result.links if name == "var" else result.supplementary_links
        agree(what, links.coord.loc[theirs["rows"]], theirs)
    else:
        agree(
            what,
            points_of(result, name, inner, what),
            theirs,
            signs=inner != "inertia",
            by_name=inner != "inertia" and name != "predict",
        )


def square_of(result: Any, inner: str) -> dict[str, pd.DataFrame]:
    """Return a table of the variables' square of relations: FAMD's ``var``."""
    if result.__class__ is not Factors or result.method != "famd":
        return {}
    links = result.supplementary_links if inner.endswith(".sup") else result.links
    return {"square": getattr(links, inner.removesuffix(".sup"))}


def points_of(result: Any, name: str, inner: str, what: str) -> Any:
    if name == "predict":
        cloud = predicted(result, what)
    elif name == "var":
        cloud = result.variables if result.variables is not None else result.categories
    else:
        cloud = getattr(result, CLOUDS[name])
    if name == "quali.sup" and "excluded" in what:
        cloud = cloud.some(cloud.index.get_level_values("variable") == "q6", active=False)
    return getattr(cloud, PARTS.get(inner, inner))  # the ``dist2`` of FAMD's predict is a distance


def predicted(result: Any, what: str) -> Any:
    table = (
        COUNTS.loc[["r11", "r12"]]
        if isinstance(result, Ca)
        else PEOPLE.iloc[20 if "pca" in what or "mfa" in what else 21 :]
    )
    return result.predict(table)


def partial_of(result: Mfa, name: str, inner: str) -> pd.DataFrame:
    groups = result.groups
    if name == "ind.sup":
        assert groups.partial_supplementary is not None
        return groups.partial_supplementary
    if name == "ind":
        found: pd.DataFrame = getattr(groups.partial_individuals, PARTIAL[inner])
        return found
    found = getattr(groups.partial_categories, PARTIAL[inner])
    own = getattr(result, CLOUDS[name]).coord.index.get_level_values("variable")
    return found[found.index.get_level_values("variable").isin(own)]


def compare_groups(what: str, result: Mfa, name: str, inner: str, theirs: dict[str, Any]) -> None:
    groups = result.groups
    if name == "inertia.ratio":
        agree(what, groups.inertia_ratio, theirs, signs=False, by_name=False)
    elif name == "own":
        mine = groups.eigenvalues.loc[inner, ["eigenvalue"]]
        agree(what, mine, {"values": theirs["values"][: len(mine)]}, signs=False, by_name=False)
    elif name == "partial.axes":
        compare_own_axes(what, groups, inner, theirs)
    elif inner.startswith("dist2"):
        names = [name for name in groups.distance.index if (name in result.members) != inner.endswith(".sup")]
        agree(what, groups.distance.loc[names] ** 2, theirs, signs=False, by_name=False)
    else:
        mine = getattr(groups, {"Lg": "lg", "RV": "rv"}.get(inner, inner.removesuffix(".sup")))
        mine = mine.loc[theirs["rows"], theirs["cols"]] if inner in ("Lg", "RV") else mine.loc[theirs["rows"]]
        agree(what, mine, theirs, signs=False)


def compare_own_axes(what: str, groups: Groups, inner: str, theirs: dict[str, Any]) -> None:
    """Compare the axes of each group alone; those of FactoMineR that we have not are rounding."""
    names = reference()["cases"][what.split(":")[0]]["partial.axes"]["coord"]["rows"]
    order = [(name.split(".")[1], int(name[3])) for name in names]
    tables = {"contrib": groups.partial_axes_contrib, "cor.between": groups.between_axes}
    mine = tables.get(inner, groups.partial_axes)
    real = [pair in mine.index for pair in order]
    order = [pair for pair, is_real in zip(order, real, strict=True) if is_real]
    values = np.abs(theirs["values"])[real]
    if inner == "cor.between":
        mine, values = mine[order], values[:, real]
    # The signs of a group's own axes and of the analysis are free.
    agree(what, mine.loc[order].abs(), {"values": values}, signs=False, by_name=False)


COLUMNS = {"quanti": ("numbers", ["correlation", "p_value"]), "quali": ("factors", ["eta2", "p_value"])}
COLUMNS["category"] = ("categories", ["estimate", "p_value"])


def same_marks(what: str, found: ByNumber, theirs: dict[str, Any], axis: int | None = None) -> None:
    for name, part in theirs.items():
        attribute, columns = COLUMNS[name]
        mine = getattr(found, attribute)
        mine = (mine if axis is None else mine.loc[axis])[columns]
        mine.index = ["=".join(row) if isinstance(row, tuple) else row for row in mine.index]
        mine.index = [row.replace("(missing)", missing_in(part["rows"], row)) for row in mine.index]
        agree(f"{what} {name}", mine, part)


def missing_in(rows: list[str], row: str) -> str:
    """Return FactoMineR's level for missing values: it has two."""
    variable = row.split("=")[0]
    return f"{variable}.NA" if f"{variable}={variable}.NA" in rows else "NA"


@pytest.mark.parametrize(
    "case", [name for name in ANALYSES if name in ("pca", "pca_unscaled", "mca_unweighted", "famd", "mfa")]
)
def test_axes_are_described_as_by_dimdesc(case: str) -> None:
    mixed = PEOPLE[["x1", "x2", "x3", "x4", "q1", "q2", "q3", "q4", "x5", "q5"]]
    tables = {"mfa": mixed, "mca_unweighted": ANSWERS, "famd": PEOPLE[MIXED], "pca": PEOPLE.iloc[:, :7]}
    found = describe_axes(ANALYSES[case](), tables.get(case, PEOPLE.iloc[:, :7]))
    for axis, theirs in enumerate(reference()["cases"][case]["dimdesc"].values(), start=1):
        same_marks(f"{case} {axis}", found, theirs, axis)


def test_axes_of_counts_are_described_as_by_dimdesc() -> None:
    result = ANALYSES["ca_described"]()
    found = describe_axes(result, COUNTS[["kind", "size", "share"]])
    for axis, theirs in enumerate(reference()["cases"]["ca_described"]["dimdesc"].values(), start=1):
        same_marks(f"ca {axis}", found, {name: part for name, part in theirs.items() if name in COLUMNS}, axis)
        for name, mine in zip(("row", "col"), ordered_axes(result), strict=True):
            agree(f"ca {axis} {name}", mine.loc[axis], theirs[name])
    counted = ANALYSES["mfa_counts"]()
    found = describe_axes(counted, COUNTS.iloc[:, :11])
    for axis, theirs in enumerate(reference()["cases"]["mfa_counts"]["dimdesc"].values(), start=1):
        same_marks(f"mfa_counts {axis}", found, theirs, axis)


CATEGORY = ["class_in_level", "level_in_class", "overall", "p_value", "v_test"]
NUMBER = ["v_test", "mean", "overall_mean", "deviation", "overall_deviation", "p_value"]
DESCRIBED = PEOPLE[["q1", "x1", "x2", "x3", "x4", "x5", "q2", "q3", "q4", "q6"]]


def missing_as_na(name: str) -> str:
    return "NA" if name == "(missing)" else name


@pytest.mark.parametrize("by", ["q2", "q6"])
def test_weighted_classes_are_described_as_by_catdes_missing_ones_too(by: str) -> None:
    theirs = reference()["cases"][f"catdes_{by}"]
    found = describe_by(DESCRIBED, by, row_weights=weights())
    assert isinstance(found, ByClass)
    agree("chi2", found.factors[["p_value", "freedom"]], theirs["test.chi2"])
    agree("eta2", found.variables[["eta2", "p_value"]], theirs["quanti.var"])
    categories, numbers = (part.rename(index=missing_as_na) for part in (found.categories, found.numbers))
    assert set(theirs["category"]) == set(categories.index.get_level_values("class"))
    for name in theirs["category"]:
        mine = categories.loc[name][CATEGORY]
        mine.index = ["=".join(row) for row in mine.index]
        agree(name, mine, theirs["category"][name], signs=False)
        agree(name, numbers.loc[name][NUMBER], theirs["quanti"][name], signs=False)


@pytest.mark.parametrize("case", ["condes_x3", "condes_shares"])
def test_a_number_is_described_as_by_condes_with_weights_or_shares(case: str) -> None:
    given = np.array(weights()) / (sum(weights()) if case == "condes_shares" else 1)
    found = describe_by(DESCRIBED, "x3", row_weights=given)
    assert isinstance(found, ByNumber)
    same_marks(case, found, reference()["cases"][case])


def test_columns_that_mark_rows_of_counts_are_those_of_descfreq() -> None:
    found = describe_counts(COUNTS.iloc[:, :9])
    for name, theirs in reference()["cases"]["descfreq"].items():
        agree(name, found.loc[name][["in_row", "overall", "count", "total", "p_value", "v_test"]], theirs, signs=False)


def test_errors_of_rebuilding_of_unscaled_numbers_are_those_of_estim_ncp() -> None:
    numbers = PEOPLE.iloc[:, :5]
    found = choose_axes(pca(numbers, scale=False), numbers, simulations=2)
    for rule, theirs in reference()["cases"]["errors"].items():
        agree(rule, found.errors[rule], theirs, signs=False, by_name=False)


def test_every_case_is_compared() -> None:
    others = {"errors", "descfreq", "catdes_q2", "catdes_q6", "condes_x3", "condes_shares"}
    assert set(reference()["cases"]) == {*ANALYSES, *others}
