"""Small tables as people save them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import EvalkitError
from evalkit.multivariate.reading import Study, study_of
from evalkit.texts import Language

PLAIN = """nom;age;revenu;sexe
Anne;31;1200,5;f
Bilal;45;1800,0;h
Chloé;28;950,25;f
Driss;52;2100,0;h
Elsa;39;1500,75;f
"""


def saved(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    """Save a file."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def study(
    folder: Path, content: str | bytes, roles: str | Mapping[str, Any] | None = None, language: Language = "fr"
) -> Study:
    """Read a table that is saved first, with roles that are saved too where they are text."""
    given = saved(folder, roles, "roles.yaml") if isinstance(roles, str) else roles
    return study_of(saved(folder, content), given, language)


def refused(folder: Path, content: str | bytes, roles: str | Mapping[str, Any] | None = None) -> str:
    """Return the sentences by which a table is refused, with plain spaces."""
    with pytest.raises(EvalkitError) as raised:
        study(folder, content, roles)
    return str(raised.value).replace("\u00a0", " ")


def told(found: Study) -> str:
    """Return what was noticed, one sentence a line."""
    return "\n".join(note.sentence() for note in found.notes)
