"""The table of a multivariate study: rows and columns with their roles, and what is to be done with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["quantitative", "qualitative"]
Role = Literal["active", "supplementary"]
Method = Literal["pca", "ca", "mca", "famd", "mfa"]
Family = Literal["ols", "logit", "poisson", "negative_binomial", "ordinal", "mixed"]


@dataclass(frozen=True)
class Variable:
    """A column of the table.

    Parameters
    ----------
    name : str
        Its name in the frame.
    label : str
        What a reader sees.
    kind : {"quantitative", "qualitative"}
    role : {"active", "supplementary"}
        Active columns make the axes; supplementary ones help to read them.
    group : str
        Name of its group, for an MFA; empty where there are no groups.
    """

    name: str
    label: str
    kind: Kind
    role: Role = "active"
    group: str = ""


@dataclass(frozen=True)
class StudyTable:
    """Rows to be studied, and what each column is.

    Parameters
    ----------
    name : str
        Short name for files (letters, digits, hyphens).
    title : str
    rows : str
        What the rows are, in the plural, as the reader calls them ("départements", "partenariats").
    frame : DataFrame
        Index: one text per row, unique. Quantitative columns are floats, qualitative ones categories of texts.
    variables : tuple of Variable
        Those of the study, in the order of the frame.
    weights : Series or None
        Above 0, by row. Only their proportions count: tests count rows.
    supplementary_rows : tuple of str
        Rows that are placed on the axes and take no part in making them.
    groups : mapping of str to str
        Label of each group of columns (MFA), in order.
    identifiers : bool
        Whether rows may be shown by name. False, the default, is for persons: then no row stands out in any output,
        and classes or levels below the disclosure threshold are not described.
    source : str
        Where the table comes from, as the report quotes it.
    """

    name: str
    title: str
    rows: str
    frame: pd.DataFrame
    variables: tuple[Variable, ...]
    weights: pd.Series[float] | None = None
    supplementary_rows: tuple[str, ...] = ()
    groups: dict[str, str] = field(default_factory=dict)
    identifiers: bool = False
    source: str = ""

    def named(self, role: Role, kind: Kind | None = None) -> tuple[str, ...]:
        """Return the names of the variables of a role, and of a kind."""
        return tuple(each.name for each in self.variables if each.role == role and kind in (None, each.kind))

    @property
    def labels(self) -> dict[str, str]:
        """What a reader sees of each column."""
        return {each.name: each.label for each in self.variables}


@dataclass(frozen=True)
class Model:
    """A regression asked for.

    Parameters
    ----------
    formula : str
        As in statsmodels: ``crime ~ literacy + wealth``.
    family : str
    clusters : str
        Column of the clusters (cluster-robust errors, or groups of a mixed model); empty for robust errors.
    """

    formula: str
    family: Family = "ols"
    clusters: str = ""


@dataclass(frozen=True)
class StudyPlan:
    """What is to be done with a table; what is None is chosen, and the choice is told.

    Parameters
    ----------
    method : str or None
        None: by the kinds of the active columns (groups: ``mfa``; both kinds: ``famd``; one kind: ``pca``, ``mca``).
        A table of counts (``ca``) is never guessed.
    axes : int or None
        Axes kept for reading and for classes; None: as many as parallel analysis suggests.
    classes : int or str or None
        How many, or the rule that picks; None for evalkit's own rule; 0 for no classes.
    missing : str
        What is done where values miss: ``"refuse"``, ``"mean"``, ``"category"`` or ``"iterative"``.
    excluded : tuple of (variable, level)
        Levels that take no part (specific MCA).
    models : tuple of Model
        Regressions.
    seed : int
        Of everything that is drawn.
    """

    method: Method | None = None
    axes: int | None = None
    classes: int | str | None = None
    missing: Literal["refuse", "mean", "category", "iterative"] = "refuse"
    excluded: tuple[tuple[str, str], ...] = ()
    models: tuple[Model, ...] = ()
    seed: int = 1
