"""What was not taken over, and why."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.errors import Place
from evalkit.model.dates import PartialDate
from evalkit.texts import Language, say


@dataclass(frozen=True)
class Withheld:
    """One value that was not written.

    Parameters
    ----------
    what : str
        The indicator's code; empty for exits.
    who : str
        The respondent, or the perimeter of exits.
    subgroup : str or None
    start, end : PartialDate
    reason : str
        ``few``, ``few_exits``, ``complement``, ``already`` or ``overlap``.
    threshold : int
    place : Place or None
        Where the dossier already says it.
    """

    what: str
    who: str
    subgroup: str | None
    start: PartialDate
    end: PartialDate
    reason: str
    threshold: int
    place: Place | None = None

    def sentence(self, language: Language = "fr") -> str:
        """Say why, without how many people it is about."""
        where = self.place.words(language) if self.place else ""
        return say(f"survey.withheld.{self.reason}", language, threshold=self.threshold, place=where)
