"""What a public edition of a dossier says of itself: what it does not show and why, never the value."""

from __future__ import annotations

from typing import Literal

from evalkit.errors import Path
from evalkit.model.fields import Entry
from evalkit.model.vocabulary import MeansKind

PUBLIC_THRESHOLD = 11
"""No count of people below this, and nothing from which one could be worked out, goes on a public page."""

Why = Literal["people", "unknown_size", "company", "name", "personal", "number_in_text", "amount_in_text", "quote"]
ReportPart = Literal["identity", "framework", "content", "results", "prospects"]


class LeftOut(Entry):
    """One thing that a public edition does not show.

    Attributes
    ----------
    part : str
        The part of the report where it would stand.
    path : tuple
        Where it stood in the dossier.
    what : str
        In the words of the edition's language.
    why : str
    """

    part: ReportPart
    path: Path
    what: str
    why: Why


class PublicTotal(Entry):
    """A sum of euros over enough partners that none can be told from it; `kind` is None for the sum of all kinds."""

    kind: MeansKind | None
    planned: bool
    euros: int
    contributors: int


class KeptBackBefore(Entry):
    """A measure of the previous year's dossier, by its position, that its public copy does not show."""

    position: int
    why: Why


class PublicEdition(Entry):
    """What goes beside the public copy of a dossier."""

    threshold: int = PUBLIC_THRESHOLD
    left_out: tuple[LeftOut, ...] = ()
    totals: tuple[PublicTotal, ...] = ()
    previous: tuple[KeptBackBefore, ...] = ()
