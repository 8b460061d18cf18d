"""Figures as official files write them, and why a cell holds none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as arrow_compute

from evalkit.territory.table import REASONS, Reason

_SIGNS: Mapping[Reason, tuple[str, ...]] = {
    "blank": ("",),
    "secret": ("s", "c", "secret", "n/a - secret statistique"),
    "not_available": (
        "nd",
        "n.d.",
        "n/d",
        "nc",
        "n.c.",
        "n/a",
        "na",
        "n/a - résultat non disponible",
        "...",
        "…",
        "nan",
        "null",
    ),
    "not_significant": ("ns", "n.s."),
    "not_applicable": ("so", "s.o.", "//", "///"),
}
"""Insee's signs (secret, non disponible, non significatif, sans objet), Eurostat's (c), and what R writes (NA)."""
_MARKS = {sign: reason for reason, signs in _SIGNS.items() for sign in signs}
_NUMBER = r"^[+-]?(\d+|\d{1,3}([ \x{00a0}\x{202f}]\d{3})+)([.,]\d+)?([eE][+-]?\d+)?[ \x{00a0}\x{202f}]?%?$"
compute: Any = arrow_compute  # it has no types
_DOUBTFUL = r"^[+-]?[1-9]\d{0,2},\d{3}$"
FEWEST_GROUPED = 3
_SPACES = r"[ \x{00a0}\x{202f}%]"


@dataclass(frozen=True)
class Numbers:
    """A column of figures.

    Parameters
    ----------
    values : array of float
    reasons : array of int8
        Why a value is missing: its number in `REASONS`; -1 where there is one.
    wrong : array of int
        Rows whose text is neither a figure nor a known mark.
    rounded : int
        Figures written with an exponent (2.1756e+06): a program has cut their last digits.
    """

    values: np.ndarray
    reasons: np.ndarray
    wrong: np.ndarray
    rounded: int


def numbers_of(column: pd.Series, *, commas: bool = False) -> Numbers:
    """Read a column of texts as figures: decimal comma or point, thousands parted by spaces, marks for missing ones.

    Parameters
    ----------
    column : Series of str
    commas : bool
        Whether commas part the fields of the file: then ``1,234`` may be English thousands, and is not read.
    """
    texts = pa.chunked_array(pa.array(column, type=pa.string(), from_pandas=True)).combine_chunks()
    texts = compute.replace_substring(texts, "\u2212", "-")
    marks = compute.index_in(compute.utf8_lower(texts), value_set=pa.array(_MARKS))
    is_number = compute.match_substring_regex(texts, _NUMBER)
    if commas:
        doubtful = compute.match_substring_regex(texts, _DOUBTFUL)
        is_number = compute.and_(is_number, compute.invert(doubtful))
    clean = compute.replace_substring(compute.replace_substring_regex(texts, _SPACES, ""), ",", ".")
    values = compute.cast(compute.if_else(is_number, clean, None), pa.float64())
    numbers = np.asarray(list(map(REASONS.index, _MARKS.values())), dtype=np.int8)
    at = marks.fill_null(-1).to_numpy(zero_copy_only=False)
    reasons = np.where(at >= 0, numbers[at], -1).astype(np.int8)
    found = values.to_numpy(zero_copy_only=False)
    wrong = np.flatnonzero(np.isnan(found) & (reasons < 0))
    rounded = compute.sum(compute.match_substring_regex(compute.if_else(is_number, texts, ""), "[eE]")).as_py() or 0
    return Numbers(found, reasons, wrong, int(rounded))


def looks_grouped(column: pd.Series) -> str:
    """Return a figure of a column whose points or commas part thousands, it seems; empty where they part decimals.

    Of counts only: three figures at least have a point or comma, and all of them have three digits behind it.
    """
    texts = pa.chunked_array(pa.array(column, type=pa.string(), from_pandas=True)).combine_chunks()
    marked = texts.filter(compute.match_substring_regex(texts, "[.,]"))
    grouped = compute.match_substring_regex(marked, r"^[1-9]\d{0,2}[.,]\d{3}$")
    return str(marked[0]) if len(marked) >= FEWEST_GROUPED and compute.all(grouped).as_py() else ""


def looks_numeric(column: pd.Series) -> bool:
    """Tell whether most cells that hold something are figures or known marks; not so for a column of words."""
    found = numbers_of(column)
    filled = int((column != "").sum())
    return filled == 0 or len(found.wrong) <= filled / 2
