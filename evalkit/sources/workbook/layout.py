"""The workbook's sheets and columns: one truth for what is written and for what is read.

A *form* has one line per field (label, answer, help); a *table* has one row per entry. Both take their words from
``texts/fields.yaml`` and their fields from the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel

from evalkit.errors import Path
from evalkit.model.content import Action, Body, Communication, Means, Steering
from evalkit.model.dossier import Dossier, Effort, Feedback, Limits
from evalkit.model.framework import (
    DiagnosisFigure,
    Event,
    KeyFigure,
    ModelPeriod,
    Objective,
    Partner,
    Stakeholder,
    StrategyAnswer,
    Territory,
)
from evalkit.model.prospects import ChangedExpectation, Coherence, Decision, Prospects
from evalkit.model.results import Break, Criterion, Effect, Exits, Finding, Indicator, Measure
from evalkit.sources.wording import model_in, snake_case
from evalkit.sources.workbook.kinds import MANY, Kind, kind_of
from evalkit.texts import LANGUAGES, Language, has, say, unbroken


@dataclass(frozen=True)
class Column:
    """One field of the model as a column of a table or a line of a form.

    Parameters
    ----------
    model : type
        The class of the model.
    field : str
    above : Path
        In a form, where the field's class stands in the dossier (``("territory",)``).
    """

    model: type[BaseModel]
    field: str
    above: Path = ()

    @property
    def entry(self) -> str:
        """The class as ``texts/fields.yaml`` names it."""
        return snake_case(self.model.__name__)

    @property
    def kind(self) -> Kind:
        """What its cells hold."""
        return kind_of(self.model, self.field)

    @property
    def path(self) -> Path:
        """Where the field stands: inside an entry for a table, inside the dossier for a form."""
        return (*self.above, self.field)

    @property
    def heading(self) -> str:
        """Key of its label."""
        return f"fields.{self.entry}.{self.field}.label"

    @property
    def required(self) -> bool:
        """Whether an entry cannot do without it."""
        return self.model.model_fields[self.field].is_required()

    def label(self, language: Language) -> str:
        """Return its heading; in a form, after its part where that would not be plain (``Territoire : nom``)."""
        label = say(self.heading, language)
        if self.above not in _NAMED_PARTS:
            return label
        colon = " : " if language == "fr" else ": "
        return f"{say(f'fields.dossier.{self.above[0]}.label', language)}{colon}{label[:1].lower()}{label[1:]}"

    def help(self, language: Language) -> str:
        """Return its help line, in the wording of a workbook where it has one."""
        key = f"fields.{self.entry}.{self.field}.help"
        return say(f"{key}_cell" if has(f"{key}_cell") else key, language)


_NAMED_PARTS: tuple[Path, ...] = (("territory",), ("effort",))
"""Parts of the first form whose labels alone (*Nom*, *Note*) would not tell what they are about."""


@dataclass(frozen=True)
class Tab:
    """One sheet.

    Parameters
    ----------
    code : str
        Its name among ours (``indicators``).
    step : int
        Step of the method, 0 for the dossier as a whole.
    title, intro : str
        Keys of its title and of its sentence.
    columns : tuple of Column
        The columns of a table, or the lines of a form.
    path : Path or None
        Where a table's entries stand in the dossier; None for a form.
    owner : Column or None
        For entries held by another entry (key figures, breaks): the column with the owner's code.
    owners : str
        The dossier's list in which the owners stand.
    ranked : bool
        Whether each partner has a column of its own (the priorities).
    """

    code: str
    step: int
    title: str
    intro: str
    columns: tuple[Column, ...]
    path: Path | None = None
    owner: Column | None = None
    owners: str = ""
    ranked: bool = False

    def sheet(self, language: Language) -> str:
        """Return the name of its sheet."""
        title = say(self.title, language)
        return f"{self.step} {title}" if self.step else title

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Its columns, the owner's code first."""
        return (self.owner, *self.columns) if self.owner else self.columns


def _form(code: str, step: int, *lines: Column) -> Tab:
    field = f"fields.dossier.{code}"
    return Tab(code, step, f"{field}.label", f"{field}.help", lines)


def _lines(model: type[BaseModel], above: Path, *fields: str) -> tuple[Column, ...]:
    return tuple(Column(model, field, above) for field in fields)


def _table(step: int, path: Path, model: type[BaseModel], *, owner: Column | None = None, owners: str = "") -> Tab:
    plain = tuple(name for name, field in model.model_fields.items() if model_in(field.annotation) is None)
    parent, code = ("dossier" if len(path) == 1 else str(path[0])), str(path[-1])
    field = f"fields.{snake_case(owner_class) if (owner_class := _owner_class(owners)) else parent}.{code}"
    columns = tuple(Column(model, name) for name in plain)
    return Tab(code, step, f"{field}.label", f"{field}.help", columns, path, owner, owners, ranked=model is Objective)


def _owner_class(owners: str) -> str:
    found = model_in(Dossier.model_fields[owners].annotation) if owners else None
    return found.__name__ if found else ""


WHAT = ("title", "code", "year")
WHEN = ("start", "end", "legal_form", "device", "purposes", "general_interest_issue", "lasting_employment_reason")
EVALUATION = ("first_year", "previous_year", "next_review", "evaluated_by", "evaluated_on")
ABOUT = ("disclosure_threshold", "fictional", "source", "note")


@lru_cache
def tabs() -> tuple[Tab, ...]:
    """Return every sheet that holds a dossier, in the order of the method."""
    return (
        Tab(
            "dossier",
            0,
            "workbook.dossier.title",
            "workbook.dossier.intro",
            (
                *_lines(Dossier, (), *WHAT),
                *_lines(Territory, ("territory",), *Territory.model_fields),
                *_lines(Dossier, (), *WHEN),
                *_lines(Dossier, (), *EVALUATION),
                *_lines(Effort, ("effort",), *Effort.model_fields),
                *_lines(Dossier, (), *ABOUT),
            ),
        ),
        _table(1, ("partners",), Partner),
        _table(1, ("key_figures",), KeyFigure, owner=Column(ChangedExpectation, "partner"), owners="partners"),
        _table(1, ("models",), ModelPeriod),
        _table(1, ("stakeholders",), Stakeholder),
        _table(1, ("history",), Event),
        _table(1, ("strategy",), StrategyAnswer),
        _table(1, ("objectives",), Objective),
        _table(1, ("diagnosis",), DiagnosisFigure),
        _table(2, ("actions",), Action),
        _table(2, ("means",), Means),
        _form(
            "steering",
            2,
            *_lines(Steering, ("steering",), "formalisation", "decision", "follow_up", "source"),
            *_lines(Dossier, (), "no_action", "no_means"),
        ),
        _table(2, ("steering", "bodies"), Body),
        _table(2, ("steering", "communication"), Communication),
        _table(3, ("criteria",), Criterion),
        _table(3, ("indicators",), Indicator),
        _table(3, ("breaks",), Break, owner=Column(Measure, "indicator"), owners="indicators"),
        _table(3, ("measures",), Measure),
        _table(3, ("exits",), Exits),
        _table(3, ("findings",), Finding),
        _table(3, ("effects",), Effect),
        _table(4, ("prospects", "coherence"), Coherence),
        _table(4, ("prospects", "changed_expectations"), ChangedExpectation),
        _table(4, ("prospects", "decisions"), Decision),
        _form(
            "limits",
            4,
            *_lines(Limits, ("limits",), "not_measured", "cautions"),
            *_lines(Prospects, ("prospects",), "next_evaluation"),
            *_lines(Dossier, (), "no_effect"),
        ),
        _table(4, ("feedback",), Feedback),
    )


def tab_of(code: str) -> Tab:
    """Return a sheet by its code; raises `StopIteration` when there is none, a fault of ours."""
    return next(each for each in tabs() if each.code == code)


_SEVERAL = {"codes": "commas", "counts": "commas", "labels": "one_per_line", "sentences": "one_per_line"}


def help_of(column: Column, language: Language) -> str:
    """Return the help line that is shown of a column or a line, with how to write several values."""
    hint = ("several" if column.kind in MANY else None) if is_line(column) else _SEVERAL.get(column.kind)
    return unbroken(column.help(language) + (f" {say(f'workbook.{hint}', language)}" if hint else ""), language)


def is_line(column: Column) -> bool:
    """Tell whether a column is a line of a form."""
    return any(column in each.columns for each in tabs() if not each.path)


def helps_of(tab: Tab) -> list[str]:
    """Return the help lines of a sheet in every language."""
    return [help_of(column, language) for column in tab.all_columns for language in LANGUAGES]


def name_of(tab: Tab, column: Column) -> str:
    """Return the hidden name that follows a heading wherever it is moved, whatever it is renamed."""
    parts = [PREFIX, tab.code, *(str(each) for each in column.above if each != tab.code), column.field]
    return "_".join(parts)


PREFIX = "evk"
VERSION_PROPERTY = "evalkit_template"
"""Custom property of the document that holds the template's version."""
