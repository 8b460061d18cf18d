"""A YAML file as plain lists, mappings and texts, with the place of every value.

Nothing is typed here: ``01000``, ``NO`` and ``12:30`` stay what was typed, and the model types them. Refused with
their line: what is no YAML, tags (objects), aliases, duplicate keys, and files too large or too deep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from evalkit.errors import EvalkitError, Path, Place, Problem, problem

LARGEST_FILE = 2_000_000
DEEPEST = 20
NOTHING = {"", "~", "null"}
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Tree:
    """What a file holds: `data` (mappings, lists, texts, None), where each value stands, and the problems met."""

    file: str
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, node: yaml.Node | None, key: str, field_name: str = "", **values: object) -> None:
        """Add a problem at a node (or at the whole file)."""
        self.problems.append(problem(self.place(node), field_name, key, **values))

    def place(self, node: yaml.Node | None) -> Place:
        """Return the place of a node."""
        if node is None:
            return Place(self.file)
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def near(self, path: Path) -> Place:
        """Return the place of a path, or of its nearest enclosing entry."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return Place(self.file)


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
    node = _compose(text, tree)
    if node is None:
        if not tree.problems:
            tree.complain(None, "empty_file")
    else:
        tree.data = _convert(node, (), tree)
    return tree


def _text_of(path: FilePath) -> str:
    place = Place(path.name)
    if not path.is_file():
        raise EvalkitError([problem(place, "", "no_such_file")])
    if path.stat().st_size > LARGEST_FILE:
        raise EvalkitError([problem(place, "", "file_too_large", limit=LARGEST_FILE // 1000)])
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        before = path.read_bytes()[: error.start]
        where = Place(path.name, before.count(b"\n") + 1)
        raise EvalkitError([problem(where, "", "not_utf8")]) from None
    except OSError:
        raise EvalkitError([problem(place, "", "unreadable_file")]) from None


def _compose(text: str, tree: Tree) -> yaml.Node | None:
    """Build the node graph after a look at its events: no alias, no tag, no second document, bounded depth."""
    try:
        for _ in _checked_events(text, tree):
            pass
        return None if tree.problems else yaml.compose(text, Loader=Loader)
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1 if isinstance(error.position, int) else None
        tree.problems.append(problem(Place(tree.file, line), "", "control_character"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Place(tree.file, mark.line + 1, mark.column + 1) if mark else Place(tree.file)
        tree.problems.append(problem(where, "", _syntax_fault(text, where.line)))
    except (yaml.YAMLError, RecursionError):
        tree.complain(None, "yaml_syntax")
    return None


def _syntax_fault(text: str, line: int | None) -> str:
    lines = text.splitlines()
    found = lines[line - 1] if line and line <= len(lines) else ""
    return "yaml_tab" if "\t" in found[: len(found) - len(found.lstrip())] else "yaml_syntax"


def _checked_events(text: str, tree: Tree) -> Iterator[yaml.Event]:
    depth, documents = 0, 0
    for event in yaml.parse(text, Loader=Loader):
        where = Place(tree.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                tree.problems.append(problem(where, "", "second_document"))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            tree.problems.append(problem(where, "", "yaml_alias"))
        if getattr(event, "tag", None):
            tree.problems.append(problem(where, "", "yaml_tag", found=str(event.tag)[:60]))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or len(tree.problems) >= 50:
            if depth > DEEPEST:
                tree.problems.append(problem(where, "", "too_deep", limit=DEEPEST))
            return
        yield event


def _convert(node: yaml.Node, path: Path, tree: Tree) -> Any:
    tree.places[path] = tree.place(node)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, tree)
    if isinstance(node, yaml.SequenceNode):
        return [_convert(item, (*path, i), tree) for i, item in enumerate(node.value)]
    return None if node.style is None and node.value in NOTHING else node.value


def _mapping(node: yaml.MappingNode, path: Path, tree: Tree) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            tree.complain(key_node, "key_not_text")
            continue
        key = key_node.value
        if key in found:
            tree.complain(key_node, "duplicate_key", found=key, line=tree.places[(*path, key)].line)
            continue
        found[key] = _convert(value_node, (*path, key), tree)
        tree.places[(*path, key)] = tree.place(key_node)
    return found
