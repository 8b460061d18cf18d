"""Sentences on the classes; every figure stands in a table under the caption that is named."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.multivariate.disclosure import THRESHOLD
from evalkit.multivariate.frames import figure
from evalkit.multivariate.selections import ClassMark, ClassProfile
from evalkit.stats.classes import Classes
from evalkit.stats.estimable import NotEstimable
from evalkit.views.blocks import Block, Bullets, Heading, Notice, Prose
from evalkit.views.multivariate.names import TOLD, axis_names, class_names, told_marks
from evalkit.views.multivariate.wording import Wording

STABLE, UNSTABLE = 0.75, 0.6


def number_sentences(words: Wording) -> tuple[str, ...]:
    """Say how many classes there are, by which rule, and what other criteria pick."""
    found, choice = words.analysis.classes, words.analysis.classes_choice
    if not isinstance(found, Classes) or choice is None:
        return (no_classes(words),)
    key, rule = ("rule", words.say(f"rule.{found.rule}")) if found.rule else ("asked", "")
    told = [
        words.say("classes.made"),
        words.say(f"classes.number.{key}", n=words.count(found.count), rule=rule, see=words.see("classes_choice")),
    ]
    if words.analysis.comparison is not None:
        share = figure(words.analysis.comparison.table, "classes", "between_share")
        told.append(words.say("classes.between", part=words.percent(100 * share)))
    others = {rule: n for rule, n in choice.answers.items() if n != found.count}
    if others:
        answers = [
            words.say("classes.answer", rule=words.say(f"rule.{rule}"), n=words.count(n)) for rule, n in others.items()
        ]
        told.append(words.say("classes.agree", answers=words.listed(answers), see=words.see("classes_rules")))
    return tuple(told)


def no_classes(words: Wording) -> str:
    """Say why there are no classes."""
    found = words.analysis.classes
    if isinstance(found, NotEstimable):
        return words.say("classes.refused", reason=found.sentence(words.language))
    return words.say("classes.none")


def profiles_blocks(words: Wording) -> Iterator[Block]:
    """Give a heading and a paragraph for each class, from the largest to the smallest."""
    names = class_names(words.analysis, words.language)
    yield Prose((words.say("class.legend"), words.say("class.stability"), words.say("class.tested")))
    for profile in by_size(words):
        yield Heading(4, names[profile.number])
        yield Prose(tuple(_profile(words, profile)))


def by_size(words: Wording) -> list[ClassProfile]:
    """Return the classes from the largest to the smallest, by rows and then by weight."""
    return sorted(words.analysis.profiles, key=lambda each: (-each.rows, -each.share))


def _profile(words: Wording, profile: ClassProfile) -> Iterator[str]:
    if not profile.described:
        yield words.say("class.not_described", least=THRESHOLD)
        return
    yield words.say("class.holds", size=_size(words, profile))
    groups = told_marks(words.analysis, profile)
    if not any(groups.values()):
        yield words.say("class.no_mark")
    for key, kept in groups.items():
        if kept:
            yield words.say(f"class.{key}", marks=words.some([_mark(words, mark) for mark in kept], TOLD))
    if profile.paragons:
        yield words.say("class.paragons", names=words.joined(profile.paragons))
    yield _stability(words, profile)


def _mark(words: Wording, mark: ClassMark) -> str:
    share = mark.level or (words.analysis.method == "ca" and mark.active)
    value = words.percent(mark.value) if share else words.mean(mark.value, mark.overall)
    overall = words.percent(mark.overall) if share else words.mean(mark.overall, mark.value)
    return words.say("class.mark", name=words.quoted(mark.variable, mark.level), value=value, overall=overall)


def _stability(words: Wording, profile: ClassProfile) -> str:
    value = profile.stability or 0.0
    return words.say(f"class.{standing(value)}", value=words.judged(value, standing))


def standing(stability: float) -> str:
    """Return what is said of the stability of a class."""
    return "stable" if stability >= STABLE else "fairly" if stability >= UNSTABLE else "unstable"


def brief_blocks(words: Wording) -> Iterator[Block]:
    """Give the axes and the classes in one line each."""
    analysis = words.analysis
    yield Prose((words.say("brief.what"),))
    if analysis.choice.suggested == 0:
        yield Notice("note", words.say("axes.nothing"))
    axes = axis_names(analysis, words.language)
    lines = [
        words.say(
            "brief.axis" if each.beyond_chance else "brief.axis_within",
            axis=each.axis,
            part=words.percent(each.percentage),
            name=axes[each.axis],
        )
        for each in analysis.readings[:TOLD]
    ]
    if analysis.choice.suggested:
        yield Bullets(tuple(lines), words.say("brief.axes_intro"))
    if analysis.profiles:
        names = class_names(analysis, words.language)
        classes = [
            words.say("brief.class", name=words.say("quoted", text=names[each.number]), size=_size(words, each))
            for each in by_size(words)
        ]
        yield Bullets(tuple(classes), words.say("brief.classes_intro", n=words.count(len(classes))))
    yield Prose((words.say("brief.before"),))


def _size(words: Wording, profile: ClassProfile) -> str:
    """Say how many rows a class holds, and which share of all that is."""
    if not may_count(profile):
        few = profile.rows < THRESHOLD
        return words.say("class.size_hidden", few=words.few()) if few else words.say("class.size_undisclosed")
    of = "counted" if words.analysis.method == "ca" else "weighted" if words.analysis.table.weights is not None else ""
    size = {"n": profile.rows, "count": words.count(profile.rows), "share": words.percent(100 * profile.share)}
    return words.say(f"class.size_{of}" if of else "class.size", **size)


def may_count(profile: ClassProfile) -> bool:
    """Tell whether the number of rows of a class may be told: not where it gives away that of a smaller one."""
    return profile.described
