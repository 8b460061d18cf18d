"""French numbers in words, from zero to 999 999: ``vingt et un``, ``quatre-vingt-dix``, ``deux cent mille``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SMALL = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
)  # fmt: skip
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_POWERS = {"cent": 100, "cents": 100, "mille": 1000}
ROUND_WORDS = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip


def _below_hundred() -> dict[str, int]:
    names = {name: n for n, name in enumerate(_SMALL)} | {f"dix {_SMALL[n]}": 10 + n for n in (7, 8, 9)}
    teens = {name: n for name, n in names.items() if n}
    for word, ten in _TENS.items():
        above = 20 if word == "soixante" else 10
        names |= {word: ten, f"{word} et un": ten + 1}
        names |= {f"{word} {name}": ten + n for name, n in teens.items() if n < above and n not in {1, 11}}
    names |= {"soixante et onze": 71, "quatre vingt": 80, "quatre vingts": 80}
    names |= {f"quatre vingt {name}": 80 + n for name, n in teens.items()}
    return names | {f"{name}e": n for name, n in names.items() if name.endswith("un")}


_BELOW_HUNDRED = _below_hundred()
_NAMES = "|".join(sorted((name.replace(" ", "[ -]") for name in _BELOW_HUNDRED), key=len, reverse=True))
_HUNDREDS = rf"(?:(?:{'|'.join(_SMALL[2:10])})[ -])?cents?(?!\w)(?:[ -](?:{_NAMES})(?!\w))?"
_BELOW_THOUSAND = rf"(?:{_HUNDREDS}|(?:{_NAMES})(?!\w))"
_SPELT = re.compile(rf"(?:{_BELOW_THOUSAND}[ -])?mille(?!\w)(?:[ -]{_BELOW_THOUSAND})?|{_BELOW_THOUSAND}")
_ROUND = re.compile(rf"une? ({'|'.join(ROUND_WORDS)})(?!\w)")

NUMBER_WORDS = frozenset(
    {word for name in _BELOW_HUNDRED for word in name.split()} - {"et"} | set(_POWERS) | set(ROUND_WORDS)
)
"""Every word that is a number or a part of one."""


@dataclass(frozen=True)
class Spelt:
    """A number read in words.

    Parameters
    ----------
    value : int
        The number.
    factor : int
        The hundred or thousand it ends on (1000 for ``dix mille``), which ``cinq à dix mille`` shares.
    length : int
        How many characters it takes.
    rounded : bool
        True for ``une quinzaine`` and its like.
    """

    value: int
    factor: int
    length: int
    rounded: bool = False


def read_words(text: str) -> Spelt | None:
    """Read the number in words that a text starts with; None when it starts with none."""
    # A few capitals of other alphabets get longer when lowered: lengths would no longer be those of the text.
    lowered = "".join(low if len(low := each.lower()) == 1 else each for each in text)
    if found := _ROUND.match(lowered):
        return Spelt(ROUND_WORDS[found.group(1)], 1, found.end(), rounded=True)
    if found := _SPELT.match(lowered):
        words = found.group().replace("-", " ")
        return Spelt(_value(words), _factor(words), found.end())
    return None


def _value(words: str) -> int:
    before, mille, after = re.fullmatch(r"(?:(.*?) ?)(?:\b(mille)\b ?(.*))?", words).groups()  # type: ignore[union-attr]
    if not mille:
        return _hundreds(before)
    return (_hundreds(before) if before else 1) * 1000 + (_hundreds(after) if after else 0)


def _hundreds(words: str) -> int:
    before, *after = re.split(r" ?\bcents?\b ?", words)
    if not after:
        return _BELOW_HUNDRED[before]
    return (_BELOW_HUNDRED[before] if before else 1) * 100 + (_BELOW_HUNDRED[after[0]] if after[0] else 0)


def _factor(words: str) -> int:
    left, factor = words.split(" "), 1
    while len(left) > 1 and left[-1] in _POWERS:
        factor *= _POWERS[left.pop()]
    return 1 if "mille" in left else factor
