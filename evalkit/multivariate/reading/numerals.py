"""How a file writes its numbers: with a decimal comma or a decimal point, decided for the whole file or asked back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

Sign = Literal[",", "."]

LONGEST = 40
LOOKED_AT = 500
_GROUPS = re.compile(r"(?<=\d)[ '’](?=\d{3}(?!\d))")
_NUMBER = r"[+-]?(?=[.,]?\d)(?:\d+|[1-9]\d{{0,2}}(?:\{other}\d{{3}})+)?(?:\{sign}\d+)?(?:[eE][+-]?\d{{1,3}})?"
_READS: dict[str, re.Pattern[str]] = {
    sign: re.compile(_NUMBER.format(sign=sign, other=other), re.ASCII) for sign, other in ((",", "."), (".", ","))
}
_SIMPLE = {sign: re.compile(rf"-?\d+(?:\{sign}\d+)?", re.ASCII) for sign in (",", ".")}
"""Most numbers are as plain as this, and read at once."""
_UNIT = re.compile(r"(?<=\d)\s?([%‰€$£])")
"""What may stand behind a number without changing how it is read."""
_INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)


def number_of(text: str, sign: Sign) -> float | None:
    """Return the number that a text is, infinite ones included; None where it is none.

    Parameters
    ----------
    text : str
    sign : {",", "."}
        The decimal sign; the other one may part thousands, as spaces may. What `unit_of` finds may follow.
    """
    if len(text) <= LONGEST and _SIMPLE[sign].fullmatch(text):
        return float(text.replace(sign, "."))
    plain = _plain(text)
    if _INFINITE.fullmatch(plain):
        return float("-inf") if plain.startswith("-") else float("inf")
    if not _reads(plain, sign):
        return None
    other = "." if sign == "," else ","
    return float(plain.replace(other, "").replace(sign, "."))


def unit_of(text: str) -> str:
    """Return the sign behind a number (``%``, ``‰``, ``€``…), or nothing."""
    found = _UNIT.search(text) if len(text) <= LONGEST and not text[-1:].isdigit() else None
    return found.group(1) if found and found.end() == len(text) else ""


def votes(texts: Iterable[str]) -> set[str]:
    """Return which decimal signs the texts of a column are sure to use; ``?`` where some could be read in two ways."""
    found: set[str] = set()
    for text in texts:
        if ("," not in text and "." not in text) or any(_SIMPLE[sign].fullmatch(text) for sign in found - {"?"}):
            continue
        plain = _plain(text)
        reads = {sign for sign in _READS if _reads(plain, sign)}
        found |= {"?"} if len(reads) == 2 else reads  # 1.234, 1,234
    return found


def looks_numeric(texts: Sequence[str]) -> bool:
    """Tell whether most of the first texts are numbers under one sign or the other."""
    first = texts[:LOOKED_AT]
    return 2 * sum(any(_reads(_plain(text), sign) for sign in _READS) for text in first) > len(first)


def _plain(text: str) -> str:
    if len(text) > LONGEST:
        return ""
    number = text.replace("\u2212", "-").strip()
    unit = unit_of(number)
    return _GROUPS.sub("", number.removesuffix(unit).rstrip() if unit else number)


def _reads(plain: str, sign: str) -> bool:
    return bool(_READS[sign].fullmatch(plain))
