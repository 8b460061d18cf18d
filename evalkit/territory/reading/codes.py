"""Codes of zones as files hold them: zeros lost in a spreadsheet, Corsica's old codes, rows that are totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from evalkit.errors import Problem, problem
from evalkit.sources.shown import short
from evalkit.territory.levels import REGIONS, UNKNOWN_ZONES, WIDTHS, Level, is_code, old_corsican
from evalkit.territory.reading.raw import MOST_PROBLEMS, RawTable
from evalkit.territory.words import level_words

_SPACES = " \u00a0\u202f"
_TOTALS = frozenset(
    ("F", "FR", "FE", "FM", "M", "METRO", "FRANCE", "TOTAL", "TOTAL GÉNÉRAL", "TOTAL GENERAL", "ENSEMBLE",
     "FRANCE ENTIÈRE", "FRANCE ENTIERE", "FRANCE MÉTROPOLITAINE", "FRANCE METROPOLITAINE", "FRM", "FRMETRO")
)  # fmt: skip
"""Rows that add up the others: they would be counted twice."""


@dataclass(frozen=True)
class Codes:
    """The codes of a table's rows.

    Parameters
    ----------
    codes : Series
        One per row; missing where the row is of no zone (a total, a remark below the table).
    notes, problems : tuple of Problem
    """

    codes: pd.Series
    notes: tuple[Problem, ...]
    problems: tuple[Problem, ...]


def codes_of_rows(raw: RawTable, column: str, level: Level, blank: pd.Series | None = None) -> Codes:
    """Read the codes of a column.

    Parameters
    ----------
    raw : RawTable
    column : str
    level : Level
    blank : Series of bool, optional
        Rows without any figure: what stands there in place of a code is a remark.
    """
    texts = raw.frame[column].str.replace(r"\.0$", "", regex=True).str.removeprefix("=").str.strip("\"' ").str.upper()
    if any(space in each for each in texts for space in _SPACES):
        spaced = texts.str.fullmatch(r"[\dAB]+(?:[ \u00a0\u202f][\dAB]+)+")
        texts = texts.where(~spaced, texts.str.replace(r"[ \u00a0\u202f]", "", regex=True))
    codes, repaired = _padded(texts, level)
    codes, corsican = _corsican(codes, level)
    totals = codes.isin(_TOTALS)
    nowhere = codes.isin(UNKNOWN_ZONES.get(level, frozenset()))
    good = codes.isin([code for code in codes.unique() if is_code(code, level)]) & ~nowhere
    remarks = ~good & ((codes == "") | (False if blank is None else blank))
    wrong = ~good & ~totals & ~remarks & ~nowhere
    place = raw.place(0, column)
    notes = []
    for key, n in (("zeros", repaired), ("corsica", corsican), ("totals", int(totals.sum()))):
        if n:
            notes.append(problem(place, column, f"territory.{key}", n=n))
    if blank is not None:
        notes += _left_out(raw, column, codes, remarks & blank, remarks & ~blank)
    told = codes[wrong].head(MOST_PROBLEMS)
    problems = tuple(_wrong(raw, column, level, at, code) for at, code in told.items())
    if len(told) < wrong.sum():
        problems += (problem(place, column, "too_many", n=int(wrong.sum()) - len(told)),)
    return Codes(codes.where(good), tuple(notes), problems)


def _left_out(raw: RawTable, column: str, codes: pd.Series, remarks: pd.Series, uncoded: pd.Series) -> list[Problem]:
    """Tell what is left out: remarks below or inside the table, and rows that have figures but no code."""
    notes = []
    said = codes[remarks & (codes != "")]
    if len(said):
        found, at = short(raw.frame[column][said.index[0]]), raw.place(said.index[0], column)
        notes.append(problem(raw.place(-1), column, "territory.remarks", n=len(said), found=found, at=at))
    if uncoded.any():
        at = raw.place(uncoded.idxmax(), column)
        notes.append(problem(raw.place(-1), column, "territory.without_code", n=int(uncoded.sum()), at=at))
    return notes


def _wrong(raw: RawTable, column: str, level: Level, at: object, code: str) -> Problem:
    key = "old_corsican" if level == "commune" and old_corsican(code) else "wrong_code"
    return problem(raw.place(at, column), column, f"territory.{key}", found=short(code), level=level_words(level))


def _padded(texts: pd.Series, level: Level) -> tuple[pd.Series, int]:
    width = WIDTHS.get(level)
    if width is None:
        return texts, 0
    least = 4 if level == "commune" else 1
    short_ones = texts.str.fullmatch(rf"\d{{{least},{width - 1}}}") if width > least else texts.str.fullmatch(r"(?!)")
    return texts.where(~short_ones, texts.str.zfill(width)), int(short_ones.sum())


def _corsican(codes: pd.Series, level: Level) -> tuple[pd.Series, int]:
    """Give Corsican communes and départements their codes of today, where only one can be meant."""
    if level == "departement":
        old = codes.isin(["20A", "20B"])
        return codes.where(~old, "2" + codes.str[-1:]), int(old.sum())
    old = codes.map(old_corsican) if level == "commune" else pd.Series(False, index=codes.index)
    if not old.any():
        return codes, 0
    find = corsican_codes()
    today = codes[old].map(find)
    changed = codes.copy()
    changed[today.dropna().index] = today.dropna()
    return changed, int(today.notna().sum())


def corsican_codes() -> Callable[[str], str | None]:
    """Return what gives a Corsican commune its code of today from that of before 1976 (20004: 2A004)."""
    from evalkit.territory.embedded import membership

    known = {code[2:]: code for code in membership().frame.index if code.startswith("2") and code[1] in "AB"}
    return lambda code: known.get(code[2:])


def _maybe_communes(texts: pd.Series) -> bool:
    """Tell whether codes of four digits may be communes that have lost their zero: zones of France start with one."""
    from evalkit.territory.embedded import membership

    four = [each for each in texts.unique() if len(each) == WIDTHS["employment_zone"]]
    if any(each.startswith("0") for each in four):
        return False
    return len(pd.Index([f"0{each}" for each in four]).intersection(membership().frame.index)) > len(four) / 2


def level_by_codes(texts: pd.Series) -> Level | None:
    """Return the level of codes under a general heading (CODGEO), by their form; None where it is not clear."""
    sizes = Counter(len(each) for each in texts if each.isalnum())
    of: dict[Level, int] = {
        "commune": sizes[5] + sizes[4] if sizes[5] else 0,
        "employment_zone": sizes[4] if not _maybe_communes(texts) else 0,
        "epci": sum(len(each) == 9 and each.startswith("2") for each in texts),
        "departement": sizes[2] + sizes[3],
    }
    best = max(of, key=lambda each: of[each])
    if best == "departement":
        return None if {each for each in texts if len(each) == WIDTHS["region"]} <= REGIONS else best
    return best if of[best] else None
