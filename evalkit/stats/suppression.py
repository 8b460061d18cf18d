"""Which figures of linked tables must be kept back so that no small one can be worked out from those that are shown.

The attacker reads everything that is shown, knows every relation between the figures (parts that make a whole, two
editions of one figure), knows that they are whole numbers from 0, and even knows which of the figures kept back are
small. `protect` keeps back more figures until, for each figure at risk, the numbers that stay possible lie at least
`Cell.margin` apart; `recomputable` looks at the result again, without any of the short cuts of `protect`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

Key = Hashable
Unit = Hashable
Interval = tuple[float, float]

LARGEST = 10**9
"""Beyond this figure the solver's precision is not trusted: everything linked to it is kept back."""


@dataclass(frozen=True)
class Cell:
    """One figure.

    Parameters
    ----------
    key : hashable
    value : int
        0 or more.
    unit : hashable or None
        What is shown or kept back as one: cells of one unit share their fate. None for a figure that is never shown
        itself and only follows from others (a whole less a part, the change between two editions).
    margin : int
        0 where anybody may know the figure; else the ends between which it is known must lie at least so far apart.
        A cell with a margin and a unit is kept back from the start.
    most : int or None
        A figure that everybody knows not to be exceeded, once the cell is known to be kept back.
    rank : int
        Cells of a lower rank are kept back first; of one rank, the smallest first.
    released : bool
        Public already: nothing can keep it back any more.
    """

    key: Key
    value: int
    unit: Unit | None = None
    margin: int = 0
    most: int | None = None
    rank: int = 0
    released: bool = False


@dataclass(frozen=True)
class Relation:
    """A whole is the sum of its parts; with one part, two cells state the same figure."""

    whole: Key
    parts: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)


def dominates(contributions: Iterable[float], least: int = 3, share: float = 0.85) -> bool:
    """Tell whether a total gives one contributor away.

    Parameters
    ----------
    contributions : iterable of float
        What each brings, 0 or more; who brings nothing is no contributor.
    least : int
        Fewer contributors than this give each other away.
    share : float
        One contributor above this part of the total gives itself away.
    """
    positive = [each for each in contributions if each > 0]
    return len(positive) < least or max(positive) > share * sum(positive)


def protect(
    cells: Collection[Cell],
    relations: Collection[Relation],
    kept_back: Collection[Unit] = (),
    safe: set[Key] | None = None,
) -> set[Unit]:
    """Return the units to keep back: those given, those at risk by themselves, and what would give one of them away.

    Parameters
    ----------
    cells : collection of Cell
    relations : collection of Relation
        Between keys of `cells`; they hold for the values of the cells.
    kept_back : collection of hashable
        Units that are kept back for another reason.
    safe : set of hashable, optional
        Cells at risk that a call with fewer units kept back found safe: they still are. Those found now are added.

    Notes
    -----
    Guarantee: for each cell with a margin on which something shown bears, the largest and the smallest whole number
    that agree with all that is shown differ by the margin or more; only `Cell.released` cells can forbid it. Greedy:
    it keeps back enough, not the least possible. Cells that no relation and no unit links are judged apart.
    """
    hidden = {each.unit for each in cells if each.unit is not None and each.margin and not each.released}
    hidden |= set(kept_back)
    settled = set() if safe is None else safe
    for table in _tables(cells, relations):
        table.protect(hidden, settled)
    return hidden


def recomputable(cells: Collection[Cell], relations: Collection[Relation], kept_back: Collection[Unit]) -> set[Key]:
    """Return the keys of the cells at risk that are shown, or known too closely when `kept_back` is kept back.

    An audit of `protect`: it solves the whole linked table for each cell at risk.
    """
    found: set[Key] = set()
    for table in _tables(cells, relations):
        shown = {each.key for each in table.cells.values() if _is_shown(each, kept_back)}
        for cell in table.cells.values():
            if cell.margin and (cell.key in shown or table.exposes(cell, shown)):
                found.add(cell.key)
    return found


def _is_shown(cell: Cell, hidden: Collection[Unit]) -> bool:
    return cell.released or (cell.unit is not None and cell.unit not in hidden)


class _Table:
    """Cells that relations and units link, and nothing else."""

    def __init__(self, cells: Sequence[Cell], relations: Sequence[Relation]) -> None:
        self.cells = {each.key: each for each in cells}
        self.relations = relations
        self.of: dict[Key, list[Relation]] = defaultdict(list)
        for relation in relations:
            for key in dict.fromkeys(relation.keys):
                self.of[key].append(relation)

    def protect(self, hidden: set[Unit], safe: set[Key]) -> None:
        """Add units to `hidden` until no cell at risk is known too closely."""
        at_risk = [each for each in self.cells.values() if each.margin and not each.released and each.key not in safe]
        while at_risk:
            cell = at_risk[-1]
            telling = self._telling(cell, hidden)
            if not telling:
                safe.add(at_risk.pop().key)
                continue
            hidden.add(min(telling, key=lambda each: (each.rank, each.value)).unit)
            # A unit kept back takes its other cells along: what was judged stays safe, it only lost shown figures.

    def _telling(self, cell: Cell, hidden: set[Unit]) -> list[Cell]:
        """Return the shown cells that could be kept back for a cell that they tell too closely; none if it is safe."""
        shown = {each.key for each in self.cells.values() if _is_shown(each, hidden)}
        block, linked = self._around(cell.key, shown)
        if not self._is_told(cell, block, linked, shown):
            return []
        around = dict.fromkeys(key for relation in linked for key in relation.keys if key in shown)
        return [each for key in around if not (each := self.cells[key]).released]

    def _around(self, key: Key, shown: Collection[Key]) -> tuple[set[Key], list[Relation]]:
        """Return what is not shown and linked to a cell through what is not shown, and the relations that link it."""
        block, linked, left = {key}, dict.fromkeys(self.of[key]), [key]
        while left:
            for relation in self.of[left.pop()]:
                linked[relation] = None
                new = [each for each in relation.keys if each not in shown and each not in block]
                block.update(new)
                left += new
        return block, list(linked)

    def _is_told(self, cell: Cell, block: set[Key], linked: list[Relation], shown: Collection[Key]) -> bool:
        """Tell whether a cell is known too closely; asks the solver only where two simple looks do not settle it."""
        keys = {key for relation in linked for key in relation.keys}
        if not any(key in shown for key in keys):
            return False  # nothing shown bears on it
        if max(self.cells[key].value for key in keys) > LARGEST:
            return True
        if self._freedom(cell, shown) >= cell.margin:
            return False
        ends = [self._ends_in_one(cell, relation, shown) for relation in self.of[cell.key]]
        low, high = max(low for low, _ in ends), min(high for _, high in ends)
        if high - low < cell.margin or len(linked) == 1:
            return high - low < cell.margin
        low, high = self._solved(cell, block, linked)
        return high - low < cell.margin

    def _freedom(self, cell: Cell, shown: Collection[Key]) -> float:
        """Return by how much a cell surely can vary, made up for by cells that stand in one of its relations only."""
        up, down = (inf if cell.most is None else cell.most - cell.value), float(cell.value)
        for relation in self.of[cell.key]:
            rising = falling = 0.0
            for key in relation.keys:
                if key in shown or len(self.of[key]) > 1 or key == cell.key:
                    continue
                other = self.cells[key]
                more, less = (inf if other.most is None else other.most - other.value), other.value
                along = relation.whole in (key, cell.key)
                rising += more if along else less
                falling += less if along else more
            up, down = min(up, rising), min(down, falling)
        return up + down

    def _ends_in_one(self, cell: Cell, relation: Relation, shown: Collection[Key]) -> Interval:
        """Return the ends between which one relation holds a cell, whatever the others say."""
        sign = 1 if cell.key == relation.whole else -1
        low = high = 0.0
        for key in relation.keys:
            if key == cell.key:
                continue
            other = self.cells[key]
            ends = (other.value, other.value) if key in shown else (0, inf if other.most is None else other.most)
            adds = (sign == 1) or (key == relation.whole)
            low += ends[0] if adds else -ends[1]
            high += ends[1] if adds else -ends[0]
        return max(low, 0), min(high, inf if cell.most is None else cell.most)

    def exposes(self, cell: Cell, shown: Collection[Key]) -> bool:
        """Solve the whole table for one cell."""
        _, linked = self._around(cell.key, shown)
        if not any(key in shown for relation in linked for key in relation.keys):
            return False
        if max(each.value for each in self.cells.values()) > LARGEST:
            return True
        hidden = {key for key in self.cells if key not in shown}
        low, high = self._solved(cell, hidden, self.relations)
        return high - low < cell.margin

    def _solved(self, cell: Cell, unknown: set[Key], relations: Sequence[Relation]) -> Interval:
        """Return the least and the largest whole number that a cell can be: two linear programmes.

        An end counts when the programme reaches it with whole numbers only, as it does where relations do not cross in
        odd ways; a figure that is not settled so counts as known.
        """
        import numpy as np
        from scipy import optimize

        solver: Any = optimize  # it has no types
        order = {key: i for i, key in enumerate(each for each in self.cells if each in unknown)}
        matrix, right = np.zeros((len(relations), len(order))), np.zeros(len(relations))
        for row, relation in enumerate(relations):
            for key, coefficient in ((relation.whole, 1), *((part, -1) for part in relation.parts)):
                if key in order:
                    matrix[row, order[key]] += coefficient
                else:
                    right[row] -= coefficient * self.cells[key].value
        most = [self.cells[key].most for key in order]
        within = solver.Bounds(0, np.array([np.inf if each is None else each for each in most], dtype=float))
        aim = np.zeros(len(order))
        aim[order[cell.key]] = 1
        ends = []
        for sense in (1, -1):
            found = solver.milp(
                sense * aim,
                bounds=within,
                constraints=solver.LinearConstraint(matrix, right, right),
                options={"time_limit": SECONDS},
            )
            whole = found.x is not None and np.allclose(found.x, np.round(found.x), rtol=0, atol=1e-6)
            ends.append(_end(found.status, found.fun if whole else None, sense))
        low, high = ends
        return (0, 0) if low is None or high is None else (low, high)


SECONDS = 5
"""What one programme may take; a figure that is not settled then counts as known."""
_SOLVED, _UNBOUNDED, _EITHER = 0, 3, 4


def _end(status: int, value: float | None, sense: int) -> float | None:
    """Return an end, or None where it is not settled. Upwards, the values themselves agree: no end means none."""
    if status == _SOLVED and value is not None:
        return float(round(sense * value))
    return inf if status in (_UNBOUNDED, _EITHER) and sense == -1 else None


def _tables(cells: Collection[Cell], relations: Collection[Relation]) -> Iterator[_Table]:
    """Part cells into those that nothing links."""
    parent: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        while (above := parent.setdefault(key, key)) != key:
            parent[key] = parent[above]
            key = above
        return key

    for relation in relations:
        for part in relation.parts:
            parent[root(("cell", part))] = root(("cell", relation.whole))
    for cell in cells:
        if cell.unit is not None:
            parent[root(("cell", cell.key))] = root(("unit", cell.unit))
    of: Mapping[Key, tuple[list[Cell], list[Relation]]] = defaultdict(lambda: ([], []))
    for cell in cells:
        of[root(("cell", cell.key))][0].append(cell)
    for relation in relations:
        of[root(("cell", relation.whole))][1].append(relation)
    yield from (_Table(some, links) for some, links in of.values() if any(each.margin for each in some))
