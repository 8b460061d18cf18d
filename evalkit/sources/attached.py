"""A copy of a dossier's file with a diagnosis in it: all that was typed stays, comments and formats too.

The figures are put into the file as it is: at the end of a YAML text, into the rows of the workbook's own sheet. The
copy is read back; where it would not say what it should, the dossier is written anew, and that is told.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import yaml

from evalkit.errors import EvalkitError, problem
from evalkit.model.dossier import Dossier
from evalkit.model.framework import DiagnosisFigure
from evalkit.sources.dossier import read_dossier
from evalkit.sources.write import dossier_bytes
from evalkit.sources.yaml_tree import Loader
from evalkit.sources.yaml_write import field_yaml
from evalkit.texts import Language

FIELD = "diagnosis"
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True)
class Attached:
    """A copy of a dossier's file.

    Parameters
    ----------
    content : bytes
    suffix : str
        Of its name: ``.xlsx`` for a workbook of any kind.
    as_typed : bool
        Whether it is the user's own file with the figures put in; else the dossier was written anew.
    """

    content: bytes
    suffix: str
    as_typed: bool


def attached(file: FilePath, dossier: Dossier, figures: tuple[DiagnosisFigure, ...], language: Language) -> Attached:
    """Return a copy of a dossier's file with figures of its territory.

    Parameters
    ----------
    file : pathlib.Path
        Only read.
    dossier : Dossier
        As read from it.
    figures : tuple of DiagnosisFigure
    language : {"fr", "en"}
        Of the choices in a workbook, and of a file that is written anew.

    Raises
    ------
    EvalkitError
        When the dossier has a diagnosis already: which of the two is right is not ours to choose.
    """
    if dossier.diagnosis:
        n = len(dossier.diagnosis)
        raise EvalkitError([problem(dossier.place_of((FIELD,)), FIELD, "attach.already", n=n)])
    wanted = dossier.model_copy(update={FIELD: figures})
    suffix = file.suffix if file.suffix.lower() in (".yaml", ".yml") else ".xlsx"
    content = _as_typed(file, wanted, language)
    if content is not None and _says(content, suffix, wanted):
        return Attached(content, suffix, as_typed=True)
    return Attached(dossier_bytes(wanted, FilePath(f"{file.stem}{suffix}"), language), suffix, as_typed=False)


def _as_typed(file: FilePath, wanted: Dossier, language: Language) -> bytes | None:
    if file.suffix.lower() in (".yaml", ".yml"):
        return _yaml(file.read_bytes().decode("utf-8"), wanted)
    if file.suffix.lower() == ".xlsx":
        from evalkit.sources.workbook.attach import filled_workbook

        return filled_workbook(file, wanted, language)
    return None


def _says(content: bytes, suffix: str, wanted: Dossier) -> bool:
    """Read a copy back and tell whether it says what it should."""
    with tempfile.TemporaryDirectory() as folder:
        copy = FilePath(folder) / f"copy{suffix.lower()}"
        copy.write_bytes(content)
        try:
            return read_dossier(copy) == wanted
        except EvalkitError:
            return False


# ----- YAML


def _yaml(text: str, wanted: Dossier) -> bytes | None:
    """Put the figures where the text has their empty field, else after all its fields; None between braces."""
    mark, body = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    root: Any = yaml.compose(body, Loader=Loader)
    if root.flow_style:
        return None
    lines = _LINES.findall(body)
    end = lines[0][len(lines[0].rstrip("\r\n")) :]
    if not re.search(r"[\r\n]$", lines[-1]):
        lines[-1] += end
    indent = " " * root.start_mark.column
    figures = [f"{indent}{line}{end}" for line in field_yaml(wanted, FIELD).splitlines()]
    at = _emptied(lines, root)
    added = figures[1:] if at else figures
    at = at or _last(lines)
    lines[at:at] = added
    return (mark + "".join(lines)).encode()


def _emptied(lines: list[str], root: Any) -> int:
    """Take away what says that the field is empty (``[]``, ``null``); return the line after it, 0 without the field."""
    found = next(((key, value) for key, value in root.value if key.value == FIELD), None)
    if found is None:
        return 0
    key, value = found
    if isinstance(value, yaml.ScalarNode) and not value.value:
        return int(key.end_mark.line) + 1
    start, end = value.start_mark, value.end_mark
    if start.line == end.line:
        line = lines[start.line]
        lines[start.line] = line[: start.column].rstrip() + line[end.column :]
    return int(end.line) + 1


def _last(lines: list[str]) -> int:
    """Return where lines can be added: at the end, before the mark that ends a document."""
    ends = [at for at, line in enumerate(lines) if re.match(r"\.\.\.\s", line)]
    return ends[-1] if ends else len(lines)
