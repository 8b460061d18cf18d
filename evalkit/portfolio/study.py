"""The portfolio as a table for factor analysis and classes, when there are partnerships enough to speak of profiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import TYPE_CHECKING, Literal

from evalkit.errors import EvalkitError
from evalkit.model.vocabulary import MEANS_KINDS
from evalkit.multivariate.table import StudyTable, Variable
from evalkit.portfolio.edition import Edition
from evalkit.portfolio.long import standing
from evalkit.portfolio.wide import MODELS, STAKES
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.texts import Language, said

if TYPE_CHECKING:
    from evalkit.multivariate.analysis import Analysis
    from evalkit.portfolio.portfolio import Portfolio

FEWEST = 30
"""Partnerships below which no axis and no class is made: see `study_table`."""
LEAST = 5
"""Partnerships that a level needs, so that no axis is the tale of one or two of them."""
LEAST_PART = 0.05
FEWEST_COLUMNS = 3
Group = Literal["context", "means", "results"]
GROUPS: tuple[Group, ...] = ("context", "means", "results")


@dataclass(frozen=True)
class _Column:
    """A column before its rare levels are dealt with: each partnership's level, as a key of ``portfolio.level``."""

    name: str
    group: Group
    levels: tuple[str, ...]
    active: bool = True


def study_table(portfolio: Portfolio, language: Language = "fr") -> StudyTable | NotEstimable:
    """Return the partnerships, each by its latest year, with their context, means and results as levels.

    Parameters
    ----------
    portfolio : Portfolio
    language : {"fr", "en"}
        Of labels and levels.

    Returns
    -------
    StudyTable or NotEstimable
        Refused below `FEWEST` partnerships that are counted, or where fewer than `FEWEST_COLUMNS` columns part them.

    Notes
    -----
    Why 30. In a multiple correspondence analysis a level held by a part f of the rows lies at the squared distance
    1/f - 1 from the centre: 1 for an even level, 19 for one held by 1 row of 20, which soon has an axis to itself. So
    each active level is held by `LEAST` partnerships or more; five of 30 are a sixth, at a squared distance of 5. The
    reasoning is arithmetic, the numbers are our choice.

    Levels rarer than `LEAST` partnerships, or 5 %, are pooled where together they are enough; else the column is
    passive: it helps to read the axes and does not make them. A column with one level is left out.
    """
    editions = portfolio.counted
    if len(editions) < FEWEST:
        return not_estimable("portfolio.few", found=len(editions), least=FEWEST)
    least = max(LEAST, ceil(LEAST_PART * len(editions)))
    columns = [_without_rare(each, least) for each in _columns(editions) if len(set(each.levels)) > 1]
    columns = [each for each in columns if len(set(each.levels)) > 1]
    if sum(each.active for each in columns) < FEWEST_COLUMNS:
        return not_estimable("portfolio.few_columns", least=FEWEST_COLUMNS)
    return _table(editions, columns, language)


def profiles(portfolio: Portfolio, language: Language = "fr") -> Analysis | NotEstimable:
    """Return the factor analysis and classes of the portfolio, or why there are none.

    A multiple factor analysis where context, means and results each have a column that parts the partnerships, so that
    no group outweighs the others by its number of columns; else a multiple correspondence analysis.
    """
    table = study_table(portfolio, language)
    if isinstance(table, NotEstimable):
        return table
    from evalkit.multivariate.analysis import analyse

    try:
        return analyse(table)
    except EvalkitError as error:
        return not_estimable("portfolio.analysis_refused", said=error.sentences(language))


def _columns(editions: Sequence[Edition]) -> list[_Column]:
    return [*_context(editions), *_means(editions), *_results(editions)]


def _context(editions: Sequence[Edition]) -> list[_Column]:
    return [
        _Column("form", "context", tuple(f"form.{each.form or 'unsaid'}" for each in editions)),
        *(_Column(f"model_{m}", "context", tuple(_yes(m in each.models) for each in editions)) for m in MODELS),
        _Column("siae", "context", tuple(_siae(each) for each in editions)),
        _Column("partners", "context", tuple("partners.two" if len(each.dossier.partners) < 3 else "partners.more"
                                             for each in editions)),
        *(_Column(f"priority_{s}", "context", tuple(_yes(s in each.priority_stakes) for each in editions))
          for s in STAKES),
        _Column("device", "context", tuple(_yes(bool(each.dossier.device)) for each in editions), active=False),
    ]  # fmt: skip


def _means(editions: Sequence[Edition]) -> list[_Column]:
    totals = [_total(each) for each in editions]
    middle = median([each for each in totals if each is not None] or [0])
    states = {kind: tuple(_state(each, kind) for each in editions) for kind in MEANS_KINDS}
    return [
        *(_Column(f"means_{kind}", "means", levels) for kind, levels in states.items()),
        _Column("amount", "means", tuple(_half(each, middle) for each in totals)),
        _Column("steering", "means", tuple(_third(each.coverage.steering) for each in editions)),
    ]


def _results(editions: Sequence[Edition]) -> list[_Column]:
    return [
        _Column("measured", "results", tuple(_measured(each) for each in editions)),
        _Column("targets", "results", tuple(_targets(each) for each in editions)),
        _Column("crossed", "results", tuple(_yes(each.crossed.asked > 0) for each in editions)),
        _Column("exits", "results", tuple(_yes(each.exits is not None) for each in editions)),
    ]


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _siae(edition: Edition) -> str:
    types = edition.siae_types
    return f"siae.{types[0]}" if len(types) == 1 else "siae.several" if types else "siae.unsaid"


def _state(edition: Edition, kind: str) -> str:
    content = edition.evaluation.content
    state = content.kind_states[kind]  # type: ignore[index]
    if state != "present":
        return f"means.{state}"
    known = not isinstance(content.amounts[kind].value, NotEstimable)  # type: ignore[index]
    return "means.in_euros" if known else "means.unquantified"


def _total(edition: Edition) -> float | None:
    values = [each.value for each in edition.evaluation.content.amounts.values()]
    known = [each for each in values if not isinstance(each, NotEstimable)]
    return sum(known) if known else None


def _half(total: float | None, middle: float) -> str:
    return "amount.unknown" if total is None else "amount.lower" if total <= middle else "amount.upper"


def _third(said_items: int) -> str:
    return "steering.few" if said_items < 3 else "steering.some" if said_items < 5 else "steering.most"


def _measured(edition: Edition) -> str:
    coverage = edition.coverage
    if not coverage.indicators:
        return "measured.no_indicator"
    return _part_of("measured", coverage.measured, coverage.indicators)


def _targets(edition: Edition) -> str:
    """Return which part of the indicators judged against a target reach it; nothing is weighed or added up."""
    found = Counter(standing(each.status) for each in edition.indicators)
    judged = found["reached"] + found["not_reached"]
    return _part_of("targets", found["reached"], judged) if judged else "targets.unknown"


def _part_of(family: str, part: int, whole: int) -> str:
    return f"{family}.{'none' if part == 0 else 'all' if part == whole else 'some'}"


def _without_rare(column: _Column, least: int) -> _Column:
    """Pool the levels that are too rare, or set the whole column aside as passive."""
    counts = Counter(column.levels)
    rare = {level for level, n in counts.items() if n < least}
    if not rare:
        return column
    if len(counts) - len(rare) < 1 or len(rare) < 2 or sum(counts[level] for level in rare) < least:
        return _Column(column.name, column.group, column.levels, active=False)
    levels = tuple("pooled" if level in rare else level for level in column.levels)
    return _Column(column.name, column.group, levels, column.active)


def _table(editions: Sequence[Edition], columns: Sequence[_Column], language: Language) -> StudyTable:
    import pandas as pd

    grouped = all(any(each.active and each.group == group for each in columns) for group in GROUPS)
    codes = [each.code for each in editions]
    data = {
        each.name: pd.Categorical([said(f"portfolio.level.{level}", language) for level in each.levels])
        for each in columns
    }
    return StudyTable(
        name="portfolio",
        title=said("portfolio.study.title", language),
        rows=said("portfolio.study.rows", language),
        frame=pd.DataFrame(data, index=pd.Index(codes, name="code")),
        variables=tuple(_variable(each, grouped, language) for each in columns),
        groups=_group_labels(language) if grouped else {},
        identifiers=True,
        source=said("portfolio.study.source", language, n=len(editions)),
    )


def _variable(column: _Column, grouped: bool, language: Language) -> Variable:
    return Variable(
        name=column.name,
        label=said(f"portfolio.study.column.{column.name}", language),
        kind="qualitative",
        role="active" if column.active else "supplementary",
        group=column.group if grouped else "",
    )


def _group_labels(language: Language) -> dict[str, str]:
    return {group: said(f"portfolio.study.group.{group}", language) for group in GROUPS}
