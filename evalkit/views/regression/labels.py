"""What a reader sees of a term, a figure, a p-value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from evalkit.stats.regression.formula import Part
from evalkit.stats.regression.results import Regression
from evalkit.texts import Language, said
from evalkit.views.numbers import number, signed

SMALL_P = 0.001
_TRUTH = {"True": "holds", "False": "fails"}
_SIGNS = {" ** 2": "²", ">=": "≥", "<=": "≤", "==": "=", "!=": "≠", "np.": ""}
_WORD = re.compile(r'Q\((["\'])(?P<quoted>.*?)\1\)|[^\W\d]\w*(?!\w*\()')


def term_label(regression: Regression, term: str, labels: Mapping[str, str], language: Language) -> str:
    """Name a column of the design: ``Sector: green (rather than care) × Age``."""
    design = regression.rows.design
    parts = design.parts[design.names.index(term)]
    if not parts:
        return said("regression.cells.intercept", language)
    return " × ".join(_part(each, labels, language) for each in parts)


def _part(part: Part, labels: Mapping[str, str], language: Language) -> str:
    name = expression(part.factor, labels) if not part.variable else labels.get(part.variable, part.variable)
    return level_label(name, level_words(part.level, language), level_words(part.reference, language), language)


def level_words(level: str, language: Language) -> str:
    """Write a level: yes and no for a condition that is true or false."""
    return said(f"regression.cells.{_TRUTH[level]}", language) if level in _TRUTH else level


def level_label(name: str, level: str, reference: str, language: Language) -> str:
    """Name a level of a variable, and what it is compared with."""
    if not level:
        return name
    key = "against" if reference else "level"
    return said(f"regression.cells.{key}", language, variable=name, level=level, reference=reference)


def expression(code: str, labels: Mapping[str, str]) -> str:
    """Write an expression of a formula with the labels of its columns: ``log(Hours of training)``, ``Age ≥ 40``."""

    def named(found: re.Match[str]) -> str:
        name = found["quoted"] or found[0]
        return labels.get(name, name)

    bare = re.sub(r"^I\((.*)\)$", r"\1", code)
    for sign, shown in _SIGNS.items():
        bare = bare.replace(sign, shown)
    return _WORD.sub(named, bare)


def term_name(name: str, labels: Mapping[str, str]) -> str:
    """Name a term of a formula, categories whole: ``Sector × Age``."""
    return " × ".join(expression(re.sub(r"^C\((\w+).*\)$", r"\1", each), labels) for each in name.split(":"))


def joined_labels(predictors: str, labels: Mapping[str, str]) -> str:
    """Name predictors that count together: ``Age + Sex``."""
    return " + ".join(labels.get(one, one) for one in predictors.split(" + "))


def outcome_label(regression: Regression, labels: Mapping[str, str]) -> str:
    """Name the outcome."""
    return expression(regression.outcome, labels)


def figure(value: float, language: Language) -> str:
    """Write a number with three significant digits."""
    return number(value, language, digits(value))


def difference(value: float, language: Language) -> str:
    """Write a difference with its sign and three significant digits."""
    return signed(value, language, digits(value))


def digits(value: float) -> int:
    """Return how many decimals show three significant digits, six at most."""
    if value == 0 or not math.isfinite(value):
        return 0
    return min(6, max(0, 2 - math.floor(math.log10(abs(value)))))


def p_cell(p: float, language: Language) -> str:
    """Write a p-value for a cell: ``0,012``, ``< 0,001``."""
    if p < SMALL_P:
        return said("regression.cells.below", language, value=number(SMALL_P, language, 3))
    return number(p, language, 3)


def p_words(p: float, language: Language) -> str:
    """Write a p-value for a sentence: ``p = 0,012``."""
    key = "p_below" if p < SMALL_P else "p_is"
    return said(f"regression.cells.{key}", language, p=number(max(p, SMALL_P), language, 3))


def interval(low: float, high: float, language: Language) -> str:
    """Write an interval: ``−0,2 à 1,3``."""
    shown = interval_digits(low, high)
    return between(number(low, language, shown), number(high, language, shown), language)


def between(low: str, high: str, language: Language) -> str:
    """Write two bounds."""
    return said("regression.cells.interval", language, low=low, high=high)


def interval_digits(low: float, high: float) -> int:
    """Return how many decimals show two digits of an interval's width; one more where a bound would read as 0."""
    shown = max(0, digits(high - low) - 1)
    return shown + 1 if 0 in (round(low, shown), round(high, shown)) else shown
