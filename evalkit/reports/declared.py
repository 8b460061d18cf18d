"""What the parameters of a notebook are: their names, their types, what they are worth when nobody says otherwise."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evalkit.errors import EvalkitError, Place, problem
from evalkit.reports.runner import declared_parameters

Kind = Literal["int", "float", "bool", "str", "list", "dict"]

_KINDS: Mapping[str, Kind] = {
    "int": "int", "float": "float", "bool": "bool", "str": "str", "list": "list", "tuple": "list", "sequence": "list",
    "dict": "dict", "mapping": "dict",
}  # fmt: skip
_MOMENTS = frozenset({"date", "datetime", "time", "timedelta", "timestamp"})


@dataclass(frozen=True)
class Declared:
    """A parameter as a notebook declares it.

    Parameters
    ----------
    name : str
    kind : {"int", "float", "bool", "str", "list", "dict"} or None
        What its annotation says, else what its value is; None when neither tells.
    written : str
        Its value as the notebook writes it.
    default : object
        The same, read; None when it is computed.
    computed : bool
        Whether its value cannot be given back as it is written: ``date.today()``, ``60 * 60``, a set.
    help : str
        The comment behind it.
    """

    name: str
    kind: Kind | None
    written: str
    default: Any = None
    computed: bool = False
    help: str = ""

    @property
    def is_moment(self) -> bool:
        """Whether its value is a date or an hour made by Python, which no table can hold."""
        return self.computed and any(name in _MOMENTS for name in _names(self.written))


def declared_of(notebook: Path) -> tuple[Declared, ...]:
    """Return the parameters of a notebook, in its order.

    Raises
    ------
    EvalkitError
        When the file is no Python notebook, has not exactly one cell tagged ``parameters``, or sets in it a name that
        papermill does not see: its value could be given by nobody, and nobody would be told.
    """
    found = declared_parameters(notebook)
    source = _source(notebook)
    assigned = dict(_assigned(source))
    known = {each.name for each in found}
    unseen = [problem(Place(notebook.name), name, "run.unseen") for name in assigned if name not in known]
    if unseen:
        raise EvalkitError(unseen)
    return tuple(_declared(each, *assigned.get(each.name, (None, None))) for each in found)


def title_of(notebook: Path) -> str:
    """Return the first heading of level 1 in a notebook's texts, else its file's name."""
    import nbformat

    cells = nbformat.read(notebook, as_version=4).cells
    lines = (line for cell in cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line[2:].strip() for line in lines if line.startswith("# ") and line[2:].strip()), notebook.stem)


def _source(notebook: Path) -> str:
    """Return the text of the cell of the parameters, without lines that are no Python."""
    import nbformat

    read = nbformat.read(notebook, as_version=4)
    language = read.metadata.get("kernelspec", {}).get("language", "python")
    if language.lower() != "python":
        raise EvalkitError([problem(Place(notebook.name), "", "run.not_python", found=language)])
    cell = next(cell for cell in read.cells if "parameters" in cell.metadata.get("tags", ()))
    return "\n".join(line for line in cell.source.splitlines() if not line.lstrip().startswith(("%", "!")))


def _assigned(source: str) -> Iterator[tuple[str, tuple[ast.expr | None, ast.expr | None]]]:
    """Yield each name that a cell sets, with its annotation and its value."""
    try:
        nodes = ast.parse(source).body
    except SyntaxError:  # the run will say where
        return
    for node in nodes:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, (node.annotation, node.value)
        elif isinstance(node, ast.Assign):
            names = (each for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name))
            yield from ((each.id, (None, node.value)) for each in names)


def _declared(found: Any, annotation: ast.expr | None, value: ast.expr | None) -> Declared:
    written = ast.unparse(value) if value is not None else found.default
    hint = _text(annotation) if annotation is not None else found.inferred_type_name
    try:
        default = ast.literal_eval(written)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return Declared(found.name, _kind(hint), written, computed=True, help=found.help)
    if not _is_plain(default):
        return Declared(found.name, _kind(hint), written, computed=True, help=found.help)
    return Declared(found.name, _kind(hint) or _kind(type(default).__name__), written, default, help=found.help)


def _is_plain(value: Any) -> bool:
    """Tell whether papermill writes a value as it is: a set would become a text, and so would the keys of a mapping."""
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(_is_plain, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, bool | int | float | str)


def _text(annotation: ast.expr) -> str:
    is_quoted = isinstance(annotation, ast.Constant) and isinstance(annotation.value, str)
    return str(annotation.value) if is_quoted and isinstance(annotation, ast.Constant) else ast.unparse(annotation)


def _kind(hint: str) -> Kind | None:
    """Return the kind that an annotation names; of ``Optional[int]``, ``int``."""
    plain = hint.replace("typing.", "").replace(" ", "")
    if plain.startswith("Optional["):
        plain = plain.removeprefix("Optional[").removesuffix("]")
    return _KINDS.get(plain.split("[")[0].lower())


def _names(expression: str) -> Iterator[str]:
    try:
        nodes = ast.walk(ast.parse(expression, mode="eval"))
    except SyntaxError:
        return
    for node in nodes:
        if isinstance(node, ast.Name | ast.Attribute):
            yield (node.id if isinstance(node, ast.Name) else node.attr).lower()
