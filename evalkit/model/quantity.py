"""Numbers as French people write them: exact, approximate, bounded or a range.

``"2,6 Md€"``, ``"environ 80 000 €"``, ``"250 à 300"``, ``"plus de 4 000"`` keep what they say: a value, that it is
approximate, or the two ends of a range. What is ambiguous (``"1.234"``, ``"80,000"``) or only half understood
(``"3 sur 5"``) is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from evalkit.model.number_words import read_words
from evalkit.model.units import scale_of, unit_of

ABOUT = ("environ", "près de", "autour de", "de l'ordre de", "à peu près", "~", "≈", "about", "around", "nearly")
AT_LEAST = ("un peu plus de", "plus de", "au moins", "dépassant", "over", "more than", "at least", ">=", "≥", ">")
AT_MOST = ("un peu moins de", "moins de", "au plus", "jusqu'à", "under", "less than", "at most", "<=", "≤", "<")
OPENINGS = {"about": ABOUT, "least": AT_LEAST, "most": AT_MOST}
CLOSINGS = {
    "about": ("environ",),
    "least": ("au moins", "au minimum", "minimum", "ou plus", "et plus"),
    "most": ("au plus", "au maximum", "maximum", "ou moins"),
}
"""The same hedges after the number: ``80 000 € environ``."""

_SPACES = "\u0020\u00a0\u202f\u2009"
_NUMBER = re.compile(rf"[+\-\u2212]?\d+(?:[{_SPACES}]\d{{3}})*(?:[.,]\d+)?", re.ASCII)
_AMBIGUOUS = re.compile(r"([+-]?[1-9]\d{0,2})[.,](\d{3})", re.ASCII)
_RANGE_START = re.compile(r"(?:(de )|(entre |between ))?(?:plus )?", re.IGNORECASE)
_RANGE_WORD = re.compile(r" (?:à|to) (?:plus )?", re.IGNORECASE)
_RANGE_AND = re.compile(r" (?:et|and) (?:plus )?", re.IGNORECASE)
_RANGE_DASH = re.compile(r"(?<=\S) ?[-–—] ?(?=\d)|(?<=\S) [-–—] (?=\S)", re.ASCII)
_DAY_OR_MONTH = re.compile(r"(?<!\d)0\d")
LARGEST = 1e15
LARGEST_LITERAL = 1000
"""``500 à 2 mille`` goes from 500 to 2 000; what ``500 à 1 million`` starts from is not said."""
LONGEST = 200
"""No statement of a number is longer; keeps the patterns above quick on any text."""


@dataclass(frozen=True)
class Quantity:
    """A number as it was stated.

    Parameters
    ----------
    value : float or None
        The number; None for a range or a bound.
    minimum, maximum : float or None
        The two ends of a range, or one bound (``plus de 4 000`` has only a minimum).
    approximate : bool
        True when the statement says so (``environ``, ``près de``, ``une quinzaine``, a bound, a range).
    unit : str
        What follows the number (``€``, ``%``, ``mois``); empty when nothing does.
    raw : str
        The statement as it was typed.
    """

    value: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    approximate: bool = False
    unit: str = ""
    raw: str = ""


def parse_number(text: str) -> float:
    """Read one plain number: decimal comma or point, thousands parted by any usual space.

    Raises
    ------
    PydanticCustomError
        ``number_ambiguous`` for ``"1.234"`` and ``"1,234"`` (thousand or decimal?), ``number`` for anything that is
        no finite number.
    """
    if len(text) > LONGEST:
        raise PydanticCustomError("number", "not a number: {found}", {"found": text[:LONGEST]})
    compact = re.sub(f"[{_SPACES}]", "", text.strip()).replace("\u2212", "-")
    if found := _AMBIGUOUS.fullmatch(compact) if not re.search(r"\s", text.strip()) else None:
        whole, decimals = found.groups()
        raise PydanticCustomError(
            "number_ambiguous",
            "ambiguous number {found}",
            # One more zero: three decimals are what is ambiguous.
            {"found": text, "decimal": f"{whole},{decimals}0", "thousand": f"{whole} {decimals}"},
        )
    if not _NUMBER.fullmatch(text.strip()):
        raise PydanticCustomError("number", "not a number: {found}", {"found": text})
    number = float(compact.replace(",", "."))
    if abs(number) > LARGEST:
        raise PydanticCustomError("number_too_large", "too large: {found}", {"found": text})
    return number


def parse_quantity(text: str) -> Quantity:
    """Read a statement such as ``"environ 80 000 €"``, ``"250 à 300"`` or ``"2,6 milliards d'euros"``.

    Raises
    ------
    PydanticCustomError
        ``quantity`` when a part of it cannot be read, ``number_ambiguous`` as in `parse_number`, ``range_order`` when
        the ends of a range are the wrong way round, ``control_character`` when a character of it cannot be seen.
    """
    if len(text) > LONGEST:
        raise _no_quantity(text[:LONGEST])
    _refuse_invisible(text.strip(" \t\r\n"))
    raw = unicodedata.normalize("NFC", text.strip())
    said = re.sub(f"[{_SPACES}]", " ", raw.replace("\u2019", "'"))
    for kind in OPENINGS:
        rest = _without(said, kind)
        if rest is not None:
            return _hedged(kind, rest, raw)
    return _range(said, raw) or _single(said, raw)


def _no_quantity(raw: str) -> PydanticCustomError:
    return PydanticCustomError("quantity", "not a quantity: {found}", {"found": raw})


def _refuse_invisible(text: str) -> None:
    for each in text:
        if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            code = f"U+{ord(each):04X}"
            raise PydanticCustomError("control_character", "invisible character {code}", {"code": code})


def _without(said: str, kind: str) -> str | None:
    """Return a statement without its hedge of a kind, before or after the number; None when it has none."""
    folded = said.lower()
    for opening in OPENINGS[kind]:
        if folded.startswith((opening, opening.removesuffix("e") + "'")):
            return said[len(opening) :].strip()
    closing = next((each for each in CLOSINGS[kind] if folded.endswith(" " + each)), None)
    return said[: -len(closing)].strip() if closing else None


def _hedged(kind: str, rest: str, raw: str) -> Quantity:
    if kind == "about":
        found = _range(rest, raw) or _single(rest, raw)
        return replace(found, approximate=True)
    read = _read(rest, raw)
    if kind == "least":
        return Quantity(minimum=read.total, approximate=True, unit=read.unit, raw=raw)
    return Quantity(maximum=read.total, approximate=True, unit=read.unit, raw=raw)


def _single(said: str, raw: str) -> Quantity:
    read = _read(said, raw)
    return Quantity(value=read.total, approximate=read.rounded, unit=read.unit, raw=raw)


def _range(said: str, raw: str) -> Quantity | None:
    """Read a range, or return None; of the places where it could be parted, the first that gives one counts."""
    wrong: PydanticCustomError | None = None
    for low, high in _ends(said):
        try:
            return _between(_read(low, raw), _read(high, raw), raw)
        except PydanticCustomError as error:
            if error.type == "number_ambiguous":
                raise
            wrong = error if error.type == "range_order" else wrong
    if wrong:
        raise wrong
    return None


def _ends(said: str) -> Iterator[tuple[str, str]]:
    start = _RANGE_START.match(said)
    rest = said[start.end() :] if start else said
    parting = [_RANGE_AND] if start and start.group(2) else [_RANGE_WORD]
    if not _DAY_OR_MONTH.search(rest):
        parting.append(_RANGE_DASH)
    for pattern in parting:
        for found in pattern.finditer(rest):
            yield rest[: found.start()], rest[found.end() :]


def _between(low: _Read, high: _Read, raw: str) -> Quantity:
    if low.unit and high.unit and not high.unit.startswith(low.unit):
        raise _no_quantity(raw)
    first = low.total if low.unit or low.factor > 100 else _sharing(low.total, high, raw)
    if first > high.total:
        raise PydanticCustomError("range_order", "range the wrong way round: {found}", {"found": raw})
    return Quantity(minimum=first, maximum=high.total, approximate=True, unit=high.unit or low.unit, raw=raw)


def _sharing(low: float, high: _Read, raw: str) -> float:
    """Return the low end of a range: in ``2 à 3 millions`` it shares the scale; in ``500 à 2 mille`` it cannot."""
    if high.factor == 1 or low == 0 or (low > high.value and high.factor <= LARGEST_LITERAL):
        return low
    if low < high.value:
        return round(low * high.factor, 6)
    raise _no_quantity(raw)


@dataclass(frozen=True)
class _Read:
    """One number with its unit; the scale is kept apart, for the other end of a range may share it."""

    value: float
    factor: float
    unit: str
    rounded: bool = False

    @property
    def total(self) -> float:
        return round(self.value * self.factor, 6)


def _read(said: str, raw: str) -> _Read:
    value, own, length, rounded = _number_at_start(said, raw)
    rest = said[length:].strip()
    scale, rest = (1.0, rest) if rounded else scale_of(rest)
    unit = unit_of(rest, glued=said[length : length + 1] != " ")
    if unit is None:
        raise _no_quantity(raw)
    read = _Read(value, own * scale, unit, rounded)
    if abs(read.total) > LARGEST:
        raise PydanticCustomError("number_too_large", "too large: {found}", {"found": raw})
    return read


def _number_at_start(said: str, raw: str) -> tuple[float, float, int, bool]:
    """Return the number before its scale, the scale its words hold, its length, and whether it is a round number."""
    if found := _NUMBER.match(said):
        if re.match(r"[.,\d]", said[found.end() :]):
            raise _no_quantity(raw)
        return parse_number(found.group()), 1, found.end(), False
    spelt = read_words(said)
    if spelt is None:
        raise _no_quantity(raw)
    return spelt.value / spelt.factor, spelt.factor, spelt.length, spelt.rounded


def _to_quantity(given: Any) -> Any:
    if isinstance(given, str):
        return parse_quantity(given)
    if isinstance(given, bool):
        raise PydanticCustomError("quantity", "not a quantity: {found}", {"found": str(given)})
    if isinstance(given, int | float):
        return parse_quantity(repr(given) if isinstance(given, int) else _typed(given))
    if not isinstance(given, Quantity):
        raise PydanticCustomError("quantity", "not a quantity: {found}", {"found": str(given)[:LONGEST]})
    return given


def _typed(given: float) -> str:
    text = f"{given:.6f}".rstrip("0").rstrip(".")
    return f"{text}0" if _AMBIGUOUS.fullmatch(text) else text


def _to_number(given: Any) -> Any:
    if isinstance(given, str):
        return parse_number(given)
    if isinstance(given, bool):
        raise PydanticCustomError("number", "not a number: {found}", {"found": str(given)})
    return given


def _to_count(given: Any) -> Any:
    number = _to_number(given)
    if isinstance(number, float):
        number = int(number) if number.is_integer() else -1
    if isinstance(number, int) and number < 0:
        raise PydanticCustomError("count", "not a count: {found}", {"found": str(given)})
    return number


_TEXT_OR_NUMBER: dict[str, Any] = {"anyOf": [{"type": "number"}, {"type": "string", "minLength": 1}]}

Stated = Annotated[
    Quantity,
    BeforeValidator(_to_quantity),
    PlainSerializer(lambda quantity: quantity.raw, return_type=str),
    WithJsonSchema(_TEXT_OR_NUMBER),
]
"""A `Quantity` field: reads and writes the statement as typed."""

Number = Annotated[float, BeforeValidator(_to_number), Field(allow_inf_nan=False), WithJsonSchema(_TEXT_OR_NUMBER)]
"""A finite number, decimal comma allowed."""

Count = Annotated[int, BeforeValidator(_to_count), WithJsonSchema(_TEXT_OR_NUMBER)]
"""A whole number from 0."""
