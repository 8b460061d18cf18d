"""The formula and the matrix that it makes of a table: the one module that knows patsy.

A formula may come from a file. Only names of columns, numbers, operators and the functions of `FUNCTIONS` are read in
it: it cannot run code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from tokenize import TokenError
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import patsy  # type: ignore[import-untyped]
from numpy.typing import ArrayLike, NDArray
from patsy import EvalEnvironment, EvalFactor, ModelDesc, PatsyError, Term

from evalkit.errors import nearest
from evalkit.stats.regression.refusals import RegressionError

Array = NDArray[np.float64]

_MATHS = ("abs", "ceil", "exp", "expm1", "floor", "log", "log10", "log1p", "log2", "sqrt", "square")
_CODINGS = ("C", "I", "Q", "Diff", "Helmert", "Poly", "Sum", "Treatment")
_PATSY = (*_CODINGS, "bs", "cc", "center", "cr", "scale", "standardize", "te")
FUNCTIONS = (*_MATHS, *_PATSY)
"""Functions that a formula may call; those of numpy also as ``np.log``."""

_NODES = (
    *(ast.Expression, ast.Call, ast.Name, ast.Load, ast.Constant, ast.keyword, ast.List, ast.Tuple),
    *(ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.UnaryOp, ast.UAdd, ast.USub),
    *(ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE),
)


_UNREAD = (PatsyError, SyntaxError, RecursionError, MemoryError, AssertionError, IndexError, ValueError, TokenError)
"""What patsy raises on formulas that are none; not all of it is its own."""


@dataclass(frozen=True)
class Part:
    """One factor of a column of the design.

    Parameters
    ----------
    factor : str
        As written in the formula: ``log(income)``, ``sector``.
    variable : str
        The column of the table, when the factor is one as it stands (also inside ``C()`` and ``Q()``); else empty.
    level : str
        For a category, the level that the column stands for; for a factor of several columns, its number; else empty.
    reference : str
        The level it is compared with; empty where there is none.
    """

    factor: str
    variable: str
    level: str = ""
    reference: str = ""


@dataclass(frozen=True)
class TermOfDesign:
    """A term of the formula: the columns of the design that it makes, and the columns of the table in it."""

    name: str
    columns: tuple[int, ...]
    factors: frozenset[str]
    variables: frozenset[str]


@dataclass(frozen=True)
class Design:
    """What a formula makes of the rows that are used.

    Parameters
    ----------
    formula : str
    matrix : ndarray
        Shape (n, k); the first column is the intercept.
    names : tuple of str
        k names, as statsmodels writes them: ``sector[T.trade]``, ``age:sector[T.trade]``.
    parts : tuple of tuple of Part
        What each column is made of; empty for the intercept.
    terms : tuple of TermOfDesign
        Without the intercept.
    categories : frozenset of str
        Columns of the table that are read as categories, also by ``C()``.
    table : DataFrame
        The rows used, with the columns that the right side needs.
    """

    formula: str
    matrix: Array
    names: tuple[str, ...]
    parts: tuple[tuple[Part, ...], ...]
    terms: tuple[TermOfDesign, ...]
    categories: frozenset[str]
    table: pd.DataFrame = field(repr=False)
    _info: Any = field(repr=False, compare=False)
    _sides: Sides = field(repr=False, compare=False)

    def rebuilt(self, table: pd.DataFrame) -> Array:
        """Return the matrix for other values of the same columns (means, splines and levels stay those of the fit)."""
        try:
            built = patsy.build_design_matrices([self._info], table, NA_action="raise")[0]
        except PatsyError as error:
            raise RegressionError("not_computable", part=self.formula, told=_told(error)) from error
        matrix = np.asarray(built, dtype=np.float64)
        # A formula without columns has one row whatever the table.
        return np.broadcast_to(matrix, (len(table), matrix.shape[1]))

    def standardised(self, spread: float) -> Array:
        """Return the matrix with each numeric factor of three values or more centred and divided by `spread` SD."""
        numeric = {
            factor.code
            for factor, info in self._info.factor_infos.items()
            if info.type == "numerical" and _is_scaled(info, factor, self.table)
        }
        terms = [Term([_scaled(each, numeric) for each in term.factors]) for term in self._sides.right]
        names: dict[str, object] = {"spread_out": lambda x: _spread_out(x, spread)}
        built = patsy.dmatrix(ModelDesc([], terms), self.table, eval_env=_environment(names))
        return np.asarray(built, dtype=np.float64)


@dataclass(frozen=True)
class Sides:
    """A formula that was read and found harmless: the code of its outcome, its terms, and the columns of each side."""

    formula: str
    outcome: str
    right: tuple[Any, ...]
    outcome_columns: tuple[str, ...]
    columns: tuple[str, ...]


def read_formula(formula: str, table: pd.DataFrame) -> Sides:
    """Read a formula against the columns of a table.

    Raises
    ------
    RegressionError
        When it has no outcome or no ``~``, cannot be parsed, names unknown columns or calls unknown functions.
    """
    if not isinstance(formula, str) or formula.count("~") != 1 or not formula.split("~")[0].strip():
        raise RegressionError("no_outcome", formula=formula)
    if "|" in re.sub(r"([\"']).*?\1", "", formula):
        raise RegressionError("bar", formula=formula)
    try:
        return _sides(formula, ModelDesc.from_formula(formula), table)
    except RegressionError:
        raise
    except _UNREAD as error:
        raise _unread(formula, table, error) from error


def _sides(formula: str, described: ModelDesc, table: pd.DataFrame) -> Sides:
    if len(described.lhs_termlist) != 1 or len(described.lhs_termlist[0].factors) != 1:
        raise RegressionError("one_outcome", formula=formula)
    if Term([]) not in described.rhs_termlist:
        raise RegressionError("no_intercept", formula=formula)
    outcome = described.lhs_termlist[0].factors[0].code
    codes = dict.fromkeys(factor.code for term in described.rhs_termlist for factor in term.factors)
    right = list(dict.fromkeys(name for code in codes for name in columns_of(code)))
    left = columns_of(outcome)
    _check_known([*left, *right], table)
    if both := [name for name in left if name in right]:
        raise RegressionError("both_sides", names=both)
    return Sides(formula, outcome, tuple(described.rhs_termlist), tuple(left), tuple(right))


def columns_of(code: str) -> list[str]:
    """Return the columns that a factor reads, having made sure that it does nothing but compute."""
    tree = ast.parse(code.strip(), mode="eval")
    called = {id(node.func): node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for function in called.values():
        if _name_of(function) not in FUNCTIONS:
            raise RegressionError("function", name=ast.unparse(function), known=FUNCTIONS)
    return list(dict.fromkeys(_columns_in(tree, set(called))))


def outcome_of(sides: Sides, table: pd.DataFrame) -> pd.Series:
    """Return the outcome: the column itself where the left side is one, else what its expression gives."""
    if variable := _variable_of(sides.outcome):
        return table[variable]
    built = _built(ModelDesc([], [Term([EvalFactor(sides.outcome)])]), table, sides.outcome)
    values = np.asarray(built, dtype=np.float64)
    (info,) = built.design_info.factor_infos.values()
    if info.type == "categorical":
        return pd.Series(np.array(info.categories)[values.argmax(axis=1)], index=table.index)
    return pd.Series(values[:, 0], index=table.index)


def design_of(sides: Sides, table: pd.DataFrame) -> Design:
    """Build the design of complete rows.

    Raises
    ------
    RegressionError
        When a factor gives something else than finite numbers or categories.
    """
    kept = table[list(sides.columns)]
    built = _built(ModelDesc([], list(sides.right)), kept, sides.formula)
    info = built.design_info
    matrix = np.array(np.broadcast_to(built, (len(table), len(info.column_names))), dtype=np.float64)
    if not np.isfinite(matrix).all():
        bad = [name for name, column in zip(info.column_names, matrix.T, strict=True) if not np.isfinite(column).all()]
        raise RegressionError("not_computable", part=", ".join(bad), told="missing or infinite values")
    terms = tuple(
        TermOfDesign(
            term.name(),
            tuple(range(info.term_slices[term].start, info.term_slices[term].stop)),
            frozenset(factor.code for factor in term.factors),
            frozenset(name for factor in term.factors for name in columns_of(factor.code)),
        )
        for term in info.terms
        if term.factors
    )
    categories = frozenset(
        name
        for factor, each in info.factor_infos.items()
        if each.type == "categorical"
        for name in columns_of(factor.code)
    )
    return Design(sides.formula, matrix, tuple(info.column_names), _parts(info), terms, categories, kept, info, sides)


def _built(described: ModelDesc, table: pd.DataFrame, part: str) -> Any:
    try:
        with np.errstate(all="ignore"):
            return patsy.dmatrix(described, table, eval_env=_environment({}), NA_action=_keep_all())
    except (PatsyError, ValueError, TypeError, ZeroDivisionError) as error:
        raise RegressionError("not_computable", part=part, told=_told(error)) from error


def _keep_all() -> Any:
    """Nothing counts as missing here: rows with holes are gone, and what a factor makes of the others is checked."""
    return patsy.NAAction(NA_types=[])


def _environment(names: dict[str, object]) -> EvalEnvironment:
    maths = {name: getattr(np, name) for name in _MATHS}
    return EvalEnvironment([{**maths, "np": SimpleNamespace(**maths), **names}])


def _unread(formula: str, table: pd.DataFrame, error: Exception) -> RegressionError:
    """Return what is probably wrong with a formula that is none."""
    awkward = [str(name) for name in table.columns if not str(name).isidentifier() and _stands_in(name, formula)]
    if awkward:
        return RegressionError("awkward_name", names=[f'Q("{name}")' for name in awkward])
    reason = "dot" if re.search(r"~\s*\.\s*$", formula) else "syntax"
    return RegressionError(reason, formula=formula, told=_told(error))


def _stands_in(name: object, formula: str) -> bool:
    return re.search(rf'(?<!["\w]){re.escape(str(name))}(?!["\w])', formula) is not None


def _told(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0].removeprefix("Error evaluating factor: ")


def _check_known(names: Sequence[str], table: pd.DataFrame) -> None:
    known = [str(name) for name in table.columns]
    if strange := [name for name in dict.fromkeys(names) if name not in known]:
        # The first word of a name with spaces or hyphens is all that the formula shows of it.
        begun = [f'Q("{name}")' for name in known if not name.isidentifier() and name.startswith(tuple(strange))]
        if begun:
            raise RegressionError("awkward_name", names=begun)
        close = [near for name in strange if (near := nearest(name, [one.casefold() for one in known]))]
        meant = [name for name in known if name.casefold() in close]
        raise RegressionError("unknown_near" if meant else "unknown", names=strange, near=meant, known=known[:12])


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "np":
        return function.attr if function.attr in _MATHS else ""
    return function.id if isinstance(function, ast.Name) else ""


def _columns_in(node: ast.AST, called: set[int]) -> Iterator[str]:
    """Yield the names that are no functions, and the texts inside ``Q()``."""
    if id(node) in called:
        return
    if not isinstance(node, _NODES):
        raise RegressionError("function", name=ast.unparse(node), known=FUNCTIONS)
    if isinstance(node, ast.Name) and node.id not in _PATSY:
        yield node.id
    if isinstance(node, ast.Call) and _name_of(node.func) == "Q":
        yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))
    for child in ast.iter_child_nodes(node):
        yield from _columns_in(child, called)


def _variable_of(code: str) -> str:
    """Return the column that a factor is, bare or inside ``C()`` or ``Q()``; empty for an expression."""
    node: ast.expr = ast.parse(code.strip(), mode="eval").body
    while isinstance(node, ast.Call) and _name_of(node.func) == "C" and node.args:
        node = node.args[0]
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Call) and _name_of(node.func) == "Q" and isinstance(node.args[0], ast.Constant):
        return str(node.args[0].value)
    return ""


def _parts(info: Any) -> tuple[tuple[Part, ...], ...]:
    """Return what each column is made of, in patsy's order: the first factor of a term varies fastest."""
    found: list[tuple[Part, ...]] = []
    for subterms in info.term_codings.values():
        for subterm in subterms:
            choices = [_choices(factor, info.factor_infos[factor], subterm) for factor in subterm.factors]
            sizes = [len(each) for each in choices]
            order = np.ndindex(*reversed(sizes))
            found += [tuple(each[i] for each, i in zip(choices, reversed(at), strict=True)) for at in order]
    return tuple(found)


def _choices(factor: Any, info: Any, subterm: Any) -> list[Part]:
    variable = _variable_of(factor.code)
    if factor not in subterm.contrast_matrices:
        several = info.num_columns > 1
        return [Part(factor.code, variable, str(i + 1) if several else "") for i in range(info.num_columns)]
    contrast = subterm.contrast_matrices[factor]
    empty = np.flatnonzero(~contrast.matrix.any(axis=1))
    reference = level_text(info.categories[empty[0]]) if empty.size == 1 else ""
    return [
        Part(factor.code, variable, _level(info.categories, column, suffix), reference)
        for column, suffix in zip(contrast.matrix.T, contrast.column_suffixes, strict=True)
    ]


def _level(categories: Sequence[object], column: ArrayLike, suffix: str) -> str:
    one = np.flatnonzero(column)
    return level_text(categories[one[0]]) if one.size == 1 else suffix.strip("[]")


def level_text(level: object) -> str:
    """Write a level of a category: a whole number without decimals."""
    return f"{level:g}" if isinstance(level, float) else str(level)


def _is_scaled(info: Any, factor: Any, table: pd.DataFrame) -> bool:
    built = np.asarray(patsy.dmatrix(ModelDesc([], [Term([factor])]), table, eval_env=_environment({})))
    return info.num_columns > 1 or np.unique(built).size > 2


def _scaled(factor: Any, numeric: set[str]) -> Any:
    return EvalFactor(f"spread_out({factor.code})") if factor.code in numeric else factor


def _spread_out(values: ArrayLike, spread: float) -> Array:
    numbers = np.asarray(values, dtype=np.float64)
    scaled: Array = (numbers - numbers.mean(axis=0)) / (spread * numbers.std(axis=0, ddof=1))
    return scaled
