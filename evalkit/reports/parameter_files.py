"""Files that a notebook's parameters name: found beside the table or the notebook, so that a run gets its own copy.

A run happens in a folder of its own and tells no folder of the user: what it reads has to come with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evalkit.errors import EvalkitError, Place, problem
from evalkit.reports.declared import Declared
from evalkit.sources.shown import short

_OURS = "output_folder"


def named_file(value: Any, declared: Declared, base: Path, place: Place) -> Path | None:
    """Return the file that the value of a text parameter names, or None when it names none.

    Parameters
    ----------
    value : object
    declared : Declared
    base : pathlib.Path
        The folder from which files are named.
    place : Place
        Where the value stands.

    Raises
    ------
    EvalkitError
        When it names a folder.
    """
    if declared.kind != "str" or declared.name == _OURS or not looks_like_path(value):
        return None
    found = base / value.replace("\\", "/")
    try:
        if found.is_dir():
            raise EvalkitError([problem(place, declared.name, "run.folder", found=short(value))])
        return found if found.is_file() else None
    except (OSError, ValueError):  # too long for a name, or with a sign that no name has
        return None


def looks_like_path(value: Any) -> bool:
    """Tell whether a text may well be the name of a file: it has an ending or a folder, and is no address."""
    if not isinstance(value, str) or "://" in value or "\n" in value:
        return False
    return "/" in value or "\\" in value or bool(Path(value).suffix)
