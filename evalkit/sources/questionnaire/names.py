"""The names of a questionnaire's columns: those by which the import of answers knows indicators and respondents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evalkit.errors import Path, Problem, problem
from evalkit.model.dossier import Dossier
from evalkit.model.results import Indicator
from evalkit.model.vocabulary import BENEFICIARIES
from evalkit.sources.shown import short
from evalkit.sources.survey.recognise import KOBO, LIMESURVEY
from evalkit.sources.survey.words import squeezed
from evalkit.sources.wording import fold

RESPONDENT, INTRODUCTION, CLOSING, THANKS = "respondent", "intro", "comments", "thanks"
"""The columns that are no indicator's. The import leaves `CLOSING` aside: free text may name someone."""
DONT_KNOW = "nsp"

_PROGRAMS = {"meta", "instanceID", "instanceName", "formhub"}
_RESERVED = {squeezed(each) for each in {*KOBO, *LIMESURVEY, *_PROGRAMS, RESPONDENT, INTRODUCTION, CLOSING, THANKS}}


def question_name(code: str) -> str:
    """Return the name of an indicator's question: ``C1_I4`` for ``C1.I4``.

    It is a name for XML too, so that it never starts with a digit.
    """
    name = re.sub(r"[^A-Za-z0-9]+", "_", code)
    return f"_{name}" if name[:1].isdigit() else name


def indicator_named(name: str, indicators: Iterable[Indicator]) -> Indicator | None:
    """Return the one indicator whose question has this name; None where there is none, or more than one."""
    found = [each for each in indicators if squeezed(each.code) == squeezed(name)]
    return found[0] if len(found) == 1 else None


def name_problems(dossier: Dossier, asked: Iterable[Indicator]) -> Iterator[Problem]:
    """Yield the problems of codes and names by which answers could not be told apart when they come back."""
    for code in dict.fromkeys(each.code for each in asked):
        same = [i for i, each in enumerate(dossier.indicators) if squeezed(each.code) == squeezed(code)]
        place = dossier.place_of(("indicators", same[-1], "code"))
        if len(same) > 1 and dossier.indicators[same[0]].code == code:
            codes = ", ".join(dossier.indicators[i].code for i in same)
            yield problem(place, "code", "questionnaire.same_name", name=question_name(code), codes=codes)
        if squeezed(code) in _RESERVED:
            yield problem(place, "code", "questionnaire.reserved_name", code=code)
    yield from _respondent_problems(dossier)


def _respondent_problems(dossier: Dossier) -> Iterator[Problem]:
    """Yield the problems of respondents' names that the import would take for another one's."""
    owners: dict[str, set[Path]] = {}
    for part, fields in (("partners", ("code", "name")), ("stakeholders", ("name",))):
        for i, each in enumerate(getattr(dossier, part)):
            for field in fields:
                owners.setdefault(fold(getattr(each, field)), set()).add((part, i))
    said: list[tuple[Path, str, str]] = [
        (("partners", i), "code", each.code) for i, each in enumerate(dossier.partners)
    ]
    groups = [i for i, each in enumerate(dossier.stakeholders) if each.group == BENEFICIARIES]
    if len(groups) > 1:
        said += [(("stakeholders", i), "name", dossier.stakeholders[i].name) for i in groups]
    else:
        mine: Path = ("stakeholders", *groups)
        said += [(each, "name", BENEFICIARIES) for each in owners.get(BENEFICIARIES, ()) if each != mine]
        owners.setdefault(BENEFICIARIES, set()).add(mine)
    for path, field, name in said:
        if len(owners[fold(name)]) > 1:
            yield problem(dossier.place_of((*path, field)), field, "questionnaire.same_respondent", name=short(name))


def respondent_of_group(dossier: Dossier, name: str | None) -> str:
    """Return what says that a group of beneficiaries answers: its name where there are several of them."""
    groups = [each.name for each in dossier.stakeholders if each.group == BENEFICIARIES]
    return name if name and len(groups) > 1 else BENEFICIARIES
