"""Texts of a dossier as a public page may show them: no person's name or address, no small count, no amount.

What a machine recognises is replaced inside the text; what only may be a name is listed to be read again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from evalkit.model.number_words import NUMBER_WORDS, read_words
from evalkit.model.personal import personal_kind
from evalkit.model.publication import Why
from evalkit.reports.publication.statements import PEOPLE
from evalkit.texts import Language, say

_CAPITALISED = r"(?:[A-ZÀ-ÖØ-ÝŒ][\w'’-]+|[A-ZÀ-ÖØ-ÝŒ]\.?(?!\w))"
_TITLE = r"(?:MM?\.|M[ml]?es?|Mlle|Dr|Pr|Monsieur|Madame|Mademoiselle|Mrs?\.?|Ms\.?|Miss)"
_TITLED = re.compile(rf"(?<!\w){_TITLE}\s+(?!(?:I|II|III|IV)\b){_CAPITALISED}(?:[\s-]+{_CAPITALISED})*")
_TWO_CAPITALISED = re.compile(rf"(?<![\w'’-]){_CAPITALISED}(?:\s+{_CAPITALISED})+")
LONGEST_NAME = 100
_ARTICLES = frozenset({"le", "la", "les", "un", "une", "des", "the", "a", "an"})
_WHOLE_NAME = re.compile(rf"(?:{_CAPITALISED}[\s,-]*){{1,4}}")
_FUNCTION = re.compile(
    r"(?<!\w)(?:atelier|administrateur|animat|assembl[ée]|assistant|association|cabinet|cellule|charg[ée]|chef|club"
    r"|collectif|comit[ée]|commission|communaut[ée]|conseil|coordinat|d[ée]l[ée]gu|d[ée]partement|direct|entreprise"
    r"|encadrant|[ée]quipe|[ée]valuat|fondation|gestion|groupe|mairie|mission|op[ée]rat|partenaire|p[oô]le|pr[ée]sid"
    r"|r[ée]f[ée]rent|responsable|r[ée]gion|r[ée]seau|secr[ée]ta|service|soci[ée]t[ée]|soutien|structure|syndicat"
    r"|technic|territoire|tr[ée]sor|board|committee|company|council|department|manager|network|office|officer|partner"
    r"|staff|team)",
    re.IGNORECASE,
)

_DIGITS = re.compile(r"(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,]*\d)|(?<![\w.,])\d+(?![\d]|[.,]\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
_ENGLISH = {
    "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_BETWEEN = (
    r"(?:\s+(?:autres?|nouveaux|nouvelles|jeunes|anciens?|anciennes?|premiers?|premi[eè]res?|other|new|young|former))*"
)
_OF_PEOPLE = re.compile(rf"{_BETWEEN}\s+{PEOPLE.pattern}", re.IGNORECASE)
_OUT_OF = re.compile(r"\s+(?:(?:sur|parmi|des|de|out of|of|à|to|-|–|/)\s+(?:les\s+|the\s+|plus de\s+)?)", re.IGNORECASE)
_PER_CENT = re.compile(r"(?<![\w,.])(\d{1,3}(?:[.,]\d+)?)\s*(?:%|pour cent|per cent|percent)")
_AMOUNT = re.compile(
    r"(?<![\w,.])\d+(?:[ \u00a0\u202f.,]\d+)*\s*(?:k|M|Md|Mds|milliers?|millions?|milliards?|mille|thousand|billion)?"
    r"\s*(?:d['’e]\s*)?(?:€|(?:euros?|EUR)(?!\w))|€\s?\d+(?:[ \u00a0\u202f.,]\d+)*(?:\s*(?:k|m|bn|million|billion)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Unspoken:
    """What no text of a public edition repeats.

    Parameters
    ----------
    threshold : int
        Counts of people below it.
    counts : frozenset of int
        Counts of people that are kept back, however large.
    shares : frozenset of float
        Percentages that are kept back.
    """

    threshold: int
    counts: frozenset[int] = frozenset()
    shares: frozenset[float] = frozenset()


def public_text(text: str, unspoken: Unspoken, language: Language) -> tuple[str, tuple[Why, ...]]:
    """Return a text as a public page may show it, and why it was changed."""
    if personal_kind(text):
        return say("publication.instead.personal", language), ("personal",)
    found: list[Why] = []
    shown = _TITLED.sub(lambda _: say("publication.instead.name", language), text)
    if shown != text:
        found.append("name")
    before = shown
    shown = _AMOUNT.sub(lambda _: say("publication.instead.amount", language), shown)
    if shown != before:
        found.append("amount_in_text")
    before, shown = shown, _without_counts(shown, unspoken, language)
    if shown != before:
        found.append("number_in_text")
    return shown, tuple(found)


def _without_counts(text: str, unspoken: Unspoken, language: Language) -> str:
    spans = [(start, end, "count") for start, end in _counts_of_people(text, unspoken)]
    for each in _PER_CENT.finditer(text):
        if _says_share(each.group(1), unspoken.shares):
            spans.append((*each.span(), "share"))
    for start, end, kind in sorted(spans, reverse=True):
        text = text[:start] + say(f"publication.instead.{kind}", language) + text[end:]
    return text


def _says_share(typed: str, shares: Collection[float]) -> bool:
    """Tell whether a percentage is one that is kept back, to the digits with which it is typed."""
    digits = len(typed.replace(",", ".").partition(".")[2])
    said = float(typed.replace(",", "."))
    return any(abs(share - said) <= 0.5 * 10**-digits + 1e-9 for share in shares)


def _counts_of_people(text: str, unspoken: Unspoken) -> Iterator[tuple[int, int]]:
    """Yield where a count of people stands that is not to be told; in ``3 salariés sur 8``, both."""
    numbers = list(_numbers(text))
    people = [bool(_OF_PEOPLE.match(text, end)) for _, end, _ in numbers]
    for i in range(len(numbers) - 1):
        first, second = numbers[i], numbers[i + 1]
        told = _OF_PEOPLE.match(text, first[1])
        between = text[told.end() if told else first[1] : second[0]]
        if _OUT_OF.fullmatch(between):
            people[i] = people[i + 1] = people[i] or people[i + 1]
    for (start, end, value), counted in zip(numbers, people, strict=True):
        if counted and (value < unspoken.threshold or value in unspoken.counts):
            yield start, end


def _numbers(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield the whole numbers of a text, in digits and in words; ``un`` and ``une`` are articles."""
    found = [(*each.span(), int(re.sub(r"\D", "", each.group())[:12])) for each in _DIGITS.finditer(text)]
    lower, after = text.lower(), 0
    for word in _LETTERS.finditer(lower) if len(lower) == len(text) else ():
        if word.start() < after:
            continue
        if word.group() in _ENGLISH:
            found.append((*word.span(), _ENGLISH[word.group()]))
        elif word.group() in NUMBER_WORDS and word.group() not in ("un", "une"):
            read = read_words(lower[word.start() :])
            if read is not None:
                after = word.start() + read.length
                found.append((word.start(), after, int(read.value)))
    yield from sorted(found)


def names_a_person(text: str, known: Collection[str]) -> bool:
    """Tell whether a label that may hold a name probably does: a title before it, or nothing but capitalised words.

    Parameters
    ----------
    text : str
        What stands in a field for who does, says or answers something.
    known : collection of str
        Names of partners and groups, folded.
    """
    if text.casefold() in known or _FUNCTION.search(text):
        return bool(_TITLED.search(text))
    if PEOPLE.search(text) or len(text) > LONGEST_NAME:
        return bool(_TITLED.search(text))
    return bool(_TITLED.search(text) or _WHOLE_NAME.fullmatch(text.strip()) or _TWO_CAPITALISED.search(text))


def perhaps_names(text: str, known: Collection[str]) -> list[str]:
    """Return capitalised words that stand together in a text and are no known name: somebody should read them again."""
    found = (each.group() for each in _TWO_CAPITALISED.finditer(text))
    return [each for each in found if _is_no_label(each) and not any(each.casefold() in name for name in known)]


def _is_no_label(words: str) -> bool:
    """Tell whether capitalised words are more than initials (``CR DLA IAE``) and a word after an article."""
    parts = [each for each in words.split() if each.casefold() not in _ARTICLES]
    return len(parts) > 1 and any(not each.isupper() or each.endswith(".") for each in parts)
