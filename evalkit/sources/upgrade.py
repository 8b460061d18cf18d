"""A dossier of an older version of the template, YAML or workbook, read as one of today's."""

from __future__ import annotations

from evalkit.errors import Said, problem
from evalkit.model.dossier import ADDED_FIELDS, TEMPLATE_VERSION
from evalkit.sources.shown import short
from evalkit.sources.tree import Tree


def upgrade(tree: Tree) -> None:
    """Bring a tree to today's version of the template, and note what that version has more than its own.

    A version that is no number is left to the model; one that is not out yet is a problem.
    """
    data = tree.data if isinstance(tree.data, dict) else {}
    found = data.get("template_version")
    if not isinstance(found, str) or not (found.isascii() and found.isdigit()) or len(found) > LONGEST_VERSION:
        return
    place, version = tree.near(("template_version",)), int(found)
    if version > TEMPLATE_VERSION:
        tree.problems.append(problem(place, "", "upgrade.newer", found=short(found), version=TEMPLATE_VERSION))
    elif 1 <= version < TEMPLATE_VERSION:
        tree.notes.append(
            problem(place, "", "upgrade.added", found=found, version=TEMPLATE_VERSION, added=_added(version))
        )
    if version > 0:
        data["template_version"] = str(TEMPLATE_VERSION)


LONGEST_VERSION = 6


def _added(since: int) -> tuple[Said, ...]:
    """Return the labels of the fields that came after a version, each after the class it belongs to."""
    fields = [each for version, added in sorted(ADDED_FIELDS.items()) if version > since for each in added]
    return tuple(Said(f"fields.{entry}.{field}.label") for entry, field in fields)
