"""From what a cell says to a number, a yes or a no: what the codebook and the scale know, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic_core import PydanticCustomError

from evalkit.errors import Said
from evalkit.model.quantity import Quantity, parse_quantity
from evalkit.model.results import Indicator
from evalkit.sources.contradictions import SCALE
from evalkit.sources.grid import Cell
from evalkit.sources.shown import short
from evalkit.sources.survey.table import TRUTHS, is_unknown
from evalkit.sources.survey.words import NO, YES, clean
from evalkit.sources.unit_problems import is_unit
from evalkit.sources.wording import fold

LARGEST_ANSWER = 1e9
_TRUTHS = {"true": "vrai", "false": "faux"}
_MARK = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:[-–—:.=/)]|\s)\s*[^\W\d][^\d]*")
"""A mark and the label of it: ``4 - plutôt d'accord``."""

Unreadable = Literal["unexpected", "outside", "ambiguous"]
Value = float | bool
Scale = tuple[int, int]


@dataclass(frozen=True)
class Coder:
    """How the answers to one question are read.

    Parameters
    ----------
    numeric : bool
        Whether the answers are numbers; else they are yes or no.
    codebook : mapping of str to (float, bool or None)
        By the folded answer; None for what is no answer. Where there is one, no other answer is understood.
    missing : frozenset of str
        The folded texts that stand for no answer.
    scale : (int, int) or None
        Ends of the scale of a perception.
    unit : str
        The indicator's unit; a unit beside a number must be this one.
    """

    numeric: bool
    codebook: Mapping[str, Value | None]
    missing: frozenset[str]
    scale: Scale | None = None
    unit: str = ""

    def read(self, cell: Cell | None, text: str) -> Value | Unreadable | None:
        """Return the value of an answer, None where there is none, or why it cannot be read."""
        folded = folded_answer(text)
        if folded in self.codebook:
            return self.codebook[folded]
        if not text or folded in self.missing:
            return "unexpected" if cell is not None and not text and is_unknown(cell) else None
        if self.codebook:
            return "unexpected"
        return self._number(cell, text) if self.numeric else _yes_or_no(folded)

    def _number(self, cell: Cell | None, text: str) -> Value | Unreadable:
        typed = _typed_number(cell)
        found = self._said(text) if typed is None else typed
        if isinstance(found, str):
            return found
        if self.scale and not self.scale[0] <= found <= self.scale[1]:
            return "outside"
        return found if abs(found) <= LARGEST_ANSWER else "unexpected"

    def _said(self, text: str) -> float | Unreadable:
        marked = _MARK.fullmatch(text) if self.scale else None
        said = _quantity(marked.group(1) if marked else text)
        if not isinstance(said, Quantity):
            return said
        exact = said.value is not None and not said.approximate
        return said.value if said.value is not None and exact and is_unit(said.unit, self.unit) else "unexpected"


def _typed_number(cell: Cell | None) -> float | None:
    """Return the number of a spreadsheet's cell: nothing in it is ambiguous. A cell in per cent holds hundredths."""
    value = cell.value if cell else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value * 100, 9) if cell and "%" in cell.number_format else float(value)


def _quantity(text: str) -> Quantity | Unreadable:
    try:
        return parse_quantity(text)
    except PydanticCustomError as error:
        return "ambiguous" if error.type == "number_ambiguous" else "unexpected"


def _yes_or_no(folded: str) -> bool | Unreadable:
    if folded in YES | NO:
        return folded in YES
    return "unexpected"


def scale_of(indicator: Indicator) -> Scale | None:
    """Return the ends of the scale that a perception's unit states (``1-5``), or None."""
    found = SCALE.search(indicator.unit or "") if indicator.form == "perception" else None
    ends = (int(found[1]), int(found[2])) if found else (0, 0)
    return ends if ends[0] < ends[1] else None


def folded_answer(answer: str) -> str:
    """Return the form in which an answer of a codebook is looked up; « VRAI » and « TRUE » are one ticked cell."""
    folded = fold(clean(answer))
    return _TRUTHS.get(folded, folded)


def shown_answer(answer: str) -> str | Said:
    """Return an answer as a message shows it, a truth as the reader's spreadsheet does."""
    return Said(f"survey.truth.{TRUTHS[answer]}") if answer in TRUTHS else short(answer)
