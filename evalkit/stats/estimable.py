"""A number that cannot be given, with the reason that stands in its place."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.texts import Language, say


@dataclass(frozen=True)
class NotEstimable:
    """Why there is no number. Prints as its reason: never ``nan``, never an empty cell.

    Parameters
    ----------
    reason : str
        Key under ``texts/reasons.yaml``.
    values : tuple of (str, object)
        What fills the sentence.
    """

    reason: str
    values: tuple[tuple[str, object], ...] = ()

    def sentence(self, language: Language = "fr") -> str:
        """Return the reason in words."""
        return say(f"reasons.{self.reason}", language, **dict(self.values))

    def __str__(self) -> str:
        return self.sentence()


def not_estimable(reason: str, /, **values: object) -> NotEstimable:
    """Build a `NotEstimable` from its reason and the values of its sentence."""
    return NotEstimable(reason, tuple(sorted(values.items())))
