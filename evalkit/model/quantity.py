"""Numbers as French people write them: exact, approximate, bounded or a range.

``"2,6 Md€"``, ``"environ 80 000 €"``, ``"250 à 300"``, ``"plus de 4 000"`` keep what they say: a value, that it is
approximate, or the two ends of a range. What is ambiguous (``"1.234"``) is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

WORDS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "dix-sept": 17,
    "dix-huit": 18, "dix-neuf": 19, "vingt": 20, "vingt-trois": 23, "vingt-quatre": 24, "trente": 30,
    "trente-six": 36, "quarante": 40, "quarante-huit": 48, "cinquante": 50, "soixante": 60, "cent": 100,
}  # fmt: skip
ROUND_WORDS = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip
SCALES = {"md": 1e9, "mds": 1e9, "milliard": 1e9, "milliards": 1e9, "m": 1e6, "million": 1e6, "millions": 1e6,
          "k": 1e3, "millier": 1e3, "milliers": 1e3}  # fmt: skip
ABOUT = (
    "environ",
    "près de",
    "autour de",
    "de l'ordre de",
    "à peu près",
    "~",
    "≈",
    "about",
    "around",
    "nearly",
)
AT_LEAST = (
    "un peu plus de",
    "plus de",
    "au moins",
    "dépassant",
    "over",
    "more than",
    "at least",
    ">=",
    "≥",
    ">",
)
AT_MOST = ("un peu moins de", "moins de", "au plus", "under", "less than", "at most", "<=", "≤", "<")

_SPACES = "\u0020\u00a0\u202f\u2009"
_NUMBER = re.compile(rf"[+\-\u2212]?\d+(?:[{_SPACES}]\d{{3}})*(?:[.,]\d+)?", re.ASCII)
_RANGE = re.compile(r"^(?:de |entre )?(?:plus )?(.+?)\s*(?:à|-|–|et|to|and)\s+(?:plus )?(.+)$", re.IGNORECASE)
LARGEST = 1e15
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
        ``number_ambiguous`` for ``"1.234"`` (thousand or decimal?), ``number`` for anything that is no finite number.
    """
    if len(text) > LONGEST:
        raise PydanticCustomError("number", "not a number: {found}", {"found": text[:LONGEST]})
    compact = re.sub(f"[{_SPACES}]", "", text.strip()).replace("\u2212", "-")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", compact):
        whole, decimals = compact.split(".")
        raise PydanticCustomError(
            "number_ambiguous",
            "ambiguous number {found}",
            {"found": text, "decimal": f"{whole},{decimals}", "thousand": f"{whole} {decimals}"},
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
        ``quantity`` when no number can be read, ``number_ambiguous`` as in `parse_number`, ``range_order`` when the
        ends of a range are the wrong way round.
    """
    if len(text) > LONGEST:
        raise PydanticCustomError("quantity", "not a quantity: {found}", {"found": text[:LONGEST]})
    raw = unicodedata.normalize("NFC", text.strip())
    said = raw.replace("\u2019", "'")
    for words, kind in ((ABOUT, "about"), (AT_LEAST, "least"), (AT_MOST, "most")):
        rest = _after(said, words)
        if rest is not None:
            value, unit = _value_and_unit(rest, raw)
            return _bounded(kind, value, unit, raw)
    return _range(said, raw) or _single(said, raw)


def _after(said: str, openings: tuple[str, ...]) -> str | None:
    folded = said.casefold()
    for opening in openings:
        if folded.startswith(opening):
            return said[len(opening) :].strip()
    return None


def _bounded(kind: str, value: float, unit: str, raw: str) -> Quantity:
    if kind == "about":
        return Quantity(value=value, approximate=True, unit=unit, raw=raw)
    if kind == "least":
        return Quantity(minimum=value, approximate=True, unit=unit, raw=raw)
    return Quantity(maximum=value, approximate=True, unit=unit, raw=raw)


def _range(said: str, raw: str) -> Quantity | None:
    parts = _RANGE.match(said)
    if parts is None:
        return None
    try:
        low, low_unit = _value_and_unit(parts.group(1), raw)
        high, unit = _value_and_unit(parts.group(2), raw)
    except PydanticCustomError as error:
        if error.type == "quantity":
            return None
        raise
    if low > high:
        raise PydanticCustomError("range_order", "range the wrong way round: {found}", {"found": raw})
    return Quantity(minimum=low, maximum=high, approximate=True, unit=unit or low_unit, raw=raw)


def _single(said: str, raw: str) -> Quantity:
    value, unit = _value_and_unit(said, raw)
    first = said.casefold().removeprefix("une ").removeprefix("un ").split(" ")[0]
    return Quantity(value=value, approximate=first in ROUND_WORDS, unit=unit, raw=raw)


def _value_and_unit(said: str, raw: str) -> tuple[float, str]:
    found = _NUMBER.match(said)
    if found:
        value, rest = parse_number(found.group()), said[found.end() :].strip()
        if rest[:1] in {".", ","} or re.match(r"[eE][+-]?\d|\d", rest):
            raise PydanticCustomError("quantity", "not a quantity: {found}", {"found": raw})
    else:
        value, rest = _spelt_out(said, raw)
    return _scaled(value, rest, raw)


def _spelt_out(said: str, raw: str) -> tuple[float, str]:
    folded = said.casefold()
    for article in ("une ", "un "):
        word, _, rest = folded.removeprefix(article).partition(" ")
        if folded.startswith(article) and word in ROUND_WORDS:
            return ROUND_WORDS[word], said[len(said) - len(rest) :] if rest else ""
    word, _, rest = folded.partition(" ")
    if word in WORDS:
        return WORDS[word], said[len(said) - len(rest) :] if rest else ""
    raise PydanticCustomError("quantity", "not a quantity: {found}", {"found": raw})


def _scaled(value: float, rest: str, raw: str) -> tuple[float, str]:
    glued = re.fullmatch(r"(Md|Mds|M|k)\s?(€|EUR)(.*)", rest)
    if glued:
        value, rest = value * SCALES[glued.group(1).casefold()], "€" + glued.group(3)
    else:
        word, _, after = rest.partition(" ")
        if word.casefold() in SCALES and len(word) > 1 and word.casefold() not in {"md", "mds"}:
            value, rest = value * SCALES[word.casefold()], re.sub(r"^d(?:e |')", "", after)
    if abs(value) > LARGEST:
        raise PydanticCustomError("number_too_large", "too large: {found}", {"found": raw})
    return round(value, 6), _unit(rest)


def _unit(rest: str) -> str:
    euros = re.sub(r"^(euros?|EUR)\b", "€", rest.strip())
    return re.sub(r"^% par an$", "%/an", euros)


def _to_quantity(given: Any) -> Any:
    if isinstance(given, str):
        return parse_quantity(given)
    if isinstance(given, bool):
        raise PydanticCustomError("quantity", "not a quantity: {found}", {"found": str(given)})
    if isinstance(given, int | float):
        return parse_quantity(repr(given) if isinstance(given, int) else f"{given:.6f}".rstrip("0").rstrip("."))
    if not isinstance(given, Quantity):
        raise PydanticCustomError("quantity", "not a quantity: {found}", {"found": str(given)[:LONGEST]})
    return given


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
