"""Small joints of tables and sentences: who a code stands for, lists, what is not said, values with their unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evalkit.model.dossier import Dossier
from evalkit.model.quantity import Quantity
from evalkit.model.results import Indicator
from evalkit.model.vocabulary import BENEFICIARIES, TERRITORY
from evalkit.stats.estimable import NotEstimable
from evalkit.steps.readings import Reading
from evalkit.texts import Language, say
from evalkit.views import numbers

BRIEF = 120
"""Characters of a text of the dossier that page 1 repeats: about two lines of a card."""
_SCALE = re.compile(r"(\d+)\s*[-–à]\s*(\d+)")
_SHORT_UNIT = 14
_SIGNS = ("%", "€")
_SHORTENED = re.compile(r"\d\s*(Mds?|M|k|mill)")
_COLLECTIVE = re.compile(r"(aine|millier|million|milliard)s?$")
"""Words of number that French ties to their unit with *de*."""
_SAME_IN_SINGULAR = {"mois", "fois", "cours", "repas", "colis", "pays", "avis", "bus"}
_ENDS_THE_NOUN = {"de", "d", "par", "en", "à", "sur", "of", "per", "in"}


def who(dossier: Dossier, code: str, language: Language) -> str:
    """Name a partner, the territory or the beneficiaries; any other name stays as typed."""
    if code in (TERRITORY, BENEFICIARIES):
        return say(f"vocabulary.recipient.{code}", language)
    return dossier.name_of(code) or code


def several(dossier: Dossier, codes: Iterable[str], language: Language) -> str:
    """Name several: ``A, B et C``; says so when nobody is named."""
    return joined([who(dossier, code, language) for code in codes], language) or unsaid(language)


def joined(items: Sequence[str], language: Language) -> str:
    """Join as a sentence does: ``A, B et C``."""
    if len(items) < 2:
        return "".join(items)
    return say("headings.and", language, first=", ".join(items[:-1]), last=items[-1])


def listed(items: Sequence[str], language: Language) -> str:
    """List items that hold commas themselves: ``C1, I2 ; C2, I1``."""
    return say("headings.semicolon", language).join(items)


def inside(text: str) -> str:
    """Return a text of the dossier as it stands inside our own sentence: without its final full stop."""
    return text.removesuffix(".") if not text.endswith("..") else text


def brief(text: str) -> str:
    """Shorten a long text of the dossier for page 1, at a clause if one ends late enough; the tables give it whole."""
    whole = inside(text)
    if len(whole) <= BRIEF:
        return whole
    start = whole[:BRIEF]
    clause = max(start.rfind(sign) for sign in (",", ";", ":"))
    kept = start[:clause] if clause > BRIEF / 2 else start.rsplit(" ", 1)[0]
    return kept.rstrip(" ,;:.(\u00a0") + "…"


def unsaid(language: Language) -> str:
    """Return what stands where the dossier says nothing."""
    return say("headings.unsaid", language)


def capital(text: str) -> str:
    """Start our own words with a capital."""
    return text[:1].upper() + text[1:]


def titled(family: str, value: str | None, language: Language) -> str:
    """Return the label of a value with a capital, for a cell; or that it is not said."""
    return capital(say(f"vocabulary.{family}.{value}", language)) if value else unsaid(language)


def label(family: str, value: str | None, language: Language) -> str:
    """Return the label of a value of a closed list, or that it is not said."""
    return say(f"vocabulary.{family}.{value}", language) if value else unsaid(language)


def measured(value: float, unit: str | None, language: Language, digits: int = 1) -> str:
    """Write a value for a sentence: ``5 études``, ``40 %``, ``4 sur l'échelle 1 à 5``.

    Units are typed in the plural; beside a singular value they lose it (``1 étude``).
    """
    scale = _SCALE.fullmatch(unit or "")
    if scale:
        return say(
            "headings.on_scale", language, value=bare(value, unit, language, digits), low=scale[1], high=scale[2]
        )
    if unit and (abs(value) < 2 if language == "fr" else abs(value) == 1):
        unit = _singular(unit)
    return numbers.with_unit(value, unit, language, digits)


def unit_words(unit: str | None, language: Language) -> str:
    """Name a unit for a table; a scale by its two ends."""
    scale = _SCALE.fullmatch(unit or "")
    if scale:
        return say("headings.scale", language, low=scale[1], high=scale[2])
    return unit or unsaid(language)


def unit_apart(unit: str | None) -> bool:
    """Tell whether a unit is said once, beside the indicator's label: a scale, or one too long to repeat."""
    return bool(unit) and (bool(_SCALE.fullmatch(unit or "")) or len(unit or "") > _SHORT_UNIT)


def with_unit_apart(text: str, unit: str | None, language: Language) -> str:
    """Return an indicator's label, with the unit that would be too long beside each of its values."""
    return say("headings.precised", language, text=text, more=unit_words(unit, language)) if unit_apart(unit) else text


def in_cell(value: float, unit: str | None, language: Language) -> str:
    """Write a value for the table of indicators: with its unit, unless that stands beside the label."""
    return bare(value, unit, language, 2) if unit_apart(unit) else measured(value, unit, language, 2)


def bare(value: float, unit: str | None, language: Language, digits: int = 1) -> str:
    """Write a value for a table that has a column for units: only signs (%, €) stay beside the number."""
    return numbers.with_unit(value, unit if unit in _SIGNS else None, language, digits)


def stated(quantity: Quantity | None, unit: str | None, language: Language) -> str:
    """Write a quantity as it was stated, with its unit, or that it is not quantified."""
    if quantity is None:
        return say("headings.not_quantified", language)
    own = quantity.unit or unit
    if quantity.value is None or quantity.approximate or (language == "fr" and _SHORTENED.search(quantity.raw)):
        return quantity.raw if quantity.unit or not unit else _of(quantity.raw, unit)
    return measured(quantity.value, own, language, 2)


def _of(raw: str, unit: str) -> str:
    """Write an approximation and its unit: ``environ 25 personnes``, ``une trentaine de salariés``."""
    if not _COLLECTIVE.search(raw):
        return f"{raw}\u00a0{unit}"
    return f"{raw} d'{unit}" if unit[:1].lower() in "aeiouyéèêh" else f"{raw} de {unit}"


def answer(reading: Reading, indicator: Indicator, language: Language) -> str:
    """Write what one respondent's reading says: a value with its counts, words, or why there is none."""
    text = _answer(reading, indicator, language)
    return say("headings.provisional", language, value=text) if reading.provisional else text


def _answer(reading: Reading, indicator: Indicator, language: Language) -> str:
    if reading.share is not None:
        return numbers.share(reading.share, language)
    if reading.stated is not None:
        return stated(reading.stated, indicator.unit if indicator.unit in _SIGNS else None, language)
    if not isinstance(reading.value, NotEstimable):
        return bare(reading.value, indicator.unit, language, 2)
    if reading.text and not reading.hidden:
        return say("headings.quoted", language, text=reading.text)
    return reading.value.sentence(language)


def _singular(unit: str) -> str:
    words = unit.split(" ")
    stop = next((i for i, word in enumerate(words) if word.split("'")[0] in _ENDS_THE_NOUN), len(words))
    noun = [word if word in _SAME_IN_SINGULAR else word.removesuffix("s") for word in words[:stop]]
    return " ".join([*noun, *words[stop:]])
