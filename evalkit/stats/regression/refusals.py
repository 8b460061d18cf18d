"""Why a regression is refused: one exception, with its sentence in both languages."""

from __future__ import annotations

from evalkit.texts import Language, say


class RegressionError(ValueError):
    """A model that cannot be fitted, or a question that it cannot answer.

    Parameters
    ----------
    reason : str
        Key under ``regression.errors`` of the texts.
    **values
        What fills the sentence; sequences are listed.

    Attributes
    ----------
    reason : str
    values : dict
    """

    def __init__(self, reason: str, /, **values: object) -> None:
        self.reason = reason
        self.values = {name: tuple(each) if isinstance(each, list) else each for name, each in values.items()}
        super().__init__(self.sentence("en"))

    def sentence(self, language: Language = "fr") -> str:
        """Return what is wrong and what to do instead."""
        return say(f"regression.errors.{self.reason}", language, **{k: _listed(v) for k, v in self.values.items()})


class SeparationError(RegressionError):
    """Some predictors tell the outcome without fault: their coefficients are infinite, and none is given."""


def _listed(value: object) -> object:
    return ", ".join(str(each) for each in value) if isinstance(value, tuple) else value
