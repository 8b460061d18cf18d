"""What a file of answers seems to be, and what each of its columns seems to be for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from evalkit.model.dossier import Dossier
from evalkit.model.personal import personal_kind
from evalkit.model.results import Indicator
from evalkit.sources.survey.table import Column, Table
from evalkit.sources.survey.words import SUBGROUPS, category_of, gender_of, is_identifying, squeezed
from evalkit.sources.wording import fold

Source = Literal["limesurvey", "kobo", "spreadsheet"]
LIMESURVEY = {
    "id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl", "token",
    "id de la reponse", "date de soumission", "derniere page", "langue de depart", "tete de serie",
}  # fmt: skip
SPREADSHEET = {"horodateur", "timestamp"}
"""Google Forms' time stamp."""
KOBO = {
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__",
    "_tags", "_index", "_parent_table_name", "_parent_index", "start", "end", "today", "deviceid", "username",
    "simserial", "subscriberid", "phonenumber", "audit",
}  # fmt: skip
SENT = ("submitdate", "date de soumission")
RESPONDENTS = {"respondent", "repondant", "group", "groupe", "partner", "partenaire", "profil", "vous etes", "statut"}
PERIMETERS = {"perimetre", "atelier", "activite", "site", "structure", "etablissement", "perimeter", "workshop"}
MOST_CHOICES = 12
"""A closed question has at most as many different answers."""
LONGEST_CHOICE = 60
SHORTEST_LABEL = 12
"""A shorter label would be found by chance inside a heading."""


@dataclass(frozen=True)
class Match:
    """A column and the indicator that it seems to read; `sure` where the heading is the indicator's code."""

    column: Column
    indicator: Indicator
    sure: bool


@dataclass(frozen=True)
class Roles:
    """What the columns of a file seem to be for.

    Parameters
    ----------
    source : {"limesurvey", "kobo", "spreadsheet"}
    matches : tuple of Match
    sent, respondent, category, ended, perimeter : Column or None
        The date of sending, who answers; for exits, how and when a path ended, and for whom.
    subgroups : tuple of Column
    closed : tuple of Column
        Other questions with few answers.
    aside : tuple of Column
        Technical columns, and those that might name someone or hold free text.
    """

    source: Source
    matches: tuple[Match, ...]
    sent: Column | None
    respondent: Column | None
    category: Column | None
    ended: Column | None
    perimeter: Column | None
    subgroups: tuple[Column, ...]
    closed: tuple[Column, ...]
    aside: tuple[Column, ...]

    @property
    def exits(self) -> bool:
        """Whether the file seems to be a list of exits."""
        return self.category is not None and self.ended is not None


def roles_of(table: Table, dossier: Dossier) -> Roles:
    """Return what the columns of a file seem to be for."""
    headings = [fold_heading(each) for each in table.columns]
    unique = [each for each, heading in zip(table.columns, headings, strict=True) if headings.count(heading) == 1]
    source = source_of(table)
    technical = {each for each in table.columns if is_technical(each, source)}
    questions = [each for each in unique if each not in technical]
    matches = tuple(_matches(questions, dossier))
    free = [each for each in questions if each not in {match.column for match in matches}]
    respondent = _best(free, RESPONDENTS)
    category = next((each for each in free if _is_category(table, each)), None)
    ended = next((each for each in free if _is_end(each)), None)
    perimeter = next((each for each in free if last_part(each) in PERIMETERS), None)
    subgroups = tuple(each for each in free if is_closed(table, each) and _parts_people(table, each))
    taken = {respondent, category, ended, perimeter, *subgroups}
    closed = tuple(each for each in free if each not in taken and _is_open_to_view(table, each))
    used = {*taken, *closed, *(match.column for match in matches)}
    return Roles(
        source=source,
        matches=matches,
        sent=next((each for each in unique if fold_heading(each) in SENT), None),
        respondent=respondent,
        category=category,
        ended=ended,
        perimeter=perimeter,
        subgroups=subgroups,
        closed=closed,
        aside=tuple(each for each in table.columns if each not in used),
    )


def source_of(table: Table) -> Source:
    """Return which program a file seems to come from."""
    headings = {each.heading for each in table.columns}
    folded = {fold_heading(each) for each in table.columns}
    if len(headings & {"_id", "_uuid", "_submission_time", "_index", "_parent_index", "__version__"}) > 1:
        return "kobo"
    return "limesurvey" if folded & set(SENT) and len(folded & LIMESURVEY) > 1 else "spreadsheet"


def fold_heading(column: Column) -> str:
    """Return a heading as it is compared; ``_id`` keeps its underscore."""
    return column.heading.casefold() if column.heading.startswith("_") else fold(column.heading)


def last_part(column: Column) -> str:
    """Return the heading without the groups of Kobo, folded."""
    return fold(column.heading.rsplit("/", 1)[-1])


def is_technical(column: Column, source: Source) -> bool:
    """Tell whether a column is the survey program's own."""
    known = {"limesurvey": LIMESURVEY, "kobo": KOBO, "spreadsheet": SPREADSHEET}[source]
    # XML names cannot start with a digit: "_1_2" is the question of the indicator "1.2", no column of Kobo's own.
    return fold_heading(column) in known or (source == "kobo" and bool(re.match(r"_(?!\d)", column.heading)))


def is_closed(table: Table, column: Column) -> bool:
    """Tell whether a column holds few different, short answers."""
    found = table.values(column)
    few = 0 < len(found) <= MOST_CHOICES and all(len(each) <= LONGEST_CHOICE for each in found)
    return few and not any(personal_kind(each) for each in found)


def _parts_people(table: Table, column: Column) -> bool:
    """Tell whether a column says of each person to which part of a population it belongs."""
    return bool(SUBGROUPS.search(fold_heading(column))) or all(gender_of(each) for each in table.values(column))


def _is_open_to_view(table: Table, column: Column) -> bool:
    return not is_identifying(column.heading) and is_closed(table, column)


def _matches(columns: Iterable[Column], dossier: Dossier) -> Iterable[Match]:
    """Pair columns and indicators by code, else by label; what could be two is none."""
    columns = list(columns)
    by_code = {column: _indicators_coded(column, dossier) for column in columns}
    coded = {each.code for found in by_code.values() for each in found}
    for column in columns:
        found = by_code[column]
        if not found and not is_identifying(column.heading):
            labelled = [each for each in dossier.indicators if each.code not in coded and _labelled(column, each)]
            found, sure = labelled, False
        else:
            sure = True
        if len(found) == 1:
            yield Match(column, found[0], sure)


def _indicators_coded(column: Column, dossier: Dossier) -> list[Indicator]:
    code = squeezed(column.heading)
    return [each for each in dossier.indicators if squeezed(each.code) == code]


def _labelled(column: Column, indicator: Indicator) -> bool:
    label, heading = fold(indicator.label), fold(column.heading)
    return len(label) >= SHORTEST_LABEL and (label in heading or (len(heading) >= SHORTEST_LABEL and heading in label))


def _best(columns: Iterable[Column], names: set[str]) -> Column | None:
    return next((each for each in columns if last_part(each) in names), None)


def _is_category(table: Table, column: Column) -> bool:
    heading = fold(column.heading)
    if not any(word in heading for word in ("sortie", "exit")) or "date" in heading:
        return False
    return is_closed(table, column) or any(category_of(each) for each in table.values(column))


def _is_end(column: Column) -> bool:
    heading = fold(column.heading)
    return "date" in heading and any(word in heading for word in ("sortie", "exit", "fin", "end"))
