"""One indicator in several partnerships: side by side where unit, source and definition agree; else why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.model.results import Indicator
from evalkit.portfolio.edition import Edition
from evalkit.portfolio.exits import counted_twice, pooled_share
from evalkit.portfolio.wording import folded
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.proportion import Proportion
from evalkit.steps.readings import Reading
from evalkit.steps.results import IndicatorResult
from evalkit.steps.trend import SAME_DEFINITION

MUST_AGREE = (*SAME_DEFINITION, "population", "exits_counted", "horizon_months", "question")
"""Fields in which two indicators must say the same: those of a series over the years, and what changes the question."""
_MUST_BE_SAID = ("unit", "source")
_OF_A_SHARE = ("numerator", "denominator")
_DAYS_OF_A_MONTH = 30.4


@dataclass(frozen=True)
class Row:
    """One indicator of one partnership."""

    edition: Edition
    result: IndicatorResult

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.result.indicator

    @property
    def reading(self) -> Reading | None:
        """Its last reading, the one that gives the value where there is one voice; None when nothing is measured."""
        return self.result.latest[-1] if self.result.latest else None

    @property
    def known(self) -> bool:
        """Whether it has one value that may be shown."""
        return not isinstance(self.result.value, NotEstimable)

    @property
    def share(self) -> Proportion | None:
        """Its numerator and denominator, where it is a share that may be shown, said by one voice."""
        return self.reading.share if self.reading and self.known else None

    @property
    def approximate(self) -> bool:
        """Whether its value is one that was stated as approximate."""
        return bool(self.reading and self.reading.stated and self.known)


@dataclass(frozen=True)
class Comparable:
    """An indicator that several partnerships define, measure and source in the same way.

    Parameters
    ----------
    rows : tuple of Row
        By code; two partnerships or more, those whose value is not known included.
    pooled : Proportion or float or NotEstimable
        For shares, the sum of numerators over the sum of denominators; for counts over periods of one length, their
        sum; else why there is none.
        Only values that the partnerships' own reports show are in it, so that it tells nothing that they keep back.
    spread : tuple of float, or NotEstimable
        The lowest and the highest value that is known.
    apart : bool
        Whether the intervals of two shares do not meet: the sum then hides different situations.
    """

    rows: tuple[Row, ...]
    pooled: Proportion | float | NotEstimable
    spread: tuple[float, float] | NotEstimable
    apart: bool

    @property
    def indicator(self) -> Indicator:
        """The indicator, in the words of the first."""
        return self.rows[0].indicator

    @property
    def added(self) -> tuple[Row, ...]:
        """The rows whose value is known."""
        return tuple(each for each in self.rows if each.known)

    @property
    def approximate(self) -> bool:
        """Whether an approximation is among the known values, hence in their sum."""
        return any(each.approximate for each in self.rows)


@dataclass(frozen=True)
class Difference:
    """A field of the definition in which indicators of one name differ.

    Parameters
    ----------
    field : str
    values : tuple of (value or None, tuple of str)
        What is said, and by which partnerships; None where it has to be said and is not.
    """

    field: str
    values: tuple[tuple[Any, tuple[str, ...]], ...]


@dataclass(frozen=True)
class NotComparable:
    """An indicator of one name whose figures must not be read together, and every reason why."""

    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]

    @property
    def indicator(self) -> Indicator:
        """The indicator, in the words of the first."""
        return self.rows[0].indicator


def compare(editions: Sequence[Edition]) -> tuple[tuple[Comparable, ...], tuple[NotComparable, ...]]:
    """Return the indicators that several partnerships share: those that compare, and those that do not.

    Parameters
    ----------
    editions : sequence of Edition
        One per partnership.

    Notes
    -----
    One name: the same named exit rate, or the same label but for case and spaces. An indicator with one name and
    several definitions may give one `Comparable` for each definition that two partnerships share, and a
    `NotComparable` over all of them. The order is that of the names.
    """
    alike: list[Comparable] = []
    unlike: list[NotComparable] = []
    for _, rows in sorted(_by_name(editions).items()):
        groups = _by_definition(rows)
        alike += [_comparable(group) for definition, group in groups if _several(group) and _is_said(group[0])]
        differences = _differences(rows)
        if _several(rows) and differences:
            unlike.append(NotComparable(tuple(rows), differences))
    return tuple(alike), tuple(unlike)


def name_of(indicator: Indicator) -> str:
    """Return what two indicators must share to be called the same."""
    return f"rate {indicator.exit_rate}" if indicator.exit_rate else folded(indicator.label)


def _by_name(editions: Iterable[Edition]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for edition in editions:
        for result in edition.indicators:
            groups.setdefault(name_of(result.indicator), []).append(Row(edition, result))
    return groups


def _by_definition(rows: Iterable[Row]) -> list[tuple[tuple[Any, ...], list[Row]]]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        definition = tuple(_said(getattr(row.indicator, field)) for field in MUST_AGREE)
        groups.setdefault(definition, []).append(row)
    return list(groups.items())


def _said(value: Any) -> Any:
    if isinstance(value, str):
        return folded(value)
    return tuple(sorted(map(_said, value), key=str)) if isinstance(value, tuple) else value


def _several(rows: Iterable[Row]) -> bool:
    return len({row.edition.code for row in rows}) > 1


def _needed(indicator: Indicator) -> tuple[str, ...]:
    return (*_MUST_BE_SAID, *_OF_A_SHARE) if indicator.form == "share" else _MUST_BE_SAID


def _is_said(row: Row) -> bool:
    return all(getattr(row.indicator, field) for field in _needed(row.indicator))


def _differences(rows: Sequence[Row]) -> tuple[Difference, ...]:
    return tuple(found for field in MUST_AGREE if (found := _difference(rows, field)))


def _difference(rows: Sequence[Row], field: str) -> Difference | None:
    """Return what is said of a field, or None when all say the same, and say it where it must be said."""
    values: dict[Any, tuple[Any, tuple[str, ...]]] = {}
    for row in rows:
        value = getattr(row.indicator, field)
        first, codes = values.get(_said(value), (value, ()))
        values[_said(value)] = first, (*codes, row.edition.code)
    unsaid = any(not getattr(row.indicator, field) and field in _needed(row.indicator) for row in rows)
    return Difference(field, tuple(values.values())) if len(values) > 1 or unsaid else None


def _comparable(rows: Sequence[Row]) -> Comparable:
    shares = [each.share for each in rows if each.share]
    known = [each.result.value for each in rows if not isinstance(each.result.value, NotEstimable)]
    return Comparable(
        rows=tuple(rows),
        pooled=_pooled(rows, shares, known),
        spread=(min(known), max(known)) if known else _why_unknown(rows),
        apart=len(shares) > 1 and max(each.low for each in shares) > min(each.high for each in shares),
    )


def _why_unknown(rows: Sequence[Row]) -> NotEstimable:
    """Return why no value is known: several voices on one question are no single value, and are never merged."""
    crossed = any(row.result.status == "several_views" for row in rows)
    return not_estimable("portfolio.several_voices" if crossed else "portfolio.nothing_known")


def _pooled(
    rows: Sequence[Row], shares: Sequence[Proportion], known: Sequence[float]
) -> Proportion | float | NotEstimable:
    codes = [each.edition.code for each in rows]
    if len(set(codes)) < len(codes):
        return not_estimable("portfolio.named_twice")
    if rows[0].indicator.exit_rate and counted_twice([each.edition for each in rows]):
        return not_estimable("portfolio.same_siae")
    if rows[0].indicator.form == "share":
        return pooled_share(shares) if len(shares) > 1 else not_estimable("portfolio.one_only")
    if rows[0].indicator.form != "count":
        return not_estimable("portfolio.not_added")
    if len(known) < 2:
        return not_estimable("portfolio.one_only")
    return float(sum(known)) if len(_lengths(rows)) == 1 else not_estimable("portfolio.periods_differ")


def _lengths(rows: Sequence[Row]) -> set[int]:
    """Return how many months the known values cover: what one year counts is not added to what three years count."""
    readings = [row.reading for row in rows if row.known]
    return {round((each.end - each.start).days / _DAYS_OF_A_MONTH) for each in readings if each}


def definition_of(indicator: Indicator) -> Mapping[str, Any]:
    """Return the fields that make the definition of an indicator, as typed; what is not said is left out."""
    return {field: value for field in MUST_AGREE if (value := getattr(indicator, field))}
