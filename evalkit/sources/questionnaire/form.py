"""The questionnaires of a dossier: who is asked what, whatever the form it then takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evalkit.errors import EvalkitError, Problem, Said, problem
from evalkit.model.dossier import Dossier
from evalkit.model.results import Indicator
from evalkit.model.vocabulary import BENEFICIARIES
from evalkit.sources.questionnaire.names import name_problems, question_name, respondent_of_group
from evalkit.sources.questionnaire.wording import Audience, hint, introduction, wording
from evalkit.sources.survey.coding import Scale, scale_of
from evalkit.texts import Language, say

LONGEST_FILE_PART = 40


@dataclass(frozen=True)
class Question:
    """One question about one indicator.

    Parameters
    ----------
    name : str
        Of its column: ``C1_I4``.
    asked, hint : str
        The question, and what the ends of its scale mean.
    scale : (int, int) or None
        Ends of the scale; None for an open question.
    """

    name: str
    asked: str
    hint: str = ""
    scale: Scale | None = None


@dataclass(frozen=True)
class Questionnaire:
    """What one partner, or a group of beneficiaries, is asked.

    Parameters
    ----------
    stem : str
        Safe name for its files: code of the dossier, year, who answers, language.
    audience : {"partner", "beneficiaries"}
    respondent : str
        What the column `respondent` of the answers says.
    who : str
        The respondent's name.
    title, subtitle : str
    introduction : tuple of str
        Paragraphs.
    questions : tuple of Question
        In the dossier's order.
    fictional : bool
    language : {"fr", "en"}
    """

    stem: str
    audience: Audience
    respondent: str
    who: str
    title: str
    subtitle: str
    introduction: tuple[str, ...]
    questions: tuple[Question, ...]
    fictional: bool
    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return a text of the questionnaire in its language."""
        return say(f"questionnaire.{key}", self.language, **values)


@dataclass(frozen=True)
class Questionnaires:
    """The questionnaires of a dossier.

    Parameters
    ----------
    forms : tuple of Questionnaire
        One for each partner, then one for each group of beneficiaries; none where there is nothing to ask.
    unasked : tuple of Problem
        Perception indicators that are not asked, and why.
    notes : tuple of Problem
        What should be looked at before the questionnaires are sent.
    """

    forms: tuple[Questionnaire, ...]
    unasked: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def questionnaires_of(dossier: Dossier, language: Language = "fr") -> Questionnaires:
    """Make the questionnaires of a dossier's perception indicators; its text indicators are asked along.

    Raises
    ------
    EvalkitError
        With every code and name by which answers could not be told apart when they come back.
    """
    unasked = tuple(_without_scale(dossier))
    asked = [each for each in dossier.indicators if scale_of(each) or each.form == "text"]
    if not any(map(scale_of, asked)):
        return Questionnaires((), unasked)
    if problems := list(name_problems(dossier, asked)):
        raise EvalkitError(problems)
    forms = tuple(_forms(dossier, asked, language))
    return Questionnaires(forms, unasked, tuple(_notes(dossier, asked)))


def _without_scale(dossier: Dossier) -> Iterator[Problem]:
    for i, each in enumerate(dossier.indicators):
        if each.form == "perception" and scale_of(each) is None:
            place = dossier.place_of(("indicators", i, "unit"))
            yield problem(place, "unit", "questionnaire.no_scale", code=each.code)


def _notes(dossier: Dossier, asked: Sequence[Indicator]) -> Iterator[Problem]:
    """Yield what the beneficiaries' questionnaire still lacks."""
    derived = [each for each in asked if not each.plain_question]
    if derived:
        place = dossier.place_of(("indicators", dossier.indicators.index(derived[0])))
        codes, column = ", ".join(each.code for each in derived), Said("fields.indicator.plain_question.label")
        yield problem(place, "", "questionnaire.no_plain_question", codes=codes, column=column)
    if not _groups(dossier):
        yield problem(dossier.place_of(("stakeholders",)), "", "questionnaire.no_group")


def _groups(dossier: Dossier) -> list[str]:
    return [each.name for each in dossier.stakeholders if each.group == BENEFICIARIES]


def _forms(dossier: Dossier, asked: Sequence[Indicator], language: Language) -> Iterator[Questionnaire]:
    group_file = say("questionnaire.file_of_group", language)
    groups: list[str | None] = [*_groups(dossier)] or [None]
    names = [*(each.code for each in dossier.partners), *(group_file for _ in groups)]
    stems = _stems(dossier, names, language)
    for partner in dossier.partners:
        yield _form(dossier, asked, "partner", partner.name, partner.code, next(stems), language)
    for group in groups:
        who, respondent = group or say("questionnaire.group_unnamed", language), respondent_of_group(dossier, group)
        yield _form(dossier, asked, "beneficiaries", who, respondent, next(stems), language)


def _form(
    dossier: Dossier,
    asked: Iterable[Indicator],
    audience: Audience,
    who: str,
    respondent: str,
    stem: str,
    language: Language,
) -> Questionnaire:
    return Questionnaire(
        stem=stem,
        audience=audience,
        respondent=respondent,
        who=who,
        title=say(f"questionnaire.title.{audience}", language),
        subtitle=say("questionnaire.subtitle", language, title=dossier.title, year=dossier.year),
        introduction=introduction(dossier, audience, who, language),
        questions=tuple(_question(each, audience, language) for each in asked),
        fictional=dossier.fictional,
        language=language,
    )


def _question(indicator: Indicator, audience: Audience, language: Language) -> Question:
    asked, said = wording(indicator, audience, language), hint(indicator, audience, language)
    return Question(question_name(indicator.code), asked, said, scale_of(indicator))


def _stems(dossier: Dossier, names: Iterable[str], language: Language) -> Iterator[str]:
    """Yield a file name for each respondent; those that would have the same one are numbered."""
    taken: set[str] = set()
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        part = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_FILE_PART].strip("-") or "x"
        tries = (part if number == 1 else f"{part}-{number}" for number in range(1, len(taken) + 2))
        taken.add(free := next(each for each in tries if each not in taken))
        yield f"{dossier.code}-{dossier.year}-{free}-{language}"
