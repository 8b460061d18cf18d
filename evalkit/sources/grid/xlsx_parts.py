"""What the sheets of a .xlsx workbook share: relations, texts, number formats, properties."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import unquote
from zipfile import ZipFile

from evalkit.sources.grid.bounds import LONGEST_TEXT, MOST_CHARACTERS, MOST_STYLES
from evalkit.sources.grid.refusals import refused
from evalkit.sources.grid.xml_stream import Budget, walk_part

_ESCAPE = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
_PROPERTIES = "docProps/custom.xml"
_LOOKS = {"font", "fill", "border", "dxf"}


def unescaped(text: str) -> str:
    """Return a text whose characters that XML cannot hold were written ``_xHHHH_``."""
    return _ESCAPE.sub(_characters, text) if "_x" in text else text


def _characters(found: re.Match[str]) -> str:
    codes = re.findall("_x(.{4})_", found.group())
    raw = b"".join(int(code, 16).to_bytes(2, "little") for code in codes)
    try:
        return raw.decode("utf-16-le")
    except UnicodeDecodeError:
        # Half of a pair is no character: left as it is written.
        return found.group()


def main_part(archive: ZipFile, budget: Budget) -> str:
    """Return the part that lists the sheets; raises `EvalkitError` where there is none."""
    found = read_relations(archive, "", budget)
    main = next((target for kind, target in found.values() if kind == "officeDocument"), "xl/workbook.xml")
    if main not in archive.NameToInfo:
        raise refused(budget.file, "damaged")
    return main


def read_relations(archive: ZipFile, part: str, budget: Budget) -> dict[str, tuple[str, str]]:
    """Return kind and target of each relation of a part, by its id; the package's own for an empty part.

    The format does not tell capitals apart in the names of parts: no two differ by them alone.
    """
    names = {each.lower(): each for each in archive.NameToInfo}
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        budget.add_relation()
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = unquote(attributes.get("Target", ""))
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = attributes.get("Type", "").rpartition("/")[2]
            if path.lower() in names:
                found[attributes.get("Id", "")] = (kind, names[path.lower()])

    _walk(archive, listed, budget, start)
    return found


def _walk(archive: ZipFile, part: str | None, budget: Budget, *handlers: object) -> None:
    if part and part in archive.NameToInfo:
        walk_part(archive, part, budget, *handlers)  # type: ignore[arg-type]


class _Strings:
    """The shared texts, without the formatting inside them nor the reading aids of Japanese."""

    def __init__(self, file: str) -> None:
        self.file, self.found = file, list[str]()
        self.pieces: list[str] = []
        self.inside = self.aside = False
        self.size = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.aside = True
        elif name == "t":
            self.inside = not self.aside

    def text(self, text: str) -> None:
        if self.inside:
            self.pieces.append(text)
            self.size += len(text)
            if self.size > MOST_CHARACTERS:
                raise refused(self.file, "texts", limit=MOST_CHARACTERS // 1_000_000)

    def end(self, name: str) -> None:
        if name == "t":
            self.inside = False
        elif name == "rPh":
            self.aside = False
        elif name == "si":
            self.found.append(unescaped("".join(self.pieces)))


def read_strings(archive: ZipFile, part: str | None, budget: Budget) -> list[str]:
    """Return the texts that cells point to by their number."""
    strings = _Strings(budget.file)
    _walk(archive, part, budget, strings.start, strings.end, strings.text)
    return strings.found


def read_formats(archive: ZipFile, part: str | None, budget: Budget) -> list[str]:
    """Return the number format of each style, in the order in which cells point to them."""
    own: dict[str, str] = {}
    used: list[str] = []
    inside = [False]
    looks: Counter[str] = Counter()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name in _LOOKS:
            looks[name] += 1
            if looks[name] > MOST_STYLES:
                raise refused(budget.file, "styles", limit=MOST_STYLES)
        if name == "numFmt" and "formatCode" in attributes:
            own.setdefault(attributes.get("numFmtId", ""), attributes["formatCode"])
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            used.append(attributes.get("numFmtId", "0"))
            if len(used) > MOST_STYLES:
                raise refused(budget.file, "styles", limit=MOST_STYLES)

    def end(name: str) -> None:
        if name == "cellXfs":
            inside[0] = False

    _walk(archive, part, budget, start, end)
    return [own.get(number) or _built_in(number) for number in used]


def _built_in(number: str) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    return BUILTIN_FORMATS.get(int(number), "General") if re.fullmatch("[0-9]{1,6}", number) else "General"


def read_properties(archive: ZipFile, budget: Budget) -> dict[str, str]:
    """Return the custom properties of a workbook."""
    found: dict[str, str] = {}
    name, inside = [""], [False]

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        inside[0] = tag not in {"property", "Properties"}
        if tag == "property":
            name[0] = attributes.get("name", "")

    def text(text: str) -> None:
        if inside[0] and name[0]:
            found[name[0]] = (found.get(name[0], "") + text)[:LONGEST_TEXT]

    def end(tag: str) -> None:
        inside[0] = False

    _walk(archive, _PROPERTIES, budget, start, end, text)
    return {key: unescaped(value) for key, value in found.items()}
