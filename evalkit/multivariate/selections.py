"""What a reader should look at: figures picked from an analysis, without words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CautionKind = Literal[
    "nothing_beyond_chance",
    "axis_within_chance",
    "weak_rows",
    "one_row_makes_axis",
    "few_rows",
    "filled",
    "rare_levels",
    "small_class",
    "unstable_class",
    "moved",
    "classes_disagree",
    "no_gap",
    "circular",
    "withheld",
]


@dataclass(frozen=True)
class AxisMark:
    """A variable or a level on one side of an axis.

    Parameters
    ----------
    variable, level : str
        Names; `level` is empty for a quantitative variable (and for a column of counts).
    coord, cos2 : float
        Coordinate and quality of representation on the axis.
    contrib : float or None
        Part of the axis that it makes, in per cent; None for supplementary ones.
    correlation : float or None
        With the axis: quantitative variables only.
    v_test, p_adjusted : float or None
        Where they are defined (levels; supplementary ones).
    """

    variable: str
    level: str
    coord: float
    cos2: float
    contrib: float | None = None
    correlation: float | None = None
    v_test: float | None = None
    p_adjusted: float | None = None


@dataclass(frozen=True)
class AxisRow:
    """A row that makes an axis: only where rows may be shown by name."""

    row: str
    coord: float
    contrib: float
    cos2: float


@dataclass(frozen=True)
class AxisSide:
    """One end of an axis.

    Parameters
    ----------
    marks : tuple of AxisMark
        Active variables or levels that make this end, largest contribution first.
    supplementary : tuple of AxisMark
        Supplementary ones that go with it, the most linked first.
    rows : tuple of AxisRow
        Rows that make it, largest contribution first; empty where rows are not shown by name.
    """

    marks: tuple[AxisMark, ...] = ()
    supplementary: tuple[AxisMark, ...] = ()
    rows: tuple[AxisRow, ...] = ()


@dataclass(frozen=True)
class AxisReading:
    """What an axis opposes, and how much may be read into it.

    Parameters
    ----------
    axis : int
    percentage : float
        Part of the inertia.
    beyond_chance : bool
        Whether it shows more than tables without any link do.
    negative, positive : AxisSide
    """

    axis: int
    percentage: float
    beyond_chance: bool
    negative: AxisSide
    positive: AxisSide


@dataclass(frozen=True)
class ClassMark:
    """What marks a class: a variable whose mean, or a level whose share, is not that of all rows.

    Parameters
    ----------
    variable, level : str
        Names; `level` is empty for a quantitative variable (and for a column of counts).
    direction : {-1, 1}
        Below or above all rows.
    value, overall : float
        Mean of the class and of all rows; per cent of the class and of all rows that have the level.
    effect : float
        Difference of the means in overall standard deviations; phi for a level.
    v_test, p_adjusted : float
    active : bool
        Whether the variable took part in making the classes.
    class_in_level : float or None
        Per cent of the level that is in the class: levels only.
    """

    variable: str
    level: str
    direction: int
    value: float
    overall: float
    effect: float
    v_test: float
    p_adjusted: float
    active: bool
    class_in_level: float | None = None


@dataclass(frozen=True)
class ClassProfile:
    """A class as it may be told.

    Parameters
    ----------
    number : int
    rows : int
        How many rows.
    share : float
        Of the weight, 0 to 1.
    marks : tuple of ClassMark
        Those beyond chance after correction, the most marking first; empty where the class is not described.
    paragons, specific : tuple of str
        Rows nearest to its centre, and furthest from the other centres; empty where rows are not shown by name.
    stability : float or None
        Mean Jaccard index over rows drawn again, 0 to 1.
    described : bool
        False below the disclosure threshold where rows are not shown by name.
    """

    number: int
    rows: int
    share: float
    marks: tuple[ClassMark, ...]
    paragons: tuple[str, ...] = ()
    specific: tuple[str, ...] = ()
    stability: float | None = None
    described: bool = True


@dataclass(frozen=True)
class Outlier:
    """A row that weighs on an axis.

    Parameters
    ----------
    row : str
    axis : int
    contrib : float
        Part of the axis that it makes, in per cent.
    agreement : float
        Correlation of the axis with the nearest one found without the row, 0 to 1.
    moves : bool
        Whether the axis is another without it: agreement of 0.9 at most.
    """

    row: str
    axis: int
    contrib: float
    agreement: float
    moves: bool


@dataclass(frozen=True)
class Caution:
    """What must not be read into the results, and the figures that say so.

    Parameters
    ----------
    kind : str
    values : tuple of (str, object)
        Figures of the sentence.
    """

    kind: CautionKind
    values: tuple[tuple[str, object], ...] = ()
