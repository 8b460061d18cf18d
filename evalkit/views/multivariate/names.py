"""Names of classes and of axes, by what marks them; never a number alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from evalkit.multivariate.analysis import Analysis
from evalkit.multivariate.selections import AxisMark, AxisSide, ClassMark, ClassProfile
from evalkit.texts import Language
from evalkit.views.multivariate.wording import Wording
from evalkit.views.words import capital

IN_NAME, MOST = 2, 5
"""Marks in a name, and those that it may take to differ from all others."""
TOLD = 4
"""Marks of a kind that a sentence tells."""
_UNIT = re.compile(r"\s*\([^()]*\)\s*$")


def class_names(analysis: Analysis, language: Language = "fr") -> dict[int, str]:
    """Return a short name for each class, made of its strongest marks; no two are the same.

    Parameters
    ----------
    analysis : Analysis
    language : {"fr", "en"}

    Returns
    -------
    dict
        By number of the class: ``Élevé : Instruction ; faible : Suicides``, ``Offre : fourniture``.
    """
    words = Wording(analysis, language)
    marks = {each.number: _active_first(telling_marks(analysis, each)) for each in analysis.profiles}
    lengths = dict.fromkeys(marks, IN_NAME)
    for length in range(IN_NAME + 1, MOST + 1):
        for number in _alike({number: marks[number][: lengths[number]] for number in marks}):
            lengths[number] = length
    return _numbered(
        words,
        {
            each.number: _class_name(words, each, marks[each.number][: lengths[each.number]])
            for each in analysis.profiles
        },
    )


def _alike(marks: Mapping[int, Sequence[ClassMark]]) -> list[int]:
    """Return the classes that share their marks, whatever the order, with another."""
    sets = {number: frozenset((m.variable, m.level, m.direction) for m in kept) for number, kept in marks.items()}
    return [number for number, kept in sets.items() if list(sets.values()).count(kept) > 1]


def telling_marks(analysis: Analysis, profile: ClassProfile) -> list[ClassMark]:
    """Return one mark by column, the strongest first; a level that is more frequent goes before a rarer one.

    Where one level of a column is more frequent, that others are rarer goes without saying.
    """
    more = [mark for mark in profile.marks if mark.direction > 0 or not mark.level]
    known = {mark.variable for mark in more}
    rarer = [mark for mark in profile.marks if mark.variable not in known]
    kept: dict[str, ClassMark] = {}
    for mark in sorted([*more, *rarer], key=lambda each: -abs(each.v_test)):
        kept.setdefault(mark.variable, mark)
    return list(kept.values())


def told_marks(analysis: Analysis, profile: ClassProfile) -> dict[str, list[ClassMark]]:
    """Return the marks of a class by the sentence that tells them."""
    marks = telling_marks(analysis, profile)
    return {
        "often": [mark for mark in marks if mark.level and mark.direction > 0],
        "above": [mark for mark in marks if not mark.level and mark.direction > 0],
        "below": [mark for mark in marks if not mark.level and mark.direction < 0],
        "seldom": [mark for mark in marks if mark.level and mark.direction < 0],
    }


def axis_names(analysis: Analysis, language: Language = "fr") -> dict[int, str]:
    """Return a short name for each axis kept, made of what it opposes; a level stands between quotation marks.

    Parameters
    ----------
    analysis : Analysis
    language : {"fr", "en"}

    Returns
    -------
    dict
        By axis: ``Instruction face à Suicides``.
    """
    words = Wording(analysis, language)
    names = {}
    for each in analysis.readings:
        low, high = _end(words, each.negative), _end(words, each.positive)
        key = "axis.opposed" if low and high else "axis.unnamed"
        names[each.axis] = words.say(key, low=low, high=high) if bool(low) == bool(high) else low or high
    return names


def _end(words: Wording, side: AxisSide) -> str:
    short = [(_short(words, mark), mark.level) for mark in _by_column(side.marks)[:IN_NAME]]
    return words.joined([words.say("quoted", text=name) if level else name for name, level in short])


def _by_column(marks: Sequence[AxisMark]) -> list[AxisMark]:
    return list({(mark.variable, mark.level): mark for mark in marks}.values())


def _short(words: Wording, mark: AxisMark | ClassMark) -> str:
    """Return the label without the unit in brackets at its end."""
    name = words.label(mark.variable)
    short = _UNIT.sub("", name) or name
    return words.say("level", variable=short, level=words.level(mark.level)) if mark.level else short


def _class_name(words: Wording, profile: ClassProfile, marks: Sequence[ClassMark]) -> str:
    if not profile.described:
        return words.say("class.hidden")
    if not marks:
        return words.say("class.average")
    levels, manners = [], dict[str, list[str]]()
    for mark in marks:
        if mark.level:
            name = _short(words, mark)
            levels.append(name if mark.direction > 0 else words.say("class.rarer", name=name))
        else:
            manners.setdefault(_manner(words, mark), []).append(_short(words, mark))
    told = [words.say(f"class.{key}", names=words.joined(names)) for key, names in manners.items()]
    return words.listed([*levels, *told]) if levels else capital(words.listed(told))


def _active_first(marks: Sequence[ClassMark]) -> list[ClassMark]:
    """Return the marks of active columns, then those of supplementary ones: classes are named by what made them."""
    return [*(mark for mark in marks if mark.active), *(mark for mark in marks if not mark.active)]


def _manner(words: Wording, mark: ClassMark) -> str:
    """Return which words go before a column of numbers: before, so that a name cut short keeps its sense."""
    if words.analysis.method == "ca" and mark.active:
        return "more" if mark.direction > 0 else "less"
    return "high" if mark.direction > 0 else "low"


def _numbered(words: Wording, names: dict[int, str]) -> dict[int, str]:
    """Return names with a number where two remain the same."""
    seen: dict[str, int] = {}
    found = {}
    for number, name in names.items():
        seen[name] = seen.get(name, 0) + 1
        found[number] = words.say("class.again", name=name, n=seen[name]) if seen[name] > 1 else name
    return found
