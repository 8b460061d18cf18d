"""Step 2, *contenu*: actions, means, and how the partnership is steered."""

from __future__ import annotations

from typing import Annotated

from evalkit.model.dates import Date
from evalkit.model.fields import Code, Distinct, Entry, Label, Text
from evalkit.model.quantity import Count, Stated
from evalkit.model.vocabulary import ActionStatus, MeansKind

Codes = Annotated[tuple[Code, ...], Distinct]


class Action(Entry):
    """What some partners do for others.

    Attributes
    ----------
    by : tuple of str
        Codes of the partners who act.
    to : tuple of str
        Codes of partners, ``territory`` or ``beneficiaries``.
    """

    label: Text
    by: Codes
    to: Codes
    status: ActionStatus | None = None
    start: Date | None = None
    end: Date | None = None
    source: Text | None = None
    note: Text | None = None


class Means(Entry):
    """A human, financial or logistic (technical) means.

    Attributes
    ----------
    by : tuple of str
        Codes of the partners who provide it.
    planned, actual : Quantity or None
        In `unit` (days, FTE, tonnes...).
    planned_amount, actual_amount : Quantity or None
        In euros: money, or the value given to what is provided in kind.
    """

    label: Text
    by: Codes
    kind: MeansKind
    planned: Stated | None = None
    actual: Stated | None = None
    unit: Label | None = None
    planned_amount: Stated | None = None
    actual_amount: Stated | None = None
    source: Text | None = None
    note: Text | None = None


class Body(Entry):
    """A body that steers the partnership, its rhythm, and the meetings planned and held in the year."""

    name: Label
    rhythm: Label | None = None
    planned: Count | None = None
    held: Count | None = None
    source: Text | None = None


class Communication(Entry):
    """Who tells whom."""

    partner: Code
    audiences: tuple[Label, ...]
    how: Text | None = None
    source: Text | None = None


class Steering(Entry):
    """How the partnership is formalised, decided, followed up and told about."""

    formalisation: Text | None = None
    decision: Text | None = None
    bodies: tuple[Body, ...] = ()
    follow_up: Text | None = None
    communication: tuple[Communication, ...] = ()
    source: Text | None = None
