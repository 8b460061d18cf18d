"""Words of levels, kinds and layouts inside sentences."""

from __future__ import annotations

from evalkit.errors import Said


def level_words(level: object) -> Said:
    """Return what a level is called."""
    return Said(f"territory.levels.{level}")


def layout_words(layout: str) -> Said:
    """Return what a layout is called."""
    return Said(f"territory.layouts.{layout}")
