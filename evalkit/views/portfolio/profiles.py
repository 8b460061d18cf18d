"""The profiles of a portfolio: axes and classes of partnerships, or why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.stats.estimable import NotEstimable
from evalkit.texts import Language
from evalkit.views.blocks import Block, Heading, Prose
from evalkit.views.portfolio.build import heading, prose
from evalkit.views.words import capital

if TYPE_CHECKING:
    from evalkit.multivariate.analysis import Analysis
    from evalkit.views.multivariate import Part

_IN_FULL: tuple[Part, ...] = ("data", "axes", "variables", "individuals", "classes")
"""For who studies the analysis itself: in files."""
_PICKED = ("individuals", "classes", "class_heat_map")
"""Of these, what the page shows: the map of the partnerships, the classes and what marks them."""


def profiles(found: Analysis | NotEstimable, language: Language) -> tuple[Block, ...]:
    """Return axes and classes with their interpretation; a refusal, or axes that chance would give, are said."""
    if isinstance(found, NotEstimable):
        return (
            heading("profiles", language, 2),
            Prose((capital(found.sentence(language)) + ".",)),
            prose(language, "no_profiles"),
        )
    if not found.choice.suggested:
        return (heading("profiles", language, 2), prose(language, "only_chance"))
    from evalkit.views.multivariate import blocks

    picked = [each for each in profiles_beside(found, language) if getattr(each, "name", "") in _PICKED]
    said_first = [*blocks(found, "brief", language), *blocks(found, "interpretation", language)]
    told = [*said_first, *picked, *blocks(found, "limits", language)]
    return (heading("profiles", language, 2), prose(language, "profiles"), *map(_lower, told))


def profiles_beside(found: Analysis | NotEstimable, language: Language) -> tuple[Block, ...]:
    """Return what stands in files: columns, axes, partnerships and classes, with all that tells how sound they are."""
    if isinstance(found, NotEstimable):
        return ()
    from evalkit.views.multivariate import blocks

    return tuple(block for part in _IN_FULL for block in blocks(found, part, language))


def _lower(block: Block) -> Block:
    """Put a heading one level down: the whole analysis is one part of this report."""
    if not isinstance(block, Heading):
        return block
    return Heading(3 if block.level == 2 else 4, block.text)
