"""What follows a number: its scale (``millions``, ``k€``) and its unit, or something that is neither."""

from __future__ import annotations

import re

from evalkit.model.number_words import NUMBER_WORDS

SCALES = {"md": 1e9, "mds": 1e9, "milliard": 1e9, "milliards": 1e9, "m": 1e6, "million": 1e6, "millions": 1e6,
          "k": 1e3, "millier": 1e3, "milliers": 1e3, "mille": 1e3, "thousand": 1e3}  # fmt: skip
LONGEST_UNIT = 40

_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœµ"
_GLUED = re.compile(rf"([kK]|M|[Mm][dD][sS]?) ?(?:€|(?i:eur(?:os?)?)(?![{_LETTER}]))(.*)")
_EUROS = re.compile(rf"^(?:euros?|eur)(?![{_LETTER}])", re.IGNORECASE)
_PER_CENT = re.compile(rf"^(?:pour cent|pourcents?|percent|per cent)(?![{_LETTER}])", re.IGNORECASE)
_WITH_DIGIT = re.compile(rf"(?<![{_LETTER}\d])(?:[A-Za-z]{{0,5}}CO2|[ckd]?m[23])(?![{_LETTER}\d])")
_UNIT = re.compile(rf"(?![xX])[{_LETTER}%‰€$£°(/](?:[{_LETTER}%‰€$£°²³₂()/.,' ]|(?<=[{_LETTER}])-(?=[{_LETTER}]))*")
_ORDINAL = re.compile(rf"(?:er|re|nde?|i?[eè]me|e)(?![{_LETTER}])")
_PART = re.compile(
    rf"(?<![{_LETTER}])(?:(?:demie?s?|tiers|quarts?)(?![{_LETTER}-])|m ?(?:€|eur))",  # "12 demi-journées" is whole
    re.IGNORECASE,
)
# With these words, the number before them is not the whole of what is said.
_NO_UNIT = NUMBER_WORDS | {
    *(f"{word}s" for word in NUMBER_WORDS), *(set(SCALES) - {"m"}), "mrd", "mrds", "mio", "bn", "billion", "billions",
    "one", "two", "three", "four", "five", "seven", "eight", "nine", "ten", "hundred", "dozen", "half", "moitié",
    "environ", "presque", "plus", "moins", "peu", "certain", "certains", "certaine", "certaines", "plusieurs", "nombre",
    "partie", "majorité", "minorité", "x", "more", "less",
} - {"neufs", "uns", "unes"}  # fmt: skip


def scale_of(rest: str) -> tuple[float, str]:
    """Return the scale that a text starts with (1 without one) and what is left of the text."""
    if glued := _GLUED.fullmatch(rest):
        return SCALES[glued.group(1).casefold()], "€" + glued.group(2)
    word, _, after = rest.partition(" ")
    if len(word) > 1 and word.casefold() in SCALES:
        return SCALES[word.casefold()], after
    return 1, rest


def unit_of(rest: str, glued: bool = False) -> str | None:
    """Return the unit that a text is (empty without one), or None when it is no unit.

    A unit holds no digit (but ``CO2`` and ``m2``), no number in words, no scale, no operator: else a part of what was
    said would be lost in it. `glued` tells that no space parts it from the number: ``3e`` is no number of anything.
    """
    text = re.sub(r"^d(?:e |')", "", rest.strip())
    unit = re.sub(r"^% par an$", "%/an", _PER_CENT.sub("%", _EUROS.sub("€", text)))
    return unit if not unit or _is_unit(unit, glued) else None


def _is_unit(unit: str, glued: bool) -> bool:
    words = re.findall(f"[{_LETTER}]+", unit)
    return (
        len(unit) <= LONGEST_UNIT
        and bool(_UNIT.fullmatch(_WITH_DIGIT.sub("m", unit)))
        and not _PART.search(unit)
        and not any(word.casefold() in _NO_UNIT or word == "M" for word in words)
        and not (glued and _ORDINAL.match(unit))
    )
