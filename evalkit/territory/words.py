"""Words of levels, kinds and layouts inside sentences, and short names of figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.catalogue.words import Words
from evalkit.errors import Said
from evalkit.territory.variables import key_of
from evalkit.texts import family

if TYPE_CHECKING:
    from evalkit.territory.table import Variable


def level_words(level: object) -> Said:
    """Return what a level is called."""
    return Said(f"territory.levels.{level}")


def layout_words(layout: str) -> Said:
    """Return what a layout is called."""
    return Said(f"territory.layouts.{layout}")


def short_label(variable: Variable) -> Words:
    """Return a figure's name for headings, legends and names of classes: a few words in lower case, without its year.

    A figure without a short name keeps its label.
    """
    words = family("territory")["short"].get(key_of(variable.name))
    return Words(**words) if words else variable.label
