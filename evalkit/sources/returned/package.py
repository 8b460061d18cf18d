"""A workbook as the parts of its zip file: read when asked for, changed one by one, written back in their order."""

from __future__ import annotations

import io
import posixpath
import secrets
import zipfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from evalkit.errors import EvalkitError, Place, problem
from evalkit.sources.returned.rows import Aside, set_aside
from evalkit.sources.returned.schema import Element, UnsafePartError, local, parse, serialise
from evalkit.sources.returned.stamp import STAMP

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The one date of all entries: the same input gives the same bytes."""


class Package:
    """The parts of a file.

    Parameters
    ----------
    file : Path
        A workbook (``.xlsx``, ``.xlsm``) that has passed the guard.

    Raises
    ------
    EvalkitError
        When it is no zip file; later, when a part that is needed is missing or broken.
    """

    def __init__(self, file: Path) -> None:
        self._file = file.name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(file.read_bytes()))
        except (zipfile.BadZipFile, OSError) as error:
            raise self.broken() from error
        self._names = {name.casefold(): name for name in self._zip.namelist()}
        self._order = list(self._names.values())
        self._data: dict[str, bytes] = {}
        self._trees: dict[str, Element] = {}
        self._rows: dict[str, Aside] = {}
        self._known: dict[str, list[_Relation]] = {}
        self._stand_in = secrets.token_hex(16)

    def broken(self) -> EvalkitError:
        """Return what is said of a workbook whose parts do not hold together."""
        return EvalkitError([problem(Place(self._file), "", "returned.broken")])

    def has(self, part: str) -> bool:
        """Tell whether there is a part of this name."""
        return part.casefold() in self._names

    def data(self, part: str) -> bytes:
        """Return a part as it stands."""
        name = self._real(part)
        if name in self._trees:
            return self._with_rows(name, serialise(self._trees[name]))
        if name in self._data:
            return self._data[name]
        try:
            return self._zip.read(name)
        except (KeyError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError) as error:
            raise self.broken() from error

    def tree(self, part: str) -> Element:
        """Return a part's root, to look at: changing it changes the file only after `touch`."""
        if self._real(part) in self._trees:
            return self._trees[self._real(part)]
        try:
            return parse(self.data(part))
        except (etree.XMLSyntaxError, UnsafePartError) as error:
            raise self.broken() from error

    def sheet(self, part: str) -> Element:
        """Return the root of a sheet as `tree` does, its rows set aside; they are back in its `data`."""
        name = self._real(part)
        if name in self._trees:
            return self._trees[name]
        try:
            data, rows = set_aside(self.data(part), self._stand_in)
            root = parse(data)
        except (etree.XMLSyntaxError, UnsafePartError, UnicodeError, LookupError) as error:
            raise self.broken() from error
        if rows:
            self._rows[name] = rows
        return root

    def rows(self, part: str) -> bytes:
        """Return the rows of a sheet whose root `sheet` has given."""
        aside = self._rows.get(self._real(part))
        return aside.rows if aside else b""

    def _with_rows(self, name: str, data: bytes) -> bytes:
        if name not in self._rows:
            return data
        whole = self._rows[name].back(data)
        if whole is None:
            raise self.broken()
        return whole

    def touch(self, part: str, root: Element) -> None:
        """Make this the part's root."""
        self._trees[self._kept(part)] = root

    def put(self, part: str, data: bytes) -> None:
        """Give a part these bytes, as a new part where there is none."""
        name = self._kept(part)
        self._trees.pop(name, None)
        self._rows.pop(name, None)
        self._data[name] = data

    def add(self, part: str, data: bytes, content_type: str) -> None:
        """Add a part and say what it is."""
        self.put(part, data)
        types = self.tree(CONTENT_TYPES)
        etree.SubElement(types, _like(types, "Override"), PartName=f"/{part}", ContentType=content_type)
        self.touch(CONTENT_TYPES, types)

    def drop(self, part: str) -> None:
        """Take a part out, with what is said of it and its own relations."""
        types = self.tree(CONTENT_TYPES)
        for each in [each for each in types if each.get("PartName", "").casefold() == f"/{part}".casefold()]:
            types.remove(each)
            self.touch(CONTENT_TYPES, types)
        for name in (self._real(part), self._real(_relations_of(part))):
            if self.has(name):
                self._order.remove(self._names.pop(name.casefold()))
                for kept in (self._data, self._trees, self._rows, self._known):
                    kept.pop(name, None)

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern (``xl/comments{}.xml``) that no part has."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts of a kind (``comments``) that a part is related to."""
        found = [each.target for each in self._relations(part) if each.kind == kind]
        return [self._real(name) for name in found if self.has(name)]

    def target(self, part: str, identifier: str) -> str | None:
        """Return the part that a relation of this identifier leads to, or None."""
        found = (each.target for each in self._relations(part) if each.identifier == identifier)
        return next((self._real(name) for name in found if self.has(name)), None)

    def relate(self, part: str, target: str, kind: str) -> str:
        """Relate a part to another and return the relation's identifier.

        Parameters
        ----------
        part, target : str
        kind : str
            Whole address of the relation's type.
        """
        name = _relations_of(part)
        root = self.tree(name) if self.has(name) else etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap=_NSMAP)
        taken = {each.get("Id") for each in root}
        number = next(n for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        way = posixpath.relpath(target, posixpath.dirname(part) or ".")
        etree.SubElement(root, _like(root, "Relationship"), Id=f"rId{number}", Type=kind, Target=way)
        self.touch(name, root)
        return f"rId{number}"

    def unrelate(self, part: str, target: str) -> None:
        """Take out a part's relations to another."""
        name = _relations_of(part)
        root = self.tree(name)
        gone = {each.identifier for each in self._relations(part) if each.target.casefold() == target.casefold()}
        for each in [each for each in root if each.get("Id") in gone]:
            root.remove(each)
        if any(local(each) for each in root):
            self.touch(name, root)
        else:
            self.drop(name)

    def bytes(self, stamp: bytes = STAMP) -> bytes:
        """Return the whole file: parts that were not touched hold the bytes they held.

        Parameters
        ----------
        stamp : bytes
            Comment of the package; none for a workbook that is a dossier of its own.
        """
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
            written.comment = stamp
            for name in self._order:
                entry = zipfile.ZipInfo(name, _EARLIEST)
                entry.create_system, entry.external_attr = 3, 0o600 << 16
                written.writestr(entry, self.data(name), zipfile.ZIP_DEFLATED)
        return stream.getvalue()

    def _real(self, part: str) -> str:
        """Return a part's name as the file writes it: capitals do not count."""
        return self._names.get(part.casefold(), part)

    def _kept(self, part: str) -> str:
        """Return the name of a part that changes, or is new."""
        if not self.has(part):
            self._names[part.casefold()] = part
            self._order.append(part)
        self._known.pop(self._real(part), None)
        return self._real(part)

    def _relations(self, part: str) -> list[_Relation]:
        """Return the relations of a part to others of the package, read once as long as they do not change."""
        name = self._real(_relations_of(part))
        if name not in self._known:
            inside = [each for each in self.tree(name) if local(each) == "Relationship"] if self.has(name) else []
            self._known[name] = [_relation(part, each) for each in inside if each.get("TargetMode") != "External"]
        return self._known[name]


class _Relation(NamedTuple):
    """What relates a part to another: the kind is the last word of its type, in both forms of the format the same."""

    identifier: str
    kind: str
    target: str


def _relation(part: str, element: Element) -> _Relation:
    way = unquote(element.get("Target", ""))
    target = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), way)).lstrip("/")
    return _Relation(element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], target)


_NSMAP = {None: _RELATIONS}


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _like(root: Element, name: str) -> str:
    return f"{{{etree.QName(root).namespace}}}{name}"
