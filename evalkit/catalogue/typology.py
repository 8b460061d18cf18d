"""The typology of partnerships: 4 categories, 9 models, 3 bridges. No model is better than another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from evalkit.catalogue.words import Words, data, label_of


@dataclass(frozen=True)
class Category:
    """A family of joint objectives (``MEC``, ``PR``, ``CE``, ``IS``)."""

    code: str
    label: Words
    definition: Words


@dataclass(frozen=True)
class Model:
    """One of the nine models of relation.

    Parameters
    ----------
    code : str
        ``M1`` to ``M9``: a name, never a rank.
    label, definition : Words
        As a reader sees them.
    categories : tuple of str
        Codes of its categories; two for a bridge.
    category_origin : str
        ``guide`` where the text says it, ``inference`` where it is read out of the definitions.
    """

    code: str
    label: Words
    definition: Words
    categories: tuple[str, ...]
    category_origin: str


@dataclass(frozen=True)
class Bridge:
    """A model that links two categories."""

    code: str
    model: str
    between: tuple[str, str]


@lru_cache
def categories() -> tuple[Category, ...]:
    """Return the four categories."""
    return tuple(
        Category(code, Words(**each["label"]), Words(**each["definition"]))
        for code, each in data("typology")["categories"].items()
    )


@lru_cache
def models() -> tuple[Model, ...]:
    """Return the nine models."""
    return tuple(
        Model(
            code,
            label_of("model_code", code),
            Words(**each["definition"]),
            tuple(each["categories"]),
            each["category_origin"],
        )
        for code, each in data("typology")["models"].items()
    )


@lru_cache
def bridges() -> tuple[Bridge, ...]:
    """Return the three bridges."""
    return tuple(
        Bridge(code, each["model"], (each["between"][0], each["between"][1]))
        for code, each in data("typology")["bridges"].items()
    )
