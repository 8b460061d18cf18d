"""A dossier's file before it is typed: plain lists, mappings and texts, with the place of every value.

YAML and workbooks are both read into it, so that one reader types them and one set of checks looks across fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from evalkit.errors import Path, Place, Problem, place_near


@dataclass
class Tree:
    """What a file holds.

    Parameters
    ----------
    file : str
        The file's name, for messages.
    data : mapping, list, str or None
        Nothing in it is typed yet: every value is a text.
    places : dict of Path to Place
        Where each value stands.
    problems : list of Problem
        What was met while reading.
    notes : list of Problem
        What was understood without being written plainly, and what was left unread: told, never an obstacle.
    """

    file: str
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def near(self, path: Path) -> Place:
        """Return the place of a path, or of its nearest enclosing entry."""
        return place_near(self.places, path, self.file)
