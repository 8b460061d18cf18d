"""The file of correspondences: which question is which indicator, who answers, over which period."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, PrivateAttr, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from evalkit.errors import EvalkitError, Path, Place, Problem, nearest, place_near, problem
from evalkit.model.dates import Date
from evalkit.model.fields import Code, Entry, Label, Text
from evalkit.sources.shown import HIDDEN
from evalkit.sources.survey.nameless import names_no_one
from evalkit.sources.survey.words import MISSING
from evalkit.sources.tree import Tree
from evalkit.sources.wording import field_name, is_echo, model_in, problem_of_error, short
from evalkit.sources.yaml_tree import parse_tree, read_tree

Heading = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Answer = Annotated[str, StringConstraints(max_length=2000)]
"""An answer as the export writes it: a code or the full text."""

How = Literal["median", "mean", "share", "count", "sum"]
Category = Literal["lasting", "transition", "positive", "training", "other", "withdrawn", "missing"]
NO_ANSWER = "missing"
"""What a codebook says of an answer that is none."""


class Period(Entry):
    """When: two dates for all answers, or the column whose date says the year of each."""

    start: Date | None = None
    end: Date | None = None
    column: Heading | None = None


class Who(Entry):
    """Who answers: one name for all answers, or the column that says it and the name of each of its values."""

    name: Label | None = None
    column: Heading | None = None
    names: MappingOf[Answer, Label | None] = {}


class Breakdown(Entry):
    """A column that parts those who answer: its values and their names in the dossier."""

    column: Heading
    names: MappingOf[Answer, Label | None] = {}


class Question(Entry):
    """One question of the survey and the indicator it reads.

    Attributes
    ----------
    how : str or None
        What is made of the answers; by default the median of a perception, the share of a share, the count of a count.
    answers : mapping
        The codebook: each answer's number, or ``yes``, ``no`` or ``missing``.
    empty : str
        What an empty cell says: nothing, or no, as where each choice of a question has its own column.
    """

    column: Heading
    indicator: Code
    how: How | None = None
    answers: MappingOf[Answer, Label | None] = {}
    empty: Literal["missing", "no"] = "missing"


class Categories(Entry):
    """The column that says how each path ended, and the category of each of its values."""

    column: Heading
    names: MappingOf[Answer, Category | None] = {}


class Mapping(Entry):
    """What is said of a file of answers; see the attributes of its parts.

    Attributes
    ----------
    kind : str
        ``answers``: one row for each person or partner who answered; ``exits``: one row for each exit.
    sheet : str or None
        Sheet of the workbook, where several could be meant.
    complete : str or None
        Column that is empty where an answer was not sent (LimeSurvey's ``submitdate``).
    missing : tuple of str
        What stands for no answer.
    """

    kind: Literal["answers", "exits"]
    sheet: Label | None = None
    period: Period
    respondent: Who | None = None
    subgroups: tuple[Breakdown, ...] = ()
    complete: Heading | None = None
    missing: tuple[Answer, ...] = MISSING
    questions: tuple[Question, ...] = ()
    category: Categories | None = None
    perimeter: Who | None = None
    proof: Annotated[Text, Field(max_length=300)] | None = None

    _places: MappingOf[Path, Place] = PrivateAttr(default_factory=dict)
    _file: str = PrivateAttr(default="")

    def place_of(self, path: Path) -> Place:
        """Return where a field stands in the file, or its nearest enclosing entry."""
        return place_near(self._places, path, self._file)

    def fault(self, path: Path, key: str, /, **values: object) -> Problem:
        """Build the problem of a path, at its line."""
        return problem(self.place_of(path), _named(path), key, **values)


def read_mapping(path: FilePath) -> Mapping:
    """Read a file of correspondences.

    Raises
    ------
    EvalkitError
        With all the problems of the file, each with its line.
    """
    return _mapping_of(read_tree(path))


def parse_mapping(text: str, file: str = "mapping.yaml") -> Mapping:
    """Read correspondences from YAML text; raises as `read_mapping` does."""
    return _mapping_of(parse_tree(text, file))


def _mapping_of(tree: Tree) -> Mapping:
    problems = [_in_our_words(each) for each in tree.problems]
    if not problems and not isinstance(tree.data, dict):
        problems.append(problem(tree.near(()), "", "survey.not_a_mapping"))
    if problems:
        raise EvalkitError(problems)
    found, problems = _typed(tree)
    if found is None:
        raise EvalkitError(sorted(problems, key=lambda each: each.place.line or 0))
    found._places, found._file = tree.places, tree.file
    return found


def _in_our_words(found: Problem) -> Problem:
    """Replace the remedy that speaks of a dossier, and hide an answer that is written twice and might name someone."""
    key, values = found.fault[0], dict(found.fault[1])
    if key == "errors.empty_file.fault":
        return problem(found.place, found.field, "survey.empty_mapping")
    if key == "errors.duplicate_key.fault" and not _is_known(str(values["found"])):
        return problem(found.place, "", "duplicate_key", **{**values, "found": HIDDEN})
    return found


def _typed(tree: Tree) -> tuple[Mapping | None, list[Problem]]:
    problems: list[Problem] = []
    try:
        return Mapping.model_validate(_without_nothing(tree.data, Mapping)), []
    except ValidationError as error:
        for each in error.errors(include_url=False):
            if not is_echo(each):
                problems.append(_problem_of(each, tree))
    return None, problems


def _without_nothing(data: Any, model: type[BaseModel] | None) -> Any:
    """Drop the fields left empty, but keep the answers whose meaning is still to be written: they are asked for."""
    if isinstance(data, list):
        return [_without_nothing(each, model) for each in data]
    if not isinstance(data, dict) or model is None:
        return data
    fields = model.model_fields
    return {
        key: _without_nothing(value, model_in(fields[key].annotation) if key in fields else None)
        for key, value in data.items()
        if value is not None or key not in fields
    }


def _problem_of(error: ErrorDetails, tree: Tree) -> Problem:
    path = tuple(part for part in error["loc"] if part != "[key]")
    place, name = tree.near(path), _named(path)
    if error["type"] == "extra_forbidden":
        known = list(_fields_at(path[:-1]))
        meant = nearest(str(path[-1])[:100], known)
        if meant:
            return problem(place, name, "unknown_field_near", found=short(path[-1]), meant=meant)
        return problem(place, name, "unknown_field", found=short(path[-1]), known=", ".join(known))
    if error["type"] in {"model_type", "dict_type"}:
        return problem(place, name, "survey.shape", found=short(error["input"]))
    return problem_of_error(error, tree)


def _is_known(key: str) -> bool:
    """Tell whether a key can be repeated: a field's name, or an answer that names no one."""
    models = (Mapping, Period, Who, Breakdown, Question, Categories)
    return any(key in model.model_fields for model in models) or names_no_one(key)


def _named(path: Path) -> str:
    """Write a path; an answer that might name someone is hidden: the line says where it stands."""
    hides = (i and path[i - 1] in ("names", "answers") and not names_no_one(str(part)) for i, part in enumerate(path))
    return field_name(tuple(HIDDEN if hidden else part for part, hidden in zip(path, hides, strict=True)))


def _fields_at(path: Path) -> MappingOf[str, Any]:
    model: type[BaseModel] = Mapping
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = model_in(model.model_fields[part].annotation) or model
    return model.model_fields
