"""Which statements about people a batch keeps back: too small, or telling a small one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from evalkit.model.dossier import Dossier
from evalkit.model.vocabulary import ExitRate
from evalkit.reports.publication.statements import CATEGORIES, WHOLES, Size, Statement, Unit, statements_of
from evalkit.stats.disclosure import telling_parts
from evalkit.stats.suppression import Cell, Key, Relation, protect

MOST_COMPARED = 60
"""Statements of one series that are compared with each other; of more, only the latest are published."""
MOST_PARTS = 12
"""Parts of one whole whose sums are all tried: 4 096."""

_EMPLOYED: tuple[Size, ...] = ("lasting", "transition")
_DYNAMIC: tuple[Size, ...] = (*_EMPLOYED, "positive")
_BESIDE: Mapping[ExitRate, tuple[tuple[Size, ...], ...]] = {
    "lasting": (("lasting",),),
    "employment": (_EMPLOYED,),
    "employment_or_training": (_EMPLOYED, _DYNAMIC),
    "dynamic": (_DYNAMIC,),
}
"""The sums of categories that an exit rate's numerator is, or that it lies between."""


@dataclass
class Linked:
    """The cells of the statements and what links them."""

    threshold: int
    cells: dict[Key, Cell] = field(default_factory=dict)
    relations: dict[Relation, None] = field(default_factory=dict)

    def add(self, statement: Statement) -> None:
        """Add the counts of a statement; what is small is at risk."""
        for name, size in statement.sizes.items():
            small = size < self.threshold
            margin = self.threshold - 1 if small else 0
            self.cells[statement.unit, name] = Cell(
                (statement.unit, name), size, statement.unit, margin, self.threshold - 1 if small else None,
                statement.end.toordinal(), statement.released,
            )  # fmt: skip
        if {"whole", "part", "rest"} <= set(statement.sizes):
            self.sum((statement.unit, "whole"), ((statement.unit, "part"), (statement.unit, "rest")))

    def sum(self, whole: Key, parts: tuple[Key, ...]) -> None:
        """Say that parts make a whole, if they do."""
        if self.cells[whole].value == sum(self.cells[part].value for part in parts):
            self.relations[Relation(whole, parts)] = None

    def made(self, parts: tuple[Key, ...]) -> Key:
        """Return the sum of some cells as a figure that is never shown itself."""
        if len(parts) == 1:
            return parts[0]
        key = ("sum", *parts)
        self.cells[key] = Cell(key, sum(self.cells[part].value for part in parts))
        self.relations[Relation(key, parts)] = None
        return key

    def tie(self, one: Key, other: Key, same: bool = False) -> None:
        """Say that a few people may stand between two figures; with `same`, that equal figures are one."""
        low, high = sorted((one, other), key=lambda key: self.cells[key].value)
        change = self.cells[high].value - self.cells[low].value
        if 0 < change < self.threshold:
            key = ("change", low, high)
            self.cells[key] = Cell(key, change, margin=self.threshold - 1)
            self.relations[Relation(high, (low, key))] = None
        elif change == 0 and same:
            self.relations[Relation(high, (low,))] = None


def kept_back_of_people(dossiers: Sequence[Dossier], released: Sequence[Dossier], threshold: int) -> set[Unit]:
    """Return what one partnership's editions keep back of what they say about people.

    Parameters
    ----------
    dossiers : sequence of Dossier
        The editions of one partnership.
    released : sequence of Dossier
        Public copies of its editions that readers have already.
    threshold : int

    Notes
    -----
    Three rules are applied until none keeps more back: no count below the threshold, parts included; no whole less
    some of its parts below it (`telling_parts`); nothing that the relations below would tell too closely (`protect`):
    numerator and denominator, parts and whole, one figure in two editions, a series from one period to another, a
    funnel, exit categories and rates.
    """
    found = [each for dossier in dossiers for each in statements_of(dossier)]
    found += [each for dossier in released for each in statements_of(dossier, released=True) if each.sizes]
    hidden = {each.unit for each in found if not each.released and each.too_small(threshold)}
    hidden |= _beyond(found)
    linked = _linked([each for each in found if each.sizes], [*dossiers, *released], threshold)
    safe: set[Key] = set()
    while True:
        more = hidden | {unit for group in _breakdowns(found) for unit in _telling(group, hidden, threshold)}
        more |= set(map(_as_unit, protect(linked.cells.values(), linked.relations, more, safe)))
        if more == hidden:
            return hidden
        hidden = more


def _as_unit(unit: object) -> Unit:
    assert isinstance(unit, tuple)
    return unit


def _linked(found: Sequence[Statement], dossiers: Sequence[Dossier], threshold: int) -> Linked:
    linked = Linked(threshold)
    for each in found:
        linked.add(each)
    for series in _series(found):
        for one, other in combinations(series[:MOST_COMPARED], 2):
            _compare(one, other, linked)
    for group in _breakdowns(found):
        _divide(group, linked)
    _link_funnels(found, dossiers, linked)
    _link_exits(found, dossiers, linked)
    return linked


def _series(found: Iterable[Statement]) -> Iterator[list[Statement]]:
    """Yield what states one thing of one group at several times or in several editions, the latest first."""
    groups: dict[object, list[Statement]] = defaultdict(list)
    for each in found:
        groups[each.about, each.subgroup].append(each)
    for group in groups.values():
        yield sorted(group, key=lambda each: (each.released, each.end, each.unit[0] == "released"), reverse=True)


def _beyond(found: Sequence[Statement]) -> set[Unit]:
    return {each.unit for series in _series(found) for each in series[MOST_COMPARED:] if not each.released}


def _compare(one: Statement, other: Statement, linked: Linked) -> None:
    """Tie two statements of a series. Of other days, only how many people there are tells a newcomer."""
    if one.respondent != other.respondent and None not in (one.respondent, other.respondent):
        return
    if one.about in ("exits", "withdrawn", "training") and one.unit[:2] == other.unit[:2]:
        return  # side by side in one dossier, they are of two perimeters
    together = one.overlaps(other)
    if not together and (one.flow or other.flow):
        return
    same = (one.start, one.end) == (other.start, other.end)
    for name in one.sizes:
        if name in other.sizes and (together or name in WHOLES):
            linked.tie((one.unit, name), (other.unit, name), same)
    if together:
        for first, second in (("whole", "n"), ("value", "n"), ("value", "whole")):
            _tie_names(one, other, first, second, linked)


def _tie_names(one: Statement, other: Statement, first: str, second: str, linked: Linked) -> None:
    for a, b in ((one, other), (other, one)):
        if (a.unit, first) in linked.cells and (b.unit, second) in linked.cells:
            linked.tie((a.unit, first), (b.unit, second))


def _breakdowns(found: Iterable[Statement]) -> Iterator[list[Statement]]:
    """Yield the statements on wholes and parts of one indicator whose days overlap, where there are parts."""
    of: dict[object, list[Statement]] = defaultdict(list)
    for each in found:
        of[each.about].append(each)
    for statements in of.values():
        if not any(each.subgroup for each in statements):
            continue
        group: list[Statement] = []
        for each in sorted(statements, key=lambda each: each.start):
            if group and each.start > max(one.end for one in group):
                yield group
                group = []
            group.append(each)
        yield group


def _telling(group: Sequence[Statement], hidden: Collection[Unit], threshold: int) -> set[Unit]:
    """Return the parts that, taken from a whole, would leave few people: among all, among those who are counted."""
    found: set[Unit] = set()
    hides = any(each.subgroup and each.unit in hidden for each in group)
    for names in (WHOLES, ("part",), ("rest",)):
        parts: dict[object, int] = {}
        units: dict[object, set[Unit]] = defaultdict(set)
        wholes: set[int] = set()
        for each in group:
            for name in names if each.unit not in hidden else ():
                if name not in each.sizes:
                    continue
                if each.subgroup is None:
                    wholes.add(each.sizes[name])
                    continue
                key = each.respondent, each.subgroup, each.start, each.end, each.sizes[name]
                parts[key] = each.sizes[name]
                units[key].add(each.unit)
        for told in telling_parts(wholes, parts, hides, threshold):
            found |= {unit for unit in units[told] if unit[0] != "released"}
    return found


def _divide(group: Sequence[Statement], linked: Linked) -> None:
    """Link each whole with the parts of one edition and the same days that sum to it, kept back or not."""
    for whole in group:
        if whole.subgroup is not None:
            continue
        parts = [each for each in group if each.subgroup and _side_by_side(each, whole)]
        if not 2 <= len(parts) <= MOST_PARTS:
            continue
        for name in ("value", "whole", "n", "part", "rest"):
            keys = [(each.unit, name) for each in parts if (each.unit, name) in linked.cells]
            if (whole.unit, name) in linked.cells:
                for count in range(2, len(keys) + 1):
                    for some in combinations(keys, count):
                        linked.sum((whole.unit, name), some)


def _side_by_side(part: Statement, whole: Statement) -> bool:
    edition = part.unit[:2] if part.released else part.unit[:1]
    same_edition = edition == (whole.unit[:2] if whole.released else whole.unit[:1])
    return same_edition and (part.start, part.end) == (whole.start, whole.end)


def _link_funnels(found: Sequence[Statement], dossiers: Sequence[Dossier], linked: Linked) -> None:
    """Tie the whole of each stage to the count, or the numerator, of the stage above."""
    above = {each.code: each.funnel_from for dossier in dossiers for each in dossier.indicators if each.funnel_from}
    counts: dict[object, list[Key]] = defaultdict(list)
    for each in found:
        key = (each.unit, "part" if "part" in each.sizes else "value")
        if key in linked.cells:
            counts[each.about, each.subgroup, each.start, each.end].append(key)
    for each in found:
        upper = above.get(each.about) if isinstance(each.about, str) else None
        key = (each.unit, "whole" if "whole" in each.sizes else "value")
        for count in counts.get((upper, each.subgroup, each.start, each.end), ()) if upper else ():
            if key in linked.cells:
                linked.tie(key, count, same=True)


def _link_exits(found: Sequence[Statement], dossiers: Sequence[Dossier], linked: Linked) -> None:
    """Link the exit rates of the indicators with each other and with the categories of exits of the same days."""
    rates = {each.code: each.exit_rate for dossier in dossiers for each in dossier.indicators if each.exit_rate}
    measured = [each for each in found if each.about in rates and each.subgroup is None and "part" in each.sizes]
    for one, other in combinations(measured[: 2 * MOST_COMPARED], 2):
        if one.overlaps(other) and one.about != other.about:
            linked.tie((one.unit, "part"), (other.unit, "part"))
            if "whole" in one.sizes and "whole" in other.sizes:
                linked.tie((one.unit, "whole"), (other.unit, "whole"), (one.start, one.end) == (other.start, other.end))
    for exits in found:
        if exits.about == "exits":
            _link_categories(exits, [each for each in measured if each.overlaps(exits)], rates, linked)


def _link_categories(
    exits: Statement, measured: Sequence[Statement], rates: Mapping[str, ExitRate], linked: Linked
) -> None:
    keys = {name: (exits.unit, name) for name in CATEGORIES}
    whole = linked.made(tuple(keys.values()))
    for each in measured:
        same = (each.start, each.end) == (exits.start, exits.end)
        if "whole" in each.sizes:
            linked.tie((each.unit, "whole"), whole, same)
        for names in _BESIDE[rates[str(each.about)]]:
            made = linked.made(tuple(keys[name] for name in names))
            linked.tie((each.unit, "part"), made, same)
