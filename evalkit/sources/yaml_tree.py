"""A YAML file as plain lists, mappings and texts, with the place of every value.

Nothing is typed here: ``01000``, ``NO`` and ``12:30`` stay what was typed, and the model types them. Refused with
their line: what is no YAML, tags (objects), aliases, duplicate keys, invisible characters, and files too large, too
long or too deep.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import yaml

from evalkit.errors import EvalkitError, Path, Place, Problem, problem
from evalkit.sources.shown import short
from evalkit.sources.tree import Tree

LARGEST_FILE = 2_000_000
DEEPEST = 20
MOST_EVENTS = 60_000
"""A dossier of 30 objectives has about 5 000; beyond this, reading would not stay a matter of a second."""
MOST_PROBLEMS = 50
ZIP = b"PK\x03\x04"
"""How an .xlsx or .ods workbook starts, whatever its name."""
NOTHING = {"", "~", "null"}
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Control characters, lone surrogates, the line ends that YAML alone counts as such (they would shift its line numbers
# from those of an editor), and the marks that turn the direction of writing and make a text read as something else.
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def _complain(tree: Tree, node: yaml.Node | None, key: str, **values: object) -> None:
    """Add a problem at a node (or at the whole file)."""
    tree.problems.append(problem(_place(tree, node), "", key, **values))


def _place(tree: Tree, node: yaml.Node | yaml.Event | None) -> Place:
    mark: Any = node.start_mark if node is not None else None
    return Place(tree.file, mark.line + 1, mark.column + 1) if mark is not None else Place(tree.file)


def read_tree(path: FilePath) -> Tree:
    """Read a file into a `Tree`.

    Raises
    ------
    EvalkitError
        When the file cannot be read at all. Faults inside it are gathered in ``Tree.problems``.
    """
    return parse_tree(_text_of(path), path.name)


def parse_tree(text: str, file: str) -> Tree:
    """Turn YAML text into a `Tree`; see `read_tree`."""
    tree = Tree(file)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LARGEST_FILE:
        _complain(tree, None, "file_too_large", limit=LARGEST_FILE // 1000)
        return tree
    tree.problems += _invisible_characters(text, tree)
    node = None if tree.problems else _compose(text, tree)
    if node is not None:
        tree.data = _convert(node, (), tree)
    if tree.data is None and not tree.problems:
        _complain(tree, None, "empty_file")
    return tree


def _text_of(path: FilePath) -> str:
    place = Place(path.name or str(path))
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            # Reading a device, a pipe or a socket could wait for ever.
            raise EvalkitError([problem(place, "", "not_a_file")])
        if found.st_size > LARGEST_FILE:
            raise EvalkitError([problem(place, "", "file_too_large", limit=LARGEST_FILE // 1000)])
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise EvalkitError([problem(place, "", "no_such_file")]) from None
    except (OSError, ValueError):
        raise EvalkitError([problem(place, "", "unreadable_file")]) from None
    return _decoded(raw, path.name)


def _decoded(raw: bytes, file: str) -> str:
    if raw.startswith(ZIP):
        raise EvalkitError([problem(Place(file), "", "workbook_as_yaml")])
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:4]:
        raise EvalkitError([problem(Place(file, 1), "", "not_utf8")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = re.sub(rb"\r\n?", b"\n", raw[: error.start]).count(b"\n") + 1
        raise EvalkitError([problem(Place(file, line), "", "not_utf8")]) from None


def _invisible_characters(text: str, tree: Tree) -> Iterator[Problem]:
    line, reached = 1, 0
    for count, found in enumerate(INVISIBLE.finditer(text)):
        if count >= MOST_PROBLEMS:
            return
        line, reached = line + text.count("\n", reached, found.start()), found.start()
        yield problem(Place(tree.file, line), "", "control_character", code=f"U+{ord(found.group()):04X}")


def _compose(text: str, tree: Tree) -> yaml.Node | None:
    """Build the node graph after a look at its events: no alias, no tag, no second document, bounded depth."""
    try:
        _check_events(text, tree)
        return None if tree.problems else yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        where = Place(tree.file, min(mark.line + 1, _last_line(text)), mark.column + 1) if mark else Place(tree.file)
        tree.problems.append(problem(where, "", _syntax_fault(text, where.line)))
    except (yaml.YAMLError, RecursionError, ValueError):
        # ValueError: an escape of a double-quoted text that names no character, as "\UFFFFFFFF".
        _complain(tree, None, "yaml_syntax")
    return None


def _last_line(text: str) -> int:
    """Count the lines of a text: what is missing at the end is missing on the last one."""
    return max(len(text.splitlines()), 1)


def _syntax_fault(text: str, line: int | None) -> str:
    lines = text.split("\n")
    found = lines[line - 1] if line and line <= len(lines) else ""
    return "yaml_tab" if "\t" in found[: len(found) - len(found.lstrip())] else "yaml_syntax"


def _check_events(text: str, tree: Tree) -> None:
    depth, documents = 0, 0
    for count, event in enumerate(yaml.parse(text, Loader=Loader)):
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        tree.problems += _faults_of_event(event, depth, documents, tree)
        if count > MOST_EVENTS:
            tree.problems.append(problem(_place(tree, event), "", "too_long", limit=MOST_EVENTS // 2))
        if depth > DEEPEST or documents > 1 or count > MOST_EVENTS or len(tree.problems) >= MOST_PROBLEMS:
            return


def _faults_of_event(event: yaml.Event, depth: int, documents: int, tree: Tree) -> Iterator[Problem]:
    where = _place(tree, event)
    if documents > 1:
        yield problem(where, "", "second_document")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        yield problem(where, "", "yaml_alias")
    if tag := getattr(event, "tag", None):
        yield problem(where, "", "yaml_tag", found=short(tag))
    if depth > DEEPEST:
        yield problem(where, "", "too_deep", limit=DEEPEST)


def _convert(node: yaml.Node, path: Path, tree: Tree) -> Any:
    tree.places[path] = _place(tree, node)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, tree)
    if isinstance(node, yaml.SequenceNode):
        return [_convert(item, (*path, i), tree) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode) and not node.style and node.value in NOTHING:
        return None
    return _visible(node, tree)


def _mapping(node: yaml.MappingNode, path: Path, tree: Tree) -> dict[str, Any]:
    found: dict[str, Any] = {}
    before: yaml.Node | None = None
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode) or not key_node.value.strip():
            _complain(tree, key_node, "key_not_text")
            continue
        if node.flow_style and not value_node.value and (cut := _cut_number(before, key_node)):
            _complain(tree, key_node, "decimal_comma", found=short(cut))
            continue
        before, key = value_node, _visible(key_node, tree)
        if key in found:
            _complain(tree, key_node, "duplicate_key", found=short(key), at=tree.places[(*path, key)])
            continue
        found[key] = _convert(value_node, (*path, key), tree)
        tree.places[(*path, key)] = _place(tree, key_node)
    return found


def _cut_number(before: yaml.Node | None, key: yaml.ScalarNode) -> str:
    """Return the number that ``{value: 4,5}`` means, or nothing: between braces, the comma starts a new field."""
    plain = isinstance(before, yaml.ScalarNode) and not before.style and not key.style
    meant = f"{before.value},{key.value}" if before and plain else ""
    return meant if re.search(r"\d,\d", meant, re.ASCII) else ""


def _visible(node: yaml.Node, tree: Tree) -> str:
    """Return a text once looked at again: an escape between quotes hides what the file did not show."""
    text = str(node.value)
    if hidden := INVISIBLE.search(text):
        _complain(tree, node, "control_character", code=f"U+{ord(hidden.group()):04X}")
    return text
