"""A workbook as the parts of its zip file: read when asked for, changed one by one, written back in their order."""

from __future__ import annotations

import io
import posixpath
import zipfile
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from evalkit.errors import EvalkitError, Place, problem
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
            return serialise(self._trees[name])
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

    def touch(self, part: str, root: Element) -> None:
        """Make this the part's root."""
        self._trees[self._kept(part)] = root

    def put(self, part: str, data: bytes) -> None:
        """Give a part these bytes, as a new part where there is none."""
        name = self._kept(part)
        self._trees.pop(name, None)
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
                self._data.pop(name, None)
                self._trees.pop(name, None)

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern (``xl/comments{}.xml``) that no part has."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts of a kind (``comments``) that a part is related to."""
        found = [self._target(part, each) for each in self._relations(part) if _kind(each) == kind]
        return [self._real(name) for name in found if self.has(name)]

    def target(self, part: str, identifier: str) -> str | None:
        """Return the part that a relation of this identifier leads to, or None."""
        for each in self._relations(part):
            name = self._target(part, each)
            if each.get("Id") == identifier and self.has(name):
                return self._real(name)
        return None

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
        for each in self._relations(part):
            if self._target(part, each).casefold() == target.casefold():
                root.remove(next(one for one in root if one.get("Id") == each.get("Id")))
        if any(local(each) for each in root):
            self.touch(name, root)
        else:
            self.drop(name)

    def bytes(self) -> bytes:
        """Return the whole file: parts that were not touched hold the bytes they held."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
            written.comment = STAMP
            for name in self._order:
                entry = zipfile.ZipInfo(name, _EARLIEST)
                entry.create_system, entry.external_attr = 3, 0o600 << 16
                written.writestr(entry, self.data(name), zipfile.ZIP_DEFLATED)
        return stream.getvalue()

    def _real(self, part: str) -> str:
        """Return a part's name as the file writes it: capitals do not count."""
        return self._names.get(part.casefold(), part)

    def _kept(self, part: str) -> str:
        if not self.has(part):
            self._names[part.casefold()] = part
            self._order.append(part)
        return self._real(part)

    def _relations(self, part: str) -> list[Element]:
        name = _relations_of(part)
        if not self.has(name):
            return []
        found = [each for each in self.tree(name) if local(each) == "Relationship"]
        return [each for each in found if each.get("TargetMode") != "External"]

    def _target(self, part: str, relation: Element) -> str:
        way = unquote(relation.get("Target", ""))
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), way)).lstrip("/")


_NSMAP = {None: _RELATIONS}


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _kind(relation: Element) -> str:
    """Return the last word of a relation's type: the same in the transitional and the strict form of the format."""
    return relation.get("Type", "").rsplit("/", 1)[-1]


def _like(root: Element, name: str) -> str:
    return f"{{{etree.QName(root).namespace}}}{name}"
